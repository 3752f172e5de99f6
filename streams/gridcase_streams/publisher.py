"""The publisher: every event of the store to Kafka, exactly once, in order for each matter.

A transaction holds events and the checkpoint. Whoever starts with the store's transactional id fences the publisher
before, finds the last committed checkpoint, and goes on at the next position.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol
from uuid import uuid4

from gridcase.envelope import Recorded
from gridcase.feed import Feed
from gridcase.store.port import EventStore
from gridcase_streams import checkpoints
from gridcase_streams.broker import Broker, Reader, Transactions, partition_of
from gridcase_streams.checkpoints import Checkpoint, Mark, Marks, last_checkpoint
from gridcase_streams.collector import paused
from gridcase_streams.envelope import Header
from gridcase_streams.errors import BrokerUnavailable, Fenced, TopicMissing, TopicReplaced
from gridcase_streams.published import Message, Outward, published_codec
from gridcase_streams.records import Partition, Topic
from gridcase_streams.settling import end_what_is_open, wait_until_seen
from gridcase_streams.tails import last_records, partitions_of
from gridcase_streams.topics import CHECKPOINTS, all_of, event_topics, topic_ids

LISTEN = 0.25
"""Seconds at most until a call to stop is heeded."""

LOOK = 5.0
"""Seconds between two looks whether we are still the publisher, while there is nothing to publish."""

AGAIN = 1.0
"""Seconds before the next attempt, when the broker does not serve or a topic is missing."""


class Progress(Protocol):
    """Whoever wants to know how publishing goes."""

    def published(self, position: int, events: int) -> None:
        """So many more events are committed, up to this position; none, when publishing begins or goes on."""

    def troubled(self, error: Exception) -> None:
        """It did not go on; it will be tried again unless the error is raised too."""


class Session:
    """From taking over until something breaks: a producer, a reader of the same topics, and what these are."""

    def __init__(self, transactions: Transactions, reader: Reader, topics: list[Topic]) -> None:
        self.transactions = transactions
        self.reader = reader
        self.topics = {topic.name: topic for topic in topics}

    def place(self, message: Message) -> Partition:
        """The partition that a message goes to."""
        return message.topic, partition_of(message.key, self.topics[message.topic].partitions)


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
        topics = list(all_of(self._broker, [*self._names, self._checkpoints]).values())
        partitions = partitions_of(topics)
        transactions = self._broker.transactions(self._streams.publisher)
        reader = self._broker.reader(dict.fromkeys(partitions, 0))
        try:
            transactions.start()
            session = Session(transactions, reader, topics)
            end_what_is_open(self._broker, reader, transactions, partitions, lambda: self._marks(session))
            self._publish(session, done)
        except Fenced as error:
            if last_checkpoint(self._broker, self._checkpoints).by == self._name:
                raise BrokerUnavailable("the broker gave the transaction up before we did") from error
            raise
        finally:
            reader.close()
            transactions.close()

    def _publish(self, session: Session, done: Callable[[int], bool]) -> None:
        marks, beyond = self._where_to_go_on(session)
        marks, _ = self._transaction(session, [], marks, beyond)  # signs the checkpoint: we have taken over
        position = min(mark.position for mark in marks.values())
        self._progress.published(position, 0)
        looked = time.monotonic()
        while not done(position):
            with paused():
                events = self._feed.read(position, self._streams.batch)
                if events:
                    marks, sent = self._transaction(session, events, marks, beyond)
            if events:
                position = events[-1].position
                self._progress.published(position, sent)
                looked = time.monotonic()
            else:
                self._store.wait(position, LISTEN)
            if time.monotonic() - looked > LOOK:
                self._still_ours(session)
                looked = time.monotonic()

    def _still_ours(self, session: Session) -> None:
        """Raises ``Fenced`` if another publisher has taken over, and what topics raise that are not the same."""
        self._same_topics({name: topic.id for name, topic in session.topics.items()})
        if checkpoints.read_checkpoint(session.reader, self._checkpoints).by != self._name:
            raise Fenced("another publisher of this store has taken over")

    def _same_topics(self, ids: Mapping[str, str]) -> None:
        """Raises ``TopicMissing``, ``TopicReplaced``."""
        if topic_ids(self._broker, list(ids)) != ids:
            raise TopicReplaced("a topic was deleted and created again: its events are published anew")

    def _marks(self, session: Session) -> Marks:
        """The marks that were committed last, for the topics that there are now."""
        committed = checkpoints.read_checkpoint(session.reader, self._checkpoints)
        ids = {name: session.topics[name].id for name in self._names}
        return checkpoints.standing_marks(committed if self._deduplicate else Checkpoint({}, ""), ids)

    def _where_to_go_on(self, session: Session) -> tuple[Marks, dict[Partition, int]]:
        """The marks of the topics, and the partitions that have more than these say."""
        marks = self._marks(session)
        if not self._deduplicate:
            return marks, {}
        tails = last_records(session.reader, partitions_of([session.topics[name] for name in self._names]))
        return marks, checkpoints.beyond(marks, tails)

    def _transaction(
        self, session: Session, events: list[Recorded], marks: Marks, beyond: dict[Partition, int]
    ) -> tuple[Marks, int]:
        """Commit the events that are not on their topic yet, and the new marks; returns how many events."""
        transactions = session.transactions
        transactions.begin()
        sent = transactions.send(self._missing(session, events, marks, beyond))
        last = events[-1].position if events else checkpoints.START
        marks = {name: Mark(mark.id, max(mark.position, last)) for name, mark in marks.items()}
        signed = checkpoints.encode(Checkpoint(marks, self._name))
        transactions.send([(self._checkpoints, self._streams.publisher.encode(), signed, [])])
        offsets = transactions.flush()
        self._same_topics({name: mark.id for name, mark in marks.items()})
        transactions.commit()
        wait_until_seen(session.reader, offsets, self._streams.patience)
        return marks, sent

    def _missing(
        self, session: Session, events: list[Recorded], marks: Marks, beyond: dict[Partition, int]
    ) -> Iterator[tuple[str, bytes, bytes, list[Header]]]:
        """The records of those events that are neither below their topic's mark nor on their partition already."""
        for event in events:
            message = self._outward.message(event, self._topics)
            if event.position <= marks[message.topic].position:
                continue
            if beyond and event.position <= beyond.get(session.place(message), checkpoints.START):
                continue
            yield message.topic, message.key, message.value, message.headers


def sleep(seconds: float, stop: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stop() and time.monotonic() < until:
        time.sleep(min(LISTEN, seconds))
