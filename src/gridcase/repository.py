"""What a store holds, replayed: states are kept between calls and brought up to date by what was appended since."""

from collections import OrderedDict
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


class Version(Struct, Generic[S], frozen=True):
    """A state after ``version`` events, of which ``newest`` is the last."""

    state: S
    version: int
    newest: CityEvent | None = None


class Histories(Generic[S]):
    """Loads one kind of thing by its key. Never answers from memory alone: each call asks the store for newer ones."""

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

    def at(self, stream: str) -> Version[S]:
        """The same by the name of its stream."""
        with self._lock:
            known = self._kept.get(stream, self._nothing)
        newer = self._store.load(stream, after=known.version)
        if not newer:
            return self.put(stream, known) if known.version else known
        state, event = known.state, known.newest
        for stored in newer:
            event = self._codec.decode(stored).event
            state = self.aggregate.evolve(state, event)
        return self.put(stream, Version(state, newer[-1].version, event))

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
        return {recorded.event_id: recorded.event.at for recorded in self.events(matter_id)}

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
