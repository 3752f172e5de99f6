"""However often publishers die or are replaced, each event is on its topic exactly once, in order for each matter."""

import random
import time
from pathlib import Path
from threading import Thread

import pytest

from gridcase_streams.broker import Broker
from gridcase_streams.errors import Fenced
from gridcase_streams.topics import MATTERS_TOPIC, create_topics
from tests.support import streams
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.streams import (
    PublishingLog,
    broker_with_topics,
    discrepancies,
    fill,
    killed_at_the_end,
    opened_store,
    publish_until_killed,
    publisher,
    records_on_topics,
)
from tests.support.waiting import ended, eventually

ROUNDS = 50
EVENTS = "events.sqlite"


@pytest.mark.heavy
def test_a_publisher_killed_at_random_points_leaves_each_event_once(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path, chance: random.Random
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3, batch=30)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 500)
        for number in range(ROUNDS):
            fill(store, 3, prefix=f"R{number}-")
            with killed_at_the_end(publish_until_killed, tmp_path / EVENTS, settings, True):
                time.sleep(chance.uniform(0.02, 0.35))
        publisher(store, broker).publish_all()
        assert discrepancies(store, broker) == []


def test_without_checkpoints_a_kill_leaves_events_twice(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3, batch=30)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 500)
        with killed_at_the_end(publish_until_killed, tmp_path / EVENTS, settings, False):
            eventually(lambda: bool(records_on_topics(broker, [settings.streams.topic(MATTERS_TOPIC)])))
        publisher(store, broker, deduplicate=False).publish_all()
        assert discrepancies(store, broker) != []


def test_a_second_publisher_fences_the_first_which_says_so(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=3)
    fenced_errors: list[Exception] = []
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        fill(store, 10)
        log, stopped = PublishingLog(), False
        first = publisher(store, broker, log)

        def follow() -> None:
            try:
                first.follow(lambda: stopped)
            except Fenced as fenced:
                fenced_errors.append(fenced)

        thread = Thread(target=follow, daemon=True)
        thread.start()
        eventually(lambda: log.events == 61)
        with Broker(settings) as another:
            publisher(store, another).publish_all()
        fill(store, 10, prefix="N")
        eventually(lambda: not thread.is_alive())
        assert [str(fenced) for fenced in fenced_errors] == ["another publisher of this store has taken over"]
        publisher(store, broker).publish_all()
        assert discrepancies(store, broker) == []


def test_a_publisher_with_nothing_to_do_notices_that_another_took_over(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcase_streams.publisher.RECHECK_SECONDS", 0.2)
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=2)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker, Broker(settings) as another:
        fill(store, 2)
        log = PublishingLog()
        overtaken = iter([publisher(store, another)])

        def stop() -> bool:
            if log.events:
                for successor in overtaken:
                    successor.publish_all()
            return False

        with pytest.raises(Fenced, match="another publisher of this store has taken over"):
            publisher(store, broker, log).follow(stop)
        assert log.events == 13


def test_a_publisher_with_nothing_to_do_fills_a_topic_that_was_made_anew(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gridcase_streams.publisher.RECHECK_SECONDS", 0.2)
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=2)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker, Broker(settings) as operator:
        fill(store, 2)
        log = PublishingLog()
        stopped = False
        thread = Thread(target=lambda: publisher(store, broker, log).follow(lambda: stopped), daemon=True)
        thread.start()
        eventually(lambda: log.events == 13)
        operator.delete(settings.streams.topic(MATTERS_TOPIC))
        create_topics(operator, settings.streams)
        eventually(lambda: log.events == 13 + 12)
        assert discrepancies(store, operator) == []
        stopped = True
        assert ended(thread)
