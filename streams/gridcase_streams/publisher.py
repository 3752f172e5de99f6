"""The publisher: every event of the store to Kafka, exactly once, in order for each matter.

A transaction holds events and the checkpoint. Whoever starts with the store's transactional id fences the publisher
before, finds the last committed checkpoint, and goes on at the next position.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from typing import Protocol
from uuid import uuid4

from gridcase.envelope import Recorded
from gridcase.feed import POLL_SECONDS, Feed
from gridcase.store.history import Place, begin_lineage, history, misfit, place
from gridcase.store.port import EventStore
from gridcase_streams.broker import Broker, Consumer, TransactionalProducer, partition_of
from gridcase_streams.checkpoints import (
    BEFORE_FIRST,
    Checkpoint,
    Progress,
    TopicProgress,
    encode_checkpoint,
    last_checkpoint,
    partitions_ahead,
    read_checkpoint,
    resumed_progress,
)
from gridcase_streams.cloud_events import Header
from gridcase_streams.dangling_transactions import end_dangling_transactions, wait_until_visible
from gridcase_streams.errors import BrokerUnavailable, Fenced, HistoryChanged, TopicMissing, TopicReplaced
from gridcase_streams.gc_pause import gc_paused
from gridcase_streams.histories import begins_anew, check_checkpoint, check_records
from gridcase_streams.last_records import last_records, partitions_of
from gridcase_streams.pace import RECHECK_SECONDS, RETRY_SECONDS, sleep
from gridcase_streams.published import EventEncoder, OutgoingRecord, published_codec
from gridcase_streams.records import Partition, Topic
from gridcase_streams.topics import CHECKPOINTS_TOPIC, event_topics, require_topics, topic_ids


class PublishingObserver(Protocol):
    """Whoever wants to know how publishing goes."""

    def published(self, position: int, events: int) -> None:
        """So many more events are committed, up to this position; none, when publishing begins or goes on."""

    def failed(self, error: Exception) -> None:
        """It did not go on; it will be tried again unless the error is raised too."""


class PublishingSession:
    """From taking over until something breaks: a producer, a consumer of the same topics, and what these are."""

    def __init__(self, producer: TransactionalProducer, consumer: Consumer, topics: list[Topic]) -> None:
        self.producer = producer
        self.consumer = consumer
        self.topics = {topic.name: topic for topic in topics}

    def partition_of(self, record: OutgoingRecord) -> Partition:
        """The partition that a record goes to."""
        return record.topic, partition_of(record.key, self.topics[record.topic].partitions)


class Publisher:
    """Publishes one store. ``deduplicate=False`` forgets checkpoints: only to see that tests notice."""

    def __init__(
        self,
        store: EventStore,
        broker: Broker,
        observer: PublishingObserver,
        *,
        deduplicate: bool = True,
    ) -> None:
        self._store = store
        self._broker = broker
        self._settings = settings = broker.settings.streams
        self._observer = observer
        self._id = uuid4().hex
        self._deduplicate = deduplicate
        self._topics_by_tag = event_topics(settings)
        self._event_topics = sorted(set(self._topics_by_tag.values()))
        self._checkpoint_topic = settings.topic(CHECKPOINTS_TOPIC)
        self._feed = Feed(store, published_codec())
        self._history = history(store)
        self._encoder = EventEncoder(settings.source, self._history)

    def begin_lineage(self) -> bool:
        """Begin a new lineage if the topics hold another history than the store; says whether. For after a restore.

        Raises ``OtherCity``.
        """
        topics = self._required_topics()
        with closing(self._broker.consumer(dict.fromkeys(partitions_of(topics), 0))) as consumer:
            try:
                self._check_history(consumer, topics)
            except HistoryChanged as error:
                if error.unknown_lineage:
                    self._store.begin_lineage(error.unknown_lineage)  # known from now on, and ended by the next
                begin_lineage(self._store)
                return True
        return False

    def publish_all(self) -> None:
        """Publish what is there now.

        Raises ``Fenced``, ``TopicMissing``, ``BrokerUnavailable``, ``NotAllowed``, and before it fences anybody
        ``OtherCity`` or ``HistoryChanged``.
        """
        last = self._store.last_position()
        while True:
            try:
                return self._run_session(lambda position: position >= last)
            except TopicReplaced as error:
                self._observer.failed(error)

    def follow(self, stop: Callable[[], bool]) -> None:
        """Publish until ``stop`` says so, through the broker's absences.

        Raises ``Fenced``, ``NotAllowed``, ``OtherCity``, ``HistoryChanged``.
        """
        while not stop():
            try:
                self._run_session(lambda _: stop())
            except (BrokerUnavailable, TopicMissing, TopicReplaced) as error:
                self._observer.failed(error)
                sleep(RETRY_SECONDS, stop)

    def _run_session(self, is_done: Callable[[int], bool]) -> None:
        """Fence the publisher before, find where it stopped, and go on until done."""
        self._history = history(self._store)
        self._encoder = EventEncoder(self._settings.source, self._history)
        topics = self._required_topics()
        partitions = partitions_of(topics)
        with (
            closing(self._broker.transactional_producer(self._settings.transactional_id)) as producer,
            closing(self._broker.consumer(dict.fromkeys(partitions, 0))) as consumer,
        ):
            session = PublishingSession(producer, consumer, topics)
            self._check_history(consumer, topics)
            try:
                producer.start()
                end_dangling_transactions(
                    self._broker, consumer, producer, partitions, lambda: self._committed_progress(session)
                )
                self._publish(session, is_done)
            except Fenced as error:
                if last_checkpoint(self._broker, self._checkpoint_topic).written_by == self._id:
                    raise BrokerUnavailable("the broker gave the transaction up before we did") from error
                raise

    def _required_topics(self) -> list[Topic]:
        return list(require_topics(self._broker, [*self._event_topics, self._checkpoint_topic]).values())

    def _check_history(self, consumer: Consumer, topics: list[Topic]) -> None:
        """Raises ``OtherCity``, ``HistoryChanged``."""
        if self._deduplicate:
            check_checkpoint(self._store, read_checkpoint(consumer, self._checkpoint_topic))
            partitions = partitions_of([topic for topic in topics if topic.name != self._checkpoint_topic])
            check_records(self._store, last_records(consumer, partitions).values())

    def _publish(self, session: PublishingSession, is_done: Callable[[int], bool]) -> None:
        progress = self._committed_progress(session)
        ahead = self._partitions_ahead(session, progress)
        progress, _ = self._commit(session, [], progress, ahead)  # signs the checkpoint: we have taken over
        position = min(topic.position for topic in progress.values())
        reached = place(self._store, position)
        self._observer.published(position, 0)
        checked_at = time.monotonic()
        while not is_done(position):
            with gc_paused():
                events = self._feed.read(position, self._settings.batch)
                if events:
                    self._check_place(reached)
                    progress, sent = self._commit(session, events, progress, ahead)
            if events:
                position = events[-1].position
                reached = place(self._store, position)
                self._observer.published(position, sent)
                checked_at = time.monotonic()
            else:
                self._store.wait(position, POLL_SECONDS)
            if time.monotonic() - checked_at > RECHECK_SECONDS:
                self._check_ownership(session)
                self._check_place(reached)
                checked_at = time.monotonic()

    def _check_place(self, reached: Place) -> None:
        """Raises ``HistoryChanged`` if the store was put back from a copy under our feet."""
        if reason := misfit(self._store, reached):
            raise HistoryChanged(reason)

    def _check_ownership(self, session: PublishingSession) -> None:
        """Raises ``Fenced`` if another publisher has taken over, and what topics raise that are not the same."""
        self._check_topics({name: topic.id for name, topic in session.topics.items()})
        if read_checkpoint(session.consumer, self._checkpoint_topic).written_by != self._id:
            raise Fenced("another publisher of this store has taken over")

    def _check_topics(self, ids: Mapping[str, str]) -> None:
        """Raises ``TopicMissing``, ``TopicReplaced``."""
        if topic_ids(self._broker, list(ids)) != ids:
            raise TopicReplaced("a topic was deleted and created again: its events are published anew")

    def _committed_progress(self, session: PublishingSession) -> Progress:
        """What was committed last, for the topics that there are now."""
        if not self._deduplicate:
            checkpoint = Checkpoint(progress={}, written_by="")
        else:
            checkpoint = read_checkpoint(session.consumer, self._checkpoint_topic)
            check_checkpoint(self._store, checkpoint)
            if begins_anew(self._store, checkpoint):
                checkpoint = Checkpoint(progress={}, written_by="")
        return resumed_progress(checkpoint, {name: session.topics[name].id for name in self._event_topics})

    def _partitions_ahead(self, session: PublishingSession, progress: Progress) -> dict[Partition, int]:
        """The partitions that have more than the checkpoint says, and up to which position."""
        if not self._deduplicate:
            return {}
        partitions = partitions_of([session.topics[name] for name in self._event_topics])
        return partitions_ahead(progress, last_records(session.consumer, partitions), self._history)

    def _commit(
        self, session: PublishingSession, events: list[Recorded], progress: Progress, ahead: dict[Partition, int]
    ) -> tuple[Progress, int]:
        """Commit the events that are not on their topic yet, and the new checkpoint; returns how many events."""
        producer = session.producer
        producer.begin()
        sent = producer.send(self._unpublished_records(session, events, progress, ahead))
        last = events[-1].position if events else BEFORE_FIRST
        progress = {name: TopicProgress(topic.id, max(topic.position, last)) for name, topic in progress.items()}
        furthest = place(self._store, max(topic.position for topic in progress.values()))
        checkpoint = encode_checkpoint(Checkpoint(progress=progress, written_by=self._id, place=furthest))
        producer.send([(self._checkpoint_topic, self._settings.transactional_id.encode(), checkpoint, [])])
        offsets = producer.flush()
        self._check_topics({name: topic.id for name, topic in progress.items()})
        producer.commit()
        wait_until_visible(session.consumer, offsets, self._settings.timeout_seconds)
        return progress, sent

    def _unpublished_records(
        self, session: PublishingSession, events: list[Recorded], progress: Progress, ahead: dict[Partition, int]
    ) -> Iterator[tuple[str, bytes, bytes, list[Header]]]:
        """The records of those events that neither their topic's progress covers nor their partition has already."""
        for event in events:
            record = self._encoder.encode(event, self._topics_by_tag)
            if event.position <= progress[record.topic].position:
                continue
            if ahead and event.position <= ahead.get(session.partition_of(record), BEFORE_FIRST):
                continue
            yield record.topic, record.key, record.value, record.headers
