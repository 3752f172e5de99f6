"""Every event of the store is on its topic exactly once, in order for each matter."""

from pathlib import Path

import pytest

from gridcase.errors import UnreadableEvent
from gridcase.store.memory import MemoryStore
from gridcase.store.port import NewEvent
from gridcase_streams.broker import Broker
from gridcase_streams.checkpoints import last_checkpoint
from gridcase_streams.errors import TopicMissing
from gridcase_streams.settings import Settings
from gridcase_streams.status import StatusFile, read_status
from gridcase_streams.topics import CHECKPOINTS_TOPIC, FAMILY_TOPICS, MATTERS_TOPIC, create_topics, differences
from tests.support import streams
from tests.support.poison import of_an_unknown_kind
from tests.support.streams import (
    PublishingLog,
    attribute,
    discrepancies,
    fill,
    publisher,
    records_on_topics,
)


def test_topics_are_created_as_configured_once(settings: Settings) -> None:
    with Broker(settings) as broker:
        missing = list(differences(broker, settings.streams))
        assert {(one.what, one.found) for one in missing} == {("topic", "missing")}
        assert create_topics(broker, settings.streams) == [one.topic for one in missing]
        assert list(differences(broker, settings.streams)) == []
        assert create_topics(broker, settings.streams) == []


def test_what_differs_from_the_configuration_is_named(settings: Settings, broker: Broker) -> None:
    other = streams.settings(settings.kafka.bootstrap, settings.streams.prefix, partitions=4, retention_days=30)
    different = {
        (one.topic.removeprefix(settings.streams.prefix), one.what) for one in differences(broker, other.streams)
    }
    assert (MATTERS_TOPIC, "partitions") in different
    assert (MATTERS_TOPIC, "retention.ms") in different
    assert (CHECKPOINTS_TOPIC, "partitions") not in different


def test_every_event_is_published_once_and_in_order_however_often_one_publishes(
    settings: Settings, broker: Broker
) -> None:
    store = MemoryStore()
    fill(store, 40)
    publisher(store, broker).publish_all()
    assert discrepancies(store, broker) == []

    fill(store, 5, prefix="N")
    again = PublishingLog()
    publisher(store, broker, again).publish_all()
    publisher(store, broker, again).publish_all()
    assert again.events == 5 * 6 + 1
    assert discrepancies(store, broker) == []


def test_what_stands_before_an_event_that_cannot_be_read_is_published_and_nothing_behind_it(
    settings: Settings, broker: Broker
) -> None:
    store = MemoryStore()
    fill(store, 3)
    before = store.read(0, 100)
    last = store.load("matter:M1")[-1]
    store.append([of_an_unknown_kind(NewEvent(last.stream, last.version + 1, last.tag, last.data))])
    fill(store, 3, prefix="N")
    for _ in range(2):
        with pytest.raises(
            UnreadableEvent, match=rf"matter:M1 version 7 \(position {len(before) + 1}\) cannot be read"
        ):
            publisher(store, broker).publish_all()
        records = records_on_topics(broker, [settings.streams.topic(name) for name in FAMILY_TOPICS.values()])
        assert sorted(int(attribute(record, "sequence")) for record in records) == [one.position for one in before]


def test_a_published_event_says_where_it_stands_and_nothing_about_a_person(settings: Settings, broker: Broker) -> None:
    store = MemoryStore()
    fill(store, 1)
    publisher(store, broker).publish_all()
    [first, *_] = records_on_topics(broker, [settings.streams.topic(MATTERS_TOPIC)])
    assert first.key == b"M0"
    assert attribute(first, "id") == "matter:M0@1"
    assert attribute(first, "type") == "gridcase.matter-reported.v1"
    assert attribute(first, "sequence") == "00000000000000000002"
    assert attribute(first, "recordedtime") == "2026-03-02T12:00:00Z"
    for record in records_on_topics(
        broker, list(broker.topics([settings.streams.topic(name) for name in (MATTERS_TOPIC,)]))
    ):
        assert "油烟".encode() not in (record.value or b"")


def test_checkpoints_that_were_lost_are_found_again_on_the_topics(settings: Settings, broker: Broker) -> None:
    store = MemoryStore()
    fill(store, 10)
    publisher(store, broker).publish_all()
    broker.delete(settings.streams.topic(CHECKPOINTS_TOPIC))
    create_topics(broker, settings.streams)
    assert last_checkpoint(broker, settings.streams.topic(CHECKPOINTS_TOPIC)).progress == {}

    fill(store, 10, prefix="N")
    publisher(store, broker).publish_all()
    assert discrepancies(store, broker) == []


def test_without_its_topics_a_publisher_says_how_to_make_them(settings: Settings) -> None:
    with Broker(settings) as broker, pytest.raises(TopicMissing, match="run gridcase stream topics create"):
        publisher(MemoryStore(), broker).publish_all()


def test_a_topic_made_anew_gets_its_events_again_and_the_others_do_not(settings: Settings, broker: Broker) -> None:
    store = MemoryStore()
    fill(store, 10)
    publisher(store, broker).publish_all()
    broker.delete(settings.streams.topic(MATTERS_TOPIC))
    with pytest.raises(TopicMissing):
        publisher(store, broker).publish_all()
    create_topics(broker, settings.streams)
    publisher(store, broker).publish_all()
    assert discrepancies(store, broker) == []


def test_the_status_tells_how_far_how_fast_and_the_last_error(
    settings: Settings, broker: Broker, tmp_path: Path
) -> None:
    store = MemoryStore()
    fill(store, 10)
    status = StatusFile(tmp_path, lambda: streams.RECORDED_AT)
    publisher(store, broker, status).publish_all()  # type: ignore[arg-type]
    status.failed(TopicMissing("x"))
    published_status = read_status(tmp_path)
    assert published_status is not None
    assert (published_status.position, published_status.published) == (61, 61)
    assert published_status.last_error.startswith("the topic x does not exist")
    assert published_status.events_per_second > 0
