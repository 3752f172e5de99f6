"""The registrar's desk: what the city registers, kept in the store."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import cast

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.envelope import Envelope
from gridcase.errors import StreamMoved, UnreadableEvent
from gridcase.ids import new_id
from gridcase.registry.checks import problems
from gridcase.registry.difference import changes
from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, RecordKey, key_of
from gridcase.registry.permissions import permit
from gridcase.registry.problems import refuse
from gridcase.registry.records import Record
from gridcase.registry.register import Register, as_of, fold
from gridcase.registry.tables import Tables
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, NewEvent, StoredEvent

MAX_ATTEMPTS = 5
"""How often a change is worked out again because somebody else changed the register first."""


class RegisterSnapshot(Struct, frozen=True):
    """The register in the store, and the version of each of its streams."""

    register: Register
    versions: Mapping[str, int]


class Update(Struct, frozen=True):
    """What an import changed, in order, and how many of its records were so already."""

    events: tuple[RegistryEvent, ...]
    unchanged: int


class Registrar:
    def __init__(
        self,
        store: EventStore,
        codec: Codec,
        clock: Callable[[], datetime],
        *,
        new_id: Callable[[], str] = new_id,
    ) -> None:
        self._store = store
        self._codec = codec
        self._clock = clock
        self._new_id = new_id

    def history(self) -> Iterator[tuple[str, int, RegistryEvent]]:
        """Everything that happened to the register: stream, version, event; each stream in order.

        Raises ``UnreadableEvent``: what the register is to be changed by must be known as a whole.
        """
        for stored in self._stored():
            yield stored.stream, stored.version, self._event(stored)

    def unreadable(self) -> list[UnreadableEvent]:
        """The records that are unknown, because an event of theirs cannot be read: the first of each."""
        return [record for record in self._by_record() if isinstance(record, UnreadableEvent)]

    def _by_record(self) -> Iterator[list[RegistryEvent] | UnreadableEvent]:
        """What happened to each record; where that cannot be read, why."""
        for _, stored in groupby(self._stored(), key=attrgetter("stream")):
            try:
                yield [self._event(one) for one in list(stored)]
            except UnreadableEvent as error:
                yield error

    def _stored(self) -> Iterator[StoredEvent]:
        for kind in Kind:
            yield from self._store.load_prefix(f"{kind}:")

    def _event(self, stored: StoredEvent) -> RegistryEvent:
        return cast(RegistryEvent, self._codec.decode(stored).event)

    def snapshot(self, time: datetime) -> RegisterSnapshot:
        """The register as it held at a time, and where its streams are now."""
        versions: dict[str, int] = {}
        events = []
        for stream, version, event in self.history():
            versions[stream] = version
            events.append(event)
        return RegisterSnapshot(as_of(events, time), versions)

    def register(self) -> Register:
        """The register as it holds now."""
        return self.as_of(self._clock())

    def as_of(self, time: datetime) -> Register:
        """The register as it held at a time, as far as it can be read: who was responsible for a grid then."""
        known = (events for events in self._by_record() if not isinstance(events, UnreadableEvent))
        return as_of(chain.from_iterable(known), time)

    def import_tables(
        self,
        tables: Tables,
        levels: Sequence[str],
        *,
        by: Actor,
        at: datetime | None = None,
        retire_missing: bool = False,
    ) -> Update:
        """Make the register say what files say. With ``retire_missing``, what they leave out of a kind is retired."""
        retire = tables.kinds if retire_missing else ()
        return self.update(tables.records, levels, by=by, at=at, places=tables.places, retire=retire)

    def update(
        self,
        wanted: Iterable[Record],
        levels: Sequence[str],
        *,
        by: Actor,
        at: datetime | None = None,
        places: Mapping[RecordKey, str] | None = None,
        retire: Collection[Kind] = (),
    ) -> Update:
        """Make the register say what is wanted, all or nothing, holding from ``at`` (now, unless told).

        What is said to hold from later on stays. Who may change it is decided by the register as it is now.

        Raises ``Refused`` for whoever may not, ``BadRegister`` where the result would be no register in a city of these
        ``levels``, ``StreamMoved`` where others changed it all the while. Wanting the same again writes nothing.
        """
        records = list(wanted)
        now = self._clock().astimezone(UTC)
        since = at.astimezone(UTC) if at else now
        for attempts_left in reversed(range(MAX_ATTEMPTS)):
            snapshot = self.snapshot(since)
            spared = own_record_left_out(records, snapshot.register, by) if Kind.MEMBER in retire else []
            events = changes(snapshot.register, [*records, *spared], at=since, by=by, retire=retire)
            permit(by, events, snapshot.register if since == now else self.as_of(now))
            refuse(problems(fold(events, snapshot.register), levels, places or {}))
            try:
                self._append(events, snapshot.versions, now)
            except StreamMoved:
                if not attempts_left:
                    raise
            else:
                touched = {key_of(event) for event in events}
                return Update(tuple(events), sum(key_of(record) not in touched for record in records))
        raise AssertionError("unreachable")

    def _append(self, events: Sequence[RegistryEvent], versions: Mapping[str, int], now: datetime) -> None:
        command_id = self._new_id()
        self._store.append([self._new_event(event, versions, command_id, now) for event in events])

    def _new_event(self, event: RegistryEvent, versions: Mapping[str, int], command_id: str, now: datetime) -> NewEvent:
        stream = key_of(event).stream
        envelope = Envelope(event=event, recorded_at=now, command_id=command_id)
        return self._codec.new_event(stream, versions.get(stream, 0) + 1, envelope)


def own_record_left_out(wanted: Sequence[Record], register: Register, by: Actor) -> list[Record]:
    """The record of whoever acts, where the wanted ones leave it out."""
    own = register.members.get(by.member)
    return [own] if own and key_of(own) not in map(key_of, wanted) else []
