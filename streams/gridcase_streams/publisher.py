"""The publisher: every event of the store to Kafka, exactly once, in order for each matter.

A transaction holds events and the checkpoint. Whoever starts with the store's transactional id fences the publisher
before, finds the last committed checkpoint, and goes on at the next position.
"""

import time
from collections.abc import Callable
from typing import Protocol
from uuid import uuid4

from gridcase.envelope import Recorded
from gridcase.feed import Feed
from gridcase.store.port import EventStore
from gridcase_streams import checkpoints
from gridcase_streams.broker import Broker, Transactions
from gridcase_streams.checkpoints import Checkpoint, Mark, Marks, last_checkpoint
from gridcase_streams.errors import BrokerUnavailable, Fenced, TopicMissing, TopicReplaced
from gridcase_streams.published import Outward, published_codec
from gridcase_streams.topics import CHECKPOINTS, event_topics, topic_ids

LISTEN = 0.25
"""Seconds at most until a call to stop is heeded."""

AGAIN = 1.0
"""Seconds before the next attempt, when the broker does not serve or a topic is missing."""


class Progress(Protocol):
    """Whoever wants to know how publishing goes."""

    def published(self, position: int, events: int) -> None:
        """So many more events are committed, up to this position."""

    def troubled(self, error: Exception) -> None:
        """It did not go on; it will be tried again unless the error is raised too."""


class Publisher:
    """Publishes one store. ``deduplicate=False`` forgets checkpoints: only to see that tests notice."""

    def __init__(
        self,
        store: EventStore,
        broker: Broker,
        progress: Progress,
        *,
        deduplicate: bool = True,
    ) -> None:
        self._store = store
        self._broker = broker
        self._streams = streams = broker.settings.streams
        self._progress = progress
        self._name = uuid4().hex
        self._deduplicate = deduplicate
        self._topics = event_topics(streams)
        self._names = sorted(set(self._topics.values()))
        self._checkpoints = streams.topic(CHECKPOINTS)
        self._feed = Feed(store, published_codec())
        self._outward = Outward(streams.source)

    def publish_all(self) -> None:
        """Publish what is there now. Raises ``Fenced``, ``TopicMissing``, ``BrokerUnavailable``, ``NotAllowed``."""
        last = self._store.last_position()
        while True:
            try:
                return self._session(lambda position: position >= last)
            except TopicReplaced as error:
                self._progress.troubled(error)

    def follow(self, stop: Callable[[], bool]) -> None:
        """Publish until told to stop, through the broker's absences. Raises ``Fenced``, ``NotAllowed``."""
        while not stop():
            try:
                self._session(lambda _: stop())
            except (BrokerUnavailable, TopicMissing, TopicReplaced) as error:
                self._progress.troubled(error)
                sleep(AGAIN, stop)

    def _session(self, done: Callable[[int], bool]) -> None:
        """Fence the publisher before, find where it stopped, and go on until done."""
        topic_ids(self._broker, [*self._names, self._checkpoints])
        transactions = self._broker.transactions(self._streams.publisher)
        try:
            transactions.start()
            self._publish(transactions, done)
        except Fenced as error:
            if last_checkpoint(self._broker, self._checkpoints).by == self._name:
                raise BrokerUnavailable("the broker gave the transaction up before we did") from error
            raise
        finally:
            transactions.close()

    def _publish(self, transactions: Transactions, done: Callable[[int], bool]) -> None:
        marks, _ = self._transaction(transactions, [], self._marks())  # signs the checkpoint: we have taken over
        position = min(mark.position for mark in marks.values())
        while not done(position):
            events = self._feed.read(position, self._streams.batch)
            if not events:
                self._store.wait(position, LISTEN)
                continue
            marks, sent = self._transaction(transactions, events, marks)
            position = events[-1].position
            self._progress.published(position, sent)

    def _marks(self) -> Marks:
        ids = topic_ids(self._broker, self._names)
        if not self._deduplicate:
            return {name: Mark(topic_id, checkpoints.START) for name, topic_id in ids.items()}
        return checkpoints.standing_marks(self._broker, self._checkpoints, ids)

    def _transaction(self, transactions: Transactions, events: list[Recorded], marks: Marks) -> tuple[Marks, int]:
        """Commit the events that are above their topic's mark, and the new marks; returns how many events."""
        sent = 0
        transactions.begin()
        for event in events:
            message = self._outward.message(event, self._topics)
            if event.position > marks[message.topic].position:
                transactions.send(message.topic, message.key, message.value, message.headers)
                sent += 1
        last = events[-1].position if events else checkpoints.START
        marks = {name: Mark(mark.id, max(mark.position, last)) for name, mark in marks.items()}
        signed = checkpoints.encode(Checkpoint(marks, self._name))
        transactions.send(self._checkpoints, self._streams.publisher.encode(), signed, [])
        transactions.flush()
        if topic_ids(self._broker, self._names) != {name: mark.id for name, mark in marks.items()}:
            raise TopicReplaced("a topic was deleted and created again: its events are published anew")
        transactions.commit()
        return marks, sent


def sleep(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stop() and time.monotonic() < until:
        time.sleep(min(LISTEN, seconds))
