"""Topics belong to one store's history: another city, and a store put back from a copy, are told so."""

import shutil
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from gridcase.feed import Feed
from gridcase.store.history import HistoryId, history
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore
from gridcase.store.sqlite import SqliteStore
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from gridcase_streams.broker import Broker
from gridcase_streams.checkpoints import last_checkpoint
from gridcase_streams.errors import HistoryChanged, OtherCity
from gridcase_streams.histories import history_remark
from gridcase_streams.published import EventEncoder, published_codec
from gridcase_streams.settings import Settings
from gridcase_streams.source import TopicSource
from gridcase_streams.topics import CHECKPOINTS_TOPIC, FAMILY_TOPICS, MATTERS_TOPIC, create_topics, event_topics
from tests.support.command import Terminal, reported, small_city
from tests.support.streams import (
    PublishingLog,
    attribute,
    discrepancies,
    fill,
    new_events,
    publisher,
    records_on_topics,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.sqlite"


def ids_of(broker: Broker, history: HistoryId) -> list[str]:
    """What a consumer has that keeps to a history."""
    names = [broker.settings.streams.topic(name) for name in FAMILY_TOPICS.values()]
    records = records_on_topics(broker, names)
    return sorted(attribute(one, "id") for one in records if attribute(one, "history") == str(history))


def ids_in(store: EventStore) -> list[str]:
    return sorted(f"{event.stream}@{event.version}" for event in store.read(0, 100_000))


def forget_checkpoints(settings: Settings, broker: Broker) -> None:
    broker.delete(settings.streams.topic(CHECKPOINTS_TOPIC))
    create_topics(broker, settings.streams)


# two cities


@pytest.mark.parametrize("checkpoints", ["there", "lost"])
def test_the_second_city_is_told_and_publishes_nothing(settings: Settings, broker: Broker, checkpoints: str) -> None:
    first, second = MemoryStore(), MemoryStore()
    fill(first, 8)
    fill(second, 9, prefix="N")
    publisher(first, broker).publish_all()
    if checkpoints == "lost":
        forget_checkpoints(settings, broker)
    with pytest.raises(OtherCity, match=r"another city's history .* by a prefix under \[streams\]"):
        publisher(second, broker).publish_all()
    with pytest.raises(OtherCity):
        publisher(second, broker).begin_lineage()
    assert discrepancies(first, broker) == []


def test_the_first_city_is_not_stopped_by_the_second(broker: Broker) -> None:
    first, second, log = MemoryStore(), MemoryStore(), PublishingLog()
    fill(first, 8)
    fill(second, 9, prefix="N")
    running = publisher(first, broker, log)

    def stop() -> bool:
        if log.events and not first.load("matter:late"):
            with pytest.raises(OtherCity):
                publisher(second, broker).publish_all()
            first.append(new_events("late"))
        return log.events >= first.last_position()

    running.follow(stop)
    assert discrepancies(first, broker) == []


# a copy put back


def published_then_put_back(path: Path, broker: Broker, *, lost: int, new: int) -> SqliteStore:
    """A store whose ``lost`` matters were published and which then had ``new`` others instead."""
    copy = path.with_name("copy.sqlite")
    with closing(SqliteStore(path)) as store:
        fill(store, 5)
    shutil.copy(path, copy)
    with closing(SqliteStore(path)) as store:
        fill(store, lost, prefix="lost")
        publisher(store, broker).publish_all()
    shutil.copy(copy, path)
    store = SqliteStore(path)
    fill(store, new, prefix="new")
    return store


@pytest.mark.parametrize("checkpoints", ["there", "lost"])
@pytest.mark.parametrize("new", [1, 3, 6], ids=["behind", "as-far", "further"])
def test_publishing_stops_until_it_is_told_and_then_a_new_lineage_says_it_all(
    settings: Settings, broker: Broker, path: Path, new: int, checkpoints: str
) -> None:
    with closing(published_then_put_back(path, broker, lost=3, new=new)) as store:
        before = history(store)
        if checkpoints == "lost":
            forget_checkpoints(settings, broker)
        with pytest.raises(HistoryChanged, match="stream publish --after-restore"):
            publisher(store, broker).publish_all()
        with pytest.raises(HistoryChanged):
            publisher(store, broker).follow(lambda: False)
        assert (
            "--after-restore"
            in history_remark(store, last_checkpoint(broker, settings.streams.topic(CHECKPOINTS_TOPIC)))
            or checkpoints == "lost"
        )

        again = publisher(store, broker)
        assert again.begin_lineage()
        again.publish_all()
        now = history(store)
        assert (now.store_id, now.is_first) == (before.store_id, False)
        assert ids_of(broker, now) == ids_in(store)

        fill(store, 2, prefix="later")
        publisher(store, broker).publish_all()
        assert not publisher(store, broker).begin_lineage()
        assert ids_of(broker, now) == ids_in(store)


def test_a_lineage_that_was_begun_is_published_to_its_end_whoever_is_interrupted(broker: Broker, path: Path) -> None:
    with closing(published_then_put_back(path, broker, lost=3, new=6)) as store:
        assert publisher(store, broker).begin_lineage()
        log = PublishingLog()
        publisher(store, broker, log).follow(lambda: log.events > 20)
        publisher(store, broker).publish_all()
        assert ids_of(broker, history(store)) == ids_in(store)


@pytest.mark.parametrize("checkpoints", ["there", "lost"])
def test_a_backup_from_before_a_lineage_is_put_back(
    settings: Settings, broker: Broker, path: Path, checkpoints: str
) -> None:
    with closing(published_then_put_back(path, broker, lost=3, new=6)) as store:
        publisher(store, broker).begin_lineage()
        publisher(store, broker).publish_all()
    if checkpoints == "lost":
        forget_checkpoints(settings, broker)
    shutil.copy(path.with_name("copy.sqlite"), path)
    with closing(SqliteStore(path)) as store:
        with pytest.raises(HistoryChanged, match="a lineage that began after the backup"):
            publisher(store, broker).publish_all()
        again = publisher(store, broker)
        assert again.begin_lineage()
        again.publish_all()
        assert ids_of(broker, history(store)) == ids_in(store)


def test_a_store_put_back_under_a_running_publisher_stops_it(broker: Broker) -> None:
    before, after, log = MemoryStore(), MemoryStore(), PublishingLog()
    fill(before, 5)
    fill(after, 9, prefix="N")
    after._lineages = list(before.lineages())  # a copy that went its own way

    class PutBack(MemoryStore):
        def __getattribute__(self, name: str) -> object:
            return getattr(after if log.events else before, name)

    with pytest.raises(HistoryChanged, match="another event stands at position"):
        publisher(PutBack(), broker, log).follow(lambda: False)


def publish_as_an_older_gridcase_did(store: EventStore, broker: Broker) -> None:
    """Neither its records nor its checkpoint say of which history they are."""
    one = broker.settings.streams
    encoder, topics = EventEncoder(one.source, history(store)), event_topics(one)
    records = [encoder.encode(event, topics) for event in Feed(store, published_codec()).read(0)]
    ids = {name: topic.id for name, topic in broker.topics(sorted(set(topics.values()))).items()}
    marks = {name: {"id": topic_id, "position": store.last_position()} for name, topic_id in ids.items()}
    checkpoint = msgspec.json.encode({"marks": marks, "by": "an older gridcase"})
    with closing(broker.transactional_producer(one.transactional_id)) as producer:
        producer.start()
        producer.begin()
        producer.send(
            (record.topic, record.key, record.value, [header for header in record.headers if header[0] != "ce_history"])
            for record in records
        )
        producer.send([(one.topic(CHECKPOINTS_TOPIC), one.transactional_id.encode(), checkpoint, [])])
        producer.commit()


def test_topics_of_an_older_gridcase_are_gone_on_with(broker: Broker, tmp_path: Path) -> None:
    """The control."""
    store = MemoryStore()
    fill(store, 5)
    publish_as_an_older_gridcase_did(store, broker)
    fill(store, 3, prefix="N")
    publisher(store, broker).publish_all()
    assert discrepancies(store, broker) == []
    with closing(TopicSource(broker)) as source:
        assert Projector(tmp_path / "kafka", source, name=source.name).catch_up().events == store.last_position()


def test_somebody_elses_record_on_a_topic_is_no_history(broker: Broker) -> None:
    store = MemoryStore()
    fill(store, 5)
    publisher(store, broker).publish_all()
    with closing(broker.transactional_producer("somebody-else")) as producer:
        producer.start()
        producer.begin()
        producer.send([(broker.settings.streams.topic(MATTERS_TOPIC), b"M1", b"hello", [])])
        producer.commit()
    fill(store, 2, prefix="N")
    publisher(store, broker).publish_all()


def test_another_city_on_topics_of_an_older_gridcase_is_told_too(broker: Broker) -> None:
    first, second = MemoryStore(), MemoryStore()
    fill(first, 5)
    fill(second, 9, prefix="N")
    publish_as_an_older_gridcase_did(first, broker)
    with pytest.raises(HistoryChanged, match="another event stands at position"):
        publisher(second, broker).publish_all()


# as an operator meets it


def small_city_on(folder: Path, broker: Broker) -> Terminal:
    folder.mkdir()
    city = small_city(folder)
    one = broker.settings
    with (city.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[kafka]\nbootstrap = "{one.kafka.bootstrap}"\n')
        file.write(f'[streams]\nprefix = "{one.streams.prefix}"\npartitions = 3\n')
    reported(city)
    return city


def stopped(city: Terminal) -> str:
    result = city.type("stream", "publish", "--once")
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    return line


def test_the_command_stops_with_one_line_and_goes_on_when_it_is_told(broker: Broker, tmp_path: Path) -> None:
    city = small_city_on(tmp_path / "first", broker)
    city.done("backup", str(tmp_path / "backup"))
    reported(city)
    city.done("stream", "publish", "--once")
    for file in city.home.glob("events.sqlite*"):
        file.unlink()
    city.done("restore", str(tmp_path / "backup"))
    reported(city)
    assert "gridcase stream publish --after-restore" in stopped(city)
    assert "another event stands at position" in city.json("stream", "status")["remark"]
    output = city.done("stream", "publish", "--once", "--after-restore")
    assert output.startswith("a new lineage begins")
    assert city.json("stream", "status")["remark"] == ""
    output = city.done("stream", "publish", "--once", "--after-restore")
    assert output.startswith("the topics go on with the store")


def test_the_command_tells_the_second_city_to_take_a_prefix(broker: Broker, tmp_path: Path) -> None:
    small_city_on(tmp_path / "first", broker).done("stream", "publish", "--once")
    second = small_city_on(tmp_path / "second", broker)
    reported(second)
    assert "by a prefix under [streams]" in stopped(second)
    assert "another city's history" in second.done("stream", "status")
    assert "by a prefix under [streams]" in second.type("stream", "publish", "--after-restore").stderr


# whoever is fed from the topics


def test_tables_fed_from_the_topics_are_made_anew_with_the_lineage(broker: Broker, path: Path, tmp_path: Path) -> None:
    def fed() -> tuple[str, list[str]]:
        with closing(TopicSource(broker)) as source:
            projector = Projector(tmp_path / "kafka", source, name=source.name)
            remark = projector.catch_up().remark
            assert projector.is_current()
        with snapshot(tmp_path / "kafka") as tables:
            return remark, [name for (name,) in tables.execute("select matter_id from matters order by 1").fetchall()]

    with closing(published_then_put_back(path, broker, lost=3, new=1)) as store:
        assert fed()[1] == ["M0", "M1", "M2", "M3", "M4", "lost0", "lost1", "lost2"]
        publisher(store, broker).begin_lineage()
        publisher(store, broker).publish_all()
        remark, names = fed()
        assert names == ["M0", "M1", "M2", "M3", "M4", "new0"]
        assert remark == "the topics go on with another history"
        assert fed() == ("", names)
