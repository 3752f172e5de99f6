"""Everything that happened, in order: what projections, processes and publishers read.

Nothing is missed and nothing comes twice, however many write: a reader keeps the position of the last event it has
used, and asks for those after it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event

from gridcase.envelope import Recorded
from gridcase.errors import UnreadableEvent
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, StoredEvent

MAX_BATCH = 1000
"""Events that are read together, unless a reader says otherwise."""

SCAN_BATCH = 50_000
"""Events that are read together by whoever goes through a whole store."""

POLL_SECONDS = 0.25
"""Seconds at most until a call to stop is heeded."""


class Feed:
    """The events of a store by position, which rises; a gap says nothing."""

    def __init__(self, store: EventStore, codec: Codec) -> None:
        self._store = store
        self._codec = codec

    def read_stored(self, after: int, limit: int = MAX_BATCH) -> Sequence[StoredEvent]:
        """At most ``limit`` events above the position ``after``, as they are stored."""
        return self._store.read(after, limit)

    def read(self, after: int, limit: int = MAX_BATCH) -> list[Recorded]:
        """At most ``limit`` events above the position ``after``, and none beyond one that cannot be read.

        Raises ``UnreadableEvent`` where that one is the next.
        """
        return self._decoded(self._store.read(after, limit))

    def follow_stored(
        self,
        after: int,
        stop: Event | Callable[[], bool],
        *,
        timeout: float | None = None,
        limit: int = MAX_BATCH,
    ) -> Iterator[Sequence[StoredEvent]]:
        """Batches of what is there above ``after`` and of what comes, each as soon as it is there.

        Ends when ``stop`` says so, or after ``timeout`` seconds without an event.
        """
        stopped = stop.is_set if isinstance(stop, Event) else stop
        last_event_at = time.monotonic()
        while not stopped():
            if batch := self._store.read(after, limit):
                yield batch
                after, last_event_at = batch[-1].position, time.monotonic()
            elif timeout is not None and time.monotonic() - last_event_at >= timeout:
                return
            else:
                self._store.wait(after, POLL_SECONDS if timeout is None else min(POLL_SECONDS, timeout))

    def follow(
        self,
        after: int,
        stop: Event | Callable[[], bool],
        *,
        timeout: float | None = None,
        limit: int = MAX_BATCH,
    ) -> Iterator[list[Recorded]]:
        """The same, read. Raises ``UnreadableEvent``, once what stands before it is given."""
        for batch in self.follow_stored(after, stop, timeout=timeout, limit=limit):
            events = self._decoded(batch)
            yield events
            self._decoded(batch[len(events) : len(events) + 1])

    def _decoded(self, batch: Sequence[StoredEvent]) -> list[Recorded]:
        """The events up to the first that cannot be read. Raises ``UnreadableEvent`` where there is none before it."""
        events: list[Recorded] = []
        try:
            events.extend(self._codec.decode(stored) for stored in batch)
        except UnreadableEvent:
            if not events:
                raise
        return events
