"""A store for a simulated day: kept in memory, and written down in the evening."""

from collections import Counter
from collections.abc import Sequence

from gridcase.store.memory import MemoryStore
from gridcase.store.port import Answer, EventStore, NewEvent, Tracking


class Diary(MemoryStore):
    """What is appended reaches the city's store with ``write``, a day at a time: 30 durable commits, not 15,000.

    ``happened`` counts events by their tags.
    """

    def __init__(self, store: EventStore) -> None:
        super().__init__()
        self.happened: Counter[str] = Counter()
        self._store = store
        self._events_today: list[NewEvent] = []
        self._answers_today: list[Answer] = []
        self._tracking_today: dict[str, Tracking] = {}

    def append(
        self, events: Sequence[NewEvent], *, answers: Sequence[Answer] = (), tracking: Sequence[Tracking] = ()
    ) -> Sequence[int]:
        positions = super().append(events, answers=answers, tracking=tracking)
        self.happened.update(event.tag for event in events)
        self._events_today += events
        self._answers_today += answers
        self._tracking_today |= {track.name: track for track in tracking}
        return positions

    def write(self) -> None:
        """Everything since the last time, in order, in one commit."""
        self._store.append(
            self._events_today, answers=self._answers_today, tracking=list(self._tracking_today.values())
        )
        self._events_today, self._answers_today, self._tracking_today = [], [], {}
