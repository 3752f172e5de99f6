"""A store in memory that hands what it was given to the city's store, a day at a time."""

from collections import Counter
from collections.abc import Sequence

from gridcase.store.memory import MemoryStore
from gridcase.store.port import Answer, EventStore, NewEvent, Tracking


class BufferedStore(MemoryStore):
    """What is appended reaches the city's store with ``flush``: 30 durable commits a month, not 15,000.

    ``counts`` says how many events of each tag were appended.
    """

    def __init__(self, store: EventStore) -> None:
        super().__init__()
        self.counts: Counter[str] = Counter()
        self._store = store
        self._waiting_events: list[NewEvent] = []
        self._waiting_answers: list[Answer] = []
        self._waiting_tracking: dict[str, Tracking] = {}

    def append(
        self, events: Sequence[NewEvent], *, answers: Sequence[Answer] = (), tracking: Sequence[Tracking] = ()
    ) -> Sequence[int]:
        positions = super().append(events, answers=answers, tracking=tracking)
        self.counts.update(event.tag for event in events)
        self._waiting_events += events
        self._waiting_answers += answers
        self._waiting_tracking |= {track.name: track for track in tracking}
        return positions

    def flush(self) -> None:
        """Append everything since the last time, in order, in one commit."""
        self._store.append(
            self._waiting_events, answers=self._waiting_answers, tracking=list(self._waiting_tracking.values())
        )
        self._waiting_events, self._waiting_answers, self._waiting_tracking = [], [], {}
