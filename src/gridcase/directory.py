"""The city's directory: what is registered, looked up one by one in the store."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, datetime
from math import inf
from operator import itemgetter
from time import monotonic
from typing import NamedTuple, Self, TypeVar, cast

from msgspec import Struct
from msgspec.json import encode

from gridcase import rules as shared
from gridcase.actors import Actor
from gridcase.bodies import Body, unit_of_body
from gridcase.errors import Refused, UnreadableEvent
from gridcase.ids import stream_key
from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, RecordKey, Registered
from gridcase.registry.records import Department, MatterClass, Member, MicroGrid, Record, Source, Unit
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, StoredEvent

R = TypeVar("R", bound=Record)

STALE_AFTER = 1.0
"""Seconds for which an entry is trusted before the store is asked whether it changed."""


class CachedRecord(NamedTuple):
    """What was said of a record in ``version`` events of its stream, last read at ``read_at``.

    ``words`` are the times from which each holds, in order, with what holds then: nothing where it is retired.
    """

    words: tuple[tuple[datetime, Record | None], ...]
    version: int
    read_at: float

    def at(self, moment: datetime) -> Record | None:
        """What holds at a moment."""
        return next((record for since, record in reversed(self.words) if since <= moment), None)


class ActingMembers(Struct):
    """The codes of the members who act for each responsible body, as last read."""

    read_at: float = -inf
    by_body: Mapping[Body, Sequence[str]] = {}


class StoreDirectory:
    """Answers from single streams, so one question reads one record, not a city's.

    It answers as of now, by the ``clock``, or as of the moment that ``as_of`` names: what is said to hold from a date
    on holds from then. An entry is asked for again a second after it was last: a change elsewhere shows within that
    second. What is not registered is never remembered, so it shows at once. A record with an event that cannot be read
    is unknown, and the others are not.
    """

    def __init__(
        self,
        store: EventStore,
        codec: Codec,
        seconds: Callable[[], float] = monotonic,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._codec = codec
        self._seconds = seconds
        self._clock = clock
        self._entries: dict[RecordKey, CachedRecord] = {}
        self._acting = ActingMembers()

    def as_of(self, moment: datetime) -> Self:
        """The same, as of a moment; what is remembered is shared."""
        view = copy(self)
        view._clock = lambda: moment
        return view

    def has_unit(self, code: str) -> bool:
        return self.unit(code) is not None

    def has_body(self, body: Body) -> bool:
        unit = unit_of_body(body)
        if not unit:
            return self.department(body) is not None
        return self.has_unit(unit) and any(True for _ in self.acting_for(body))

    def has_member(self, code: str) -> bool:
        return self.member(code) is not None

    def knows(self, actor: Actor) -> bool:
        member = self.member(actor.member)
        return member is not None and member.acting(actor.known_by) == actor

    def matter_class(self, code: str) -> MatterClass | None:
        return self._find(Kind.CLASS, code, MatterClass)

    def unit(self, code: str) -> Unit | None:
        return self._find(Kind.UNIT, code, Unit)

    def department(self, code: str) -> Department | None:
        return self._find(Kind.DEPARTMENT, code, Department)

    def micro_grid(self, code: str) -> MicroGrid | None:
        return self._find(Kind.MICRO_GRID, code, MicroGrid)

    def member(self, code: str) -> Member | None:
        return self._find(Kind.MEMBER, code, Member)

    def member_by_login(self, login: str) -> Member | None:
        """Who has this login: at once where it is the member's code, too; else by a look at every member's bytes.

        Among 25,000 members in SQLite that look takes 45 ms.
        """
        same = self.member(login)
        if same and same.login == login:
            return same
        written = b'"login":' + encode(login)
        streams = {stored.stream for stored in self._store.load_prefix(f"{Kind.MEMBER}:") if written in stored.data}
        candidates = (self.member(stream_key(stream)) for stream in sorted(streams))
        return next((member for member in candidates if member and member.login == login), None)

    def acting_for(self, body: Body) -> Iterator[Member]:
        """The members who act for a department or a unit."""
        candidates = (self.member(code) for code in self._members_by_body().get(body, ()))
        return (member for member in candidates if member and member.acting("").body == body)

    def _members_by_body(self) -> Mapping[Body, Sequence[str]]:
        """Who acted for whom at some time: made of every member's record, 2 µs each, at most once a second."""
        now = self._seconds()
        if now - self._acting.read_at >= STALE_AFTER:
            codes = defaultdict[Body, set[str]](set)
            for event in decodable(self._codec, self._store.load_prefix(f"{Kind.MEMBER}:")):
                if isinstance(event, Registered) and isinstance(event.record, Member):
                    codes[event.record.acting("").body].add(event.record.code)
            self._acting.by_body = {body: sorted(members) for body, members in codes.items() if body}
            self._acting.read_at = now
        return self._acting.by_body

    def sources(self) -> list[str]:
        """The codes of the platforms whose references are known, in order."""
        streams = self._store.streams(f"{Kind.SOURCE}:")
        codes = (stream_key(stream) for stream in streams)
        return [code for code in codes if self._find(Kind.SOURCE, code, Source)]

    def actor(self, code: str, known_by: str) -> Actor:
        """The member as an actor. Raises ``Refused`` for a code that nobody has."""
        member = self.member(code)
        if member is None:
            raise Refused(shared.UNKNOWN_MEMBER, code or "an empty code")
        return member.acting(known_by)

    def forget(self) -> None:
        """Trust nothing that was read before."""
        self._entries.clear()
        self._acting.read_at = -inf

    def _find(self, kind: Kind, code: str, record_type: type[R]) -> R | None:
        key = RecordKey(kind, code)
        now = self._seconds()
        entry = self._entries.get(key)
        if entry is None or now - entry.read_at >= STALE_AFTER:
            entry = self._ask(key, entry or CachedRecord((), 0, now), now)
        record = entry.at(self._clock())
        return record if isinstance(record, record_type) else None

    def _ask(self, key: RecordKey, known: CachedRecord, now: float) -> CachedRecord:
        """The entry as the store has it now."""
        words, version = list(known.words), known.version
        for stored in self._store.load(key.stream, after=version):
            try:
                event = cast(RegistryEvent, self._codec.decode(stored).event)
            except UnreadableEvent:
                words = []
                break
            words.append((event.at, event.record if isinstance(event, Registered) else None))
            version = stored.version
        entry = CachedRecord(tuple(sorted(words, key=itemgetter(0))), version, now)
        if words and words[-1][1] is not None:
            self._entries[key] = entry
        else:
            self._entries.pop(key, None)
        return entry


def decodable(codec: Codec, events: Iterable[StoredEvent]) -> Iterator[RegistryEvent]:
    """What can be read of the events of the register."""
    for stored in events:
        try:
            yield cast(RegistryEvent, codec.decode(stored).event)
        except UnreadableEvent:
            continue
