"""A store in memory: for tests, and for trying things out. Nothing outlives the object."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from threading import RLock

from msgspec import structs

from gridcase.errors import StoreUnavailable
from gridcase.ids import new_id
from gridcase.store.already_appended import already_appended
from gridcase.store.append_signal import AppendSignal
from gridcase.store.port import Answer, NewEvent, StoredEvent, Tracking


class MemoryStore:
    def __init__(self) -> None:
        self._lock = RLock()
        self._closed = False
        self._events: list[StoredEvent] = []
        self._streams: defaultdict[str, list[StoredEvent]] = defaultdict(list)
        self._names: list[str] = []
        self._answers: dict[str, Answer] = {}
        self._tracking: dict[str, int] = {}
        self._lineages = [new_id()]
        self._appended = AppendSignal(self.last_position)

    def append(
        self, events: Sequence[NewEvent], *, answers: Sequence[Answer] = (), tracking: Sequence[Tracking] = ()
    ) -> Sequence[int]:
        with self._open():
            if not self._fits(events, answers, tracking):
                return already_appended(self, events, answers, tracking)
            first = len(self._events) + 1
            for position, event in enumerate(events, first):
                stored = StoredEvent(position, *structs.astuple(event))
                self._events.append(stored)
                self._streams[event.stream].append(stored)
                if event.version == 1:
                    insort(self._names, event.stream)
            self._answers |= {answer.command_id: answer for answer in answers}
            self._tracking |= {track.name: track.position for track in tracking}
        self._appended.notify()
        return range(first, first + len(events))

    def _fits(self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]) -> bool:
        versions: dict[str, int] = {}
        for event in events:
            if event.version != versions.setdefault(event.stream, self._version(event.stream)) + 1:
                return False
            versions[event.stream] = event.version
        command_ids = [answer.command_id for answer in answers]
        return (
            len(set(command_ids)) == len(command_ids)
            and self._answers.keys().isdisjoint(command_ids)
            and all(self._tracking.get(track.name, -1) < track.position for track in tracking)
        )

    def _version(self, stream: str) -> int:
        return len(self._streams[stream]) if stream in self._streams else 0

    def load(self, stream: str, *, after: int = 0) -> Sequence[StoredEvent]:
        with self._open():
            return self._streams[stream][after:] if stream in self._streams else []

    def load_prefix(self, prefix: str) -> Iterator[StoredEvent]:
        for stream in self.streams(prefix, limit=len(self._names)):
            yield from self.load(stream)

    def streams(self, prefix: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        with self._open():
            return [name for name in self._names[bisect_right(self._names, after) :] if name.startswith(prefix)][:limit]

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        with self._open():
            return self._events[after : after + limit]

    def last_position(self) -> int:
        with self._open():
            return len(self._events)

    def answer(self, command_id: str) -> Answer | None:
        with self._open():
            return self._answers.get(command_id)

    def tracked(self, name: str) -> int | None:
        with self._open():
            return self._tracking.get(name)

    def lineages(self) -> Sequence[str]:
        with self._open():
            return list(self._lineages)

    def begin_lineage(self, lineage: str) -> None:
        with self._open():
            self._lineages.append(lineage)

    def wait(self, after: int, timeout: float) -> bool:
        return self._appended.wait(after, timeout)

    def close(self) -> None:
        self._closed = True

    def _open(self) -> RLock:
        if self._closed:
            raise StoreUnavailable("the store in memory is closed")
        return self._lock
