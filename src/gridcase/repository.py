"""What a store holds, replayed: states are kept between calls and brought up to date by what was appended since."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from msgspec import Struct

from gridcase.aggregates import MATTERS, Aggregate
from gridcase.envelope import CityEvent, Recorded
from gridcase.errors import UnknownMatter
from gridcase.ids import foreign_matter_id, matter_stream
from gridcase.matters.state import MatterState, reopenings
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore

S = TypeVar("S")


NEVER = -1
"""Since no position: the store is to be asked."""


class Version(Struct, Generic[S], frozen=True):
    """A state after ``version`` events, of which ``newest`` is the last.

    It still stands while nobody else has appended ``since``: see ``SoleWriter``.
    """

    state: S
    version: int
    newest: CityEvent | None = None
    since: int = NEVER


class SoleWriter:
    """Notices whether anybody else appends: while nobody does, what was read and what we appended is what stands.

    So one question does for all that is decided together, and not one for each of them.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._last = NEVER
        self._since = NEVER

    def since(self) -> int:
        """The position after which every event is ours, as the store stands now."""
        last = self._store.last_position()
        if last != self._last:
            self._last = self._since = last
        return self._since

    def appended(self, positions: Sequence[int]) -> None:
        """Ours stand there. Where they do not follow at once on what was seen, somebody else's may stand between."""
        if positions:
            self._last = positions[-1] if positions[0] == self._last + 1 else NEVER


class Histories(Generic[S]):
    """Loads one kind of thing by its key. Never answers from memory alone: the store is asked whether there is more."""

    def __init__(
        self, store: EventStore, codec: Codec, aggregate: Aggregate[Any, S, Any], *, keep: int = 10_000
    ) -> None:
        self.aggregate = aggregate
        self._store = store
        self._codec = codec
        self._keep = keep
        self._nothing = Version(aggregate.beginning, 0)
        self._kept: OrderedDict[str, Version[S]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Version[S]:
        """It as it stands in the store now: as it was in the beginning, at version 0, if there is none."""
        return self.at(self.aggregate.stream(key))

    def at(self, stream: str, *, since: int = NEVER) -> Version[S]:
        """The same by the name of its stream; what nobody else appended to ``since`` it was read is not read again."""
        with self._lock:
            known = self._kept.get(stream, self._nothing)
        if known.since == since != NEVER:
            return known
        state, version, event = known.state, known.version, known.newest
        for stored in self._store.load(stream, after=version):
            event = self._codec.decode(stored).event
            state, version = self.aggregate.evolve(state, event), stored.version
        return self.put(stream, Version(state, version, event, since)) if version else known

    def put(self, stream: str, version: Version[S]) -> Version[S]:
        """Remember what was just appended."""
        with self._lock:
            self._kept[stream] = version
            self._kept.move_to_end(stream)
            if len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        return version

    def events(self, key: str) -> list[Recorded]:
        """Everything that happened to it, in order; empty if there is none."""
        return [self._codec.decode(event) for event in self._store.load(self.aggregate.stream(key))]


class Matters(Histories[MatterState]):
    """The matters, by their ids."""

    def __init__(self, store: EventStore, codec: Codec, *, keep: int = 10_000) -> None:
        super().__init__(store, codec, MATTERS, keep=keep)

    def stage_of(self, matter_id: str) -> str:
        return self.get(matter_id).state.stage

    def happenings(self, matter_id: str) -> dict[str, datetime]:
        return {recorded.event_id: recorded.happened_at for recorded in self.events(matter_id)}

    def reopenings_of(self, matter_id: str) -> int:
        return reopenings(self.get(matter_id).state)

    def history(self, matter_id: str) -> list[Recorded]:
        """Every event of the matter, in order. Raises ``UnknownMatter``."""
        events = self.events(matter_id)
        if not events:
            raise UnknownMatter(matter_id)
        return events

    def find(self, name: str, sources: list[str]) -> str:
        """The id of the matter with this id, or with this reference at one of the sources. Raises ``UnknownMatter``."""
        for matter_id in (name, *(foreign_matter_id(source, name) for source in sources)):
            if self._store.load(matter_stream(matter_id)):
                return matter_id
        raise UnknownMatter(name)
