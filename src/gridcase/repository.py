"""The matters of a store, replayed: states are kept between calls and brought up to date by what was appended since."""

from collections import OrderedDict
from threading import Lock
from typing import cast

from msgspec import Struct

from gridcase.envelope import Recorded
from gridcase.errors import UnknownMatter
from gridcase.ids import foreign_matter_id, matter_stream
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore


class Version(Struct, frozen=True):
    """A matter's state after ``version`` events."""

    state: MatterState
    version: int


NOTHING = Version(Unreported(), 0)


class Matters:
    """Loads matters by id. Never answers from memory alone: each call asks the store for newer events first."""

    def __init__(self, store: EventStore, codec: Codec, *, keep: int = 10_000) -> None:
        self._store = store
        self._codec = codec
        self._keep = keep
        self._kept: OrderedDict[str, Version] = OrderedDict()
        self._lock = Lock()

    def get(self, matter_id: str) -> Version:
        """The matter as it stands in the store now; ``Unreported`` at version 0 if there is none."""
        with self._lock:
            known = self._kept.get(matter_id, NOTHING)
        newer = self._store.load(matter_stream(matter_id), after=known.version)
        if not newer:
            return known
        state = known.state
        for stored in newer:
            state = evolve(state, cast(MatterEvent, self._codec.decode(stored).event))
        return self.put(matter_id, Version(state, newer[-1].version))

    def put(self, matter_id: str, version: Version) -> Version:
        """Remember what was just appended."""
        with self._lock:
            self._kept[matter_id] = version
            self._kept.move_to_end(matter_id)
            if len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        return version

    def stage_of(self, matter_id: str) -> str:
        return self.get(matter_id).state.stage

    def history(self, matter_id: str) -> list[Recorded]:
        """Every event of the matter, in order. Raises ``UnknownMatter``."""
        stored = self._store.load(matter_stream(matter_id))
        if not stored:
            raise UnknownMatter(matter_id)
        return [self._codec.decode(event) for event in stored]

    def find(self, name: str, sources: list[str]) -> str:
        """The id of the matter with this id, or with this reference at one of the sources. Raises ``UnknownMatter``."""
        for matter_id in (name, *(foreign_matter_id(source, name) for source in sources)):
            if self._store.load(matter_stream(matter_id)):
                return matter_id
        raise UnknownMatter(name)
