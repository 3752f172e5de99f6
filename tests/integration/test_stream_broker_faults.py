"""Whatever the broker goes through, each event is on its topic exactly once in the end, in order for each matter."""

import random
import time
from pathlib import Path
from threading import Thread

import pytest

from gridcase.feed import Feed
from gridcase.store.history import history
from gridcase.store.port import EventStore
from gridcase_streams.broker import Broker, partition_of
from gridcase_streams.checkpoints import TopicProgress
from gridcase_streams.dangling_transactions import is_committed
from gridcase_streams.errors import BrokerUnavailable, TopicMissing
from gridcase_streams.last_records import last_records
from gridcase_streams.published import EventEncoder, published_codec
from gridcase_streams.records import Record
from gridcase_streams.settings import Settings
from gridcase_streams.topics import MATTERS_TOPIC, create_topics, event_topics
from tests.support import streams
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.streams import (
    PublishingLog,
    broker_with_topics,
    discrepancies,
    fill,
    is_published_once,
    opened_store,
    publisher,
    records_on_topics,
)
from tests.support.waiting import ended, eventually

ROUNDS = 5
EVENTS = "events.sqlite"


@pytest.mark.heavy
def test_a_broker_paused_for_40_s_loses_and_doubles_nothing(own_kafka_broker: KafkaNode, tmp_path: Path) -> None:
    node = own_kafka_broker
    settings = streams.settings(node.bootstrap, "", partitions=3, batch=50, timeout_seconds=10)
    stopped = False
    log = PublishingLog()
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker, Broker(settings) as onlooker:
        thread = Thread(target=lambda: publisher(store, broker, log).follow(lambda: stopped), daemon=True)
        thread.start()
        fill(store, 400)
        eventually(lambda: log.events > 100)
        node.pause()
        fill(store, 20, prefix="WHILE-PAUSED-")
        time.sleep(40)
        eventually(lambda: bool(log.errors))
        node.resume()
        eventually(lambda: is_published_once(store, onlooker))
        stopped = True
        assert ended(thread)


@pytest.mark.heavy
def test_a_broker_killed_again_and_again_in_the_midst_of_transactions_loses_and_doubles_nothing(
    own_kafka_broker: KafkaNode, tmp_path: Path, chance: random.Random
) -> None:
    node = own_kafka_broker
    settings = streams.settings(node.bootstrap, "", partitions=3, batch=20, timeout_seconds=10)
    stopped, log, unfinished = False, PublishingLog(), 0
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker, Broker(settings) as onlooker:
        thread = Thread(target=lambda: publisher(store, broker, log).follow(lambda: stopped), daemon=True)
        thread.start()
        for number in range(ROUNDS):
            fill(store, 200, prefix=f"R{number}-")
            eventually(log.more_than(chance.randrange(300)))
            unfinished += log.events < store.last_position()
            node.kill()
            fill(store, 10, prefix=f"WHILE-DOWN-{number}-")
            node.start()
        eventually(lambda: is_published_once(store, onlooker))
        stopped = True
        assert ended(thread)
    assert unfinished, "no kill came while something was being published"


def test_a_topic_deleted_while_publishing_is_named_and_filled_again_once_it_is_back(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3, batch=50, timeout_seconds=5)
    topic = settings.streams.topic(MATTERS_TOPIC)
    stopped = False
    log = PublishingLog()
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 50)
        following = publisher(store, broker, log)
        thread = Thread(target=lambda: following.follow(lambda: stopped), daemon=True)
        thread.start()
        eventually(lambda: log.events > 100)
        with Broker(settings) as operator:
            operator.delete(topic)
            fill(store, 10, prefix="MEANWHILE-")
            eventually(lambda: any(isinstance(error, TopicMissing) for error in log.errors))
            assert topic in str(next(error for error in log.errors if isinstance(error, TopicMissing)))
            create_topics(operator, settings.streams)
            eventually(lambda: not discrepancies(store, operator))
        stopped = True
        assert ended(thread)


def test_a_transaction_that_the_client_cut_in_two_is_not_committed(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str
) -> None:
    """As kafka-python does by itself after a sequence error, such as a broker's crash can bring."""
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=1)
    topic = settings.streams.topic(MATTERS_TOPIC)
    with broker_with_topics(settings) as broker:
        producer = broker.transactional_producer(kafka_prefix)
        producer.start()
        producer.begin()
        producer.send([(topic, b"M1", b"first half", [])])
        producer.flush()
        before = producer._current_epoch()
        producer._producer._transaction_manager.bump_producer_id_and_epoch()
        producer._producer._sender.wakeup()
        eventually(lambda: producer._current_epoch() != before)
        with pytest.raises(BrokerUnavailable, match="cut in two"):
            producer.commit()
        producer.close()
        assert records_on_topics(broker, [topic]) == []


def leave_transaction_open(settings: Settings, store: EventStore, after_position: int) -> None:
    """Sends what comes after a position, and dies without a word; under an id that no publisher fences.

    Its transaction stays open for twice the time that it waits for the broker.
    """
    with Broker(settings) as broker:
        producer = broker.transactional_producer("somebody-else")
        producer.start()
        producer.begin()
        encoder, topics = EventEncoder(settings.streams.source, history(store)), event_topics(settings.streams)
        messages = (encoder.encode(event, topics) for event in Feed(store, published_codec()).read(after_position))
        producer.send((one.topic, one.key, one.value, one.headers) for one in messages)
        producer.flush()
        producer.close()


@pytest.mark.heavy
def test_what_a_crashed_coordinator_left_open_is_waited_for_and_not_made_part_of_the_next(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3, timeout_seconds=5)
    slow = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3, timeout_seconds=15)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 10)
        publisher(store, broker).publish_all()
        last = store.last_position()
        fill(store, 10, prefix="N")
        leave_transaction_open(slow, store, last)
        with pytest.raises(BrokerUnavailable, match="stays open"):
            publisher(store, broker).publish_all()
        # Kafka gives the stranger's transaction up when its time is over; ours would have been ended at once.
        eventually(lambda: published_at_last(store, broker))
        assert discrepancies(store, broker) == []


def published_at_last(store: EventStore, broker: Broker) -> bool:
    try:
        publisher(store, broker).publish_all()
    except BrokerUnavailable:
        return False
    return True


@pytest.mark.parametrize("commit", [True, False])
def test_ending_what_is_open_writes_a_marker_and_no_record(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, commit: bool
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=2)
    partitions = [(settings.streams.topic(MATTERS_TOPIC), part) for part in range(2)]
    with broker_with_topics(settings) as broker:
        producer = broker.transactional_producer(kafka_prefix)
        producer.start()
        producer.end_dangling(partitions, commit=commit)
        producer.close()
        eventually(lambda: broker.high_watermarks(partitions) == dict.fromkeys(partitions, 1))
        assert records_on_topics(broker, [settings.streams.topic(MATTERS_TOPIC)]) == []


def test_what_is_open_is_committed_if_its_checkpoint_is() -> None:
    progress = {"matters": TopicProgress("id", 100)}
    for sequence, committed in ((b"99", True), (b"100", True), (b"101", False)):
        record = Record("matters", 0, 7, None, b"M1", b"{}", [("ce_sequence", sequence)])
        assert is_committed(progress, record) is committed
    assert not is_committed(progress, Record("checkpoints", 0, 7, None, b"p", b"{}", []))
    assert not is_committed(progress, Record("matters", 0, 7, None, b"M1", b"", []))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_transaction_that_ended_in_some_partitions_alone_is_completed(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path, part: int
) -> None:
    """As a crash in the midst of writing markers leaves it: one partition has the events, the checkpoint does not."""
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3)
    topic = settings.streams.topic(MATTERS_TOPIC)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 10)
        publisher(store, broker).publish_all()
        last = store.last_position()
        fill(store, 20, prefix="N")
        producer = broker.transactional_producer("x" + kafka_prefix)
        producer.start()
        producer.begin()
        encoder, topics = EventEncoder(settings.streams.source, history(store)), event_topics(settings.streams)
        for event in Feed(store, published_codec()).read(last):
            message = encoder.encode(event, topics)
            if message.topic == topic and partition_of(message.key, 3) == part:
                producer.send([(message.topic, message.key, message.value, message.headers)])
        producer.commit()
        producer.close()
        publisher(store, broker).publish_all()
        assert discrepancies(store, broker) == []


@pytest.mark.parametrize("last", [1, 64, 65])
def test_the_newest_event_is_found_behind_what_was_never_committed(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, last: int
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=1)
    topic = settings.streams.topic(MATTERS_TOPIC)
    with broker_with_topics(settings) as broker:
        committed = broker.transactional_producer("x" + kafka_prefix)
        committed.start()
        committed.begin()
        committed.send([(topic, b"M1", b"{}", [])])
        committed.commit()
        committed.begin()
        committed.send([(topic, b"M1", b"never", [])] * last)
        committed.flush()
        committed.close()
        again = broker.transactional_producer("x" + kafka_prefix)
        again.start()
        again.close()
        consumer = broker.consumer({(topic, 0): 0})
        assert [record.value for record in last_records(consumer, [(topic, 0)]).values()] == [b"{}"]
        consumer.close()
