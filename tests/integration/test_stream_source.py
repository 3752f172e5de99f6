"""Read models say the same whether the store feeds them or Kafka, once or twice, by one process or by several."""

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from gridcase.store.port import EventStore, NewEvent
from gridcase_projections.database import snapshots
from gridcase_projections.errors import NothingPublished, OtherSource
from gridcase_projections.merge import merge
from gridcase_projections.runner import Projector
from gridcase_streams.broker import Broker
from gridcase_streams.errors import TopicMissing
from gridcase_streams.settings import StreamsTable
from gridcase_streams.source import TopicSource, parse_partitions
from tests.support import streams
from tests.support.histories import matter, random_history, small_city, store_of
from tests.support.kafka.stand_in import SomeBroker
from tests.support.streams import broker_with_topics, publisher

MATTERS = 120


@pytest.fixture
def broker(kafka_or_stand_in: SomeBroker, kafka_prefix: str) -> Iterator[Broker]:
    with broker_with_topics(
        streams.settings(kafka_or_stand_in.bootstrap, kafka_prefix, partitions=3, batch=500)
    ) as broker:
        yield broker


def history(seed: int, matter_id: str) -> list[NewEvent]:
    return matter([event for event, _ in random_history(seed, matter_id)])


@pytest.fixture
def store() -> EventStore:
    """Random histories that the engine allowed, happening all at once, and the register of the small city."""
    return store_of([*small_city(), *(history(seed, f"M{seed}") for seed in range(MATTERS))], random.Random(3))


def fed_from_kafka(broker: Broker, folder: Path, partitions: list[int] | None = None, *, again: bool = False) -> Path:
    source = TopicSource(broker, partitions)
    try:
        projector = Projector(folder, source, name=source.name)
        projector.catch_up()
        if again:
            with duckdb.connect(folder / "live.duckdb") as live:
                live.execute("update positions set position = 0")
            projector.catch_up()
        assert projector.status().behind == 0
    finally:
        source.close()
    return folder


def fed_from_store(store: EventStore, folder: Path) -> Path:
    Projector(folder, store).catch_up()
    return folder


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, but where the source stands."""
    with duckdb.connect(snapshots(folder)[0], read_only=True) as connection:
        names = connection.execute("select table_name from information_schema.tables order by 1").fetchall()
        return {
            name: connection.execute(f"select * from {name} order by all").fetchall()
            for (name,) in names
            if name not in ("feed", "positions")
        }


def test_tables_fed_from_kafka_equal_those_fed_from_the_store(
    broker: Broker, store: EventStore, tmp_path: Path
) -> None:
    publisher(store, broker).publish_all()
    ours = rows(fed_from_store(store, tmp_path / "store"))
    assert len(ours["matters"]) == MATTERS
    assert ours["units"]
    assert rows(fed_from_kafka(broker, tmp_path / "kafka")) == ours


def test_everything_delivered_twice_changes_nothing(broker: Broker, store: EventStore, tmp_path: Path) -> None:
    publisher(store, broker).publish_all()
    publisher(store, broker, deduplicate=False).publish_all()
    ours = rows(fed_from_store(store, tmp_path / "store"))
    assert rows(fed_from_kafka(broker, tmp_path / "kafka", again=True)) == ours


def test_what_is_published_later_is_taken_later(broker: Broker, store: EventStore, tmp_path: Path) -> None:
    publisher(store, broker).publish_all()
    source = TopicSource(broker)
    projector = Projector(tmp_path / "kafka", source, name=source.name)
    assert projector.catch_up().events == store.last_position()
    assert projector.catch_up().events == 0
    store.append(history(7, "M-late"))
    publisher(store, broker).publish_all()
    assert projector.catch_up().events == len(store.load("matter:M-late"))
    source.close()
    assert rows(tmp_path / "kafka") == rows(fed_from_store(store, tmp_path / "store"))


def test_several_processes_share_the_partitions_and_merge_gives_the_whole(
    broker: Broker, store: EventStore, tmp_path: Path
) -> None:
    publisher(store, broker).publish_all()
    parts = [
        fed_from_kafka(broker, tmp_path / "some", [0]),
        fed_from_kafka(broker, tmp_path / "others", [1, 2]),
    ]
    assert 0 < len(rows(parts[0])["matters"]) < MATTERS
    merge(parts, tmp_path / "whole")
    assert rows(tmp_path / "whole") == rows(fed_from_store(store, tmp_path / "store"))


def test_parts_of_other_topics_make_no_whole(broker: Broker, store: EventStore, tmp_path: Path) -> None:
    publisher(store, broker).publish_all()
    mine = fed_from_kafka(broker, tmp_path / "mine", [0])
    with pytest.raises(OtherSource):
        merge([mine, fed_from_store(store, tmp_path / "store")], tmp_path / "whole")
    with pytest.raises(NothingPublished):
        merge([mine, tmp_path / "nothing"], tmp_path / "whole")


def test_without_topics_there_is_no_source(kafka_or_stand_in: SomeBroker, kafka_prefix: str) -> None:
    with Broker(streams.settings(kafka_or_stand_in.bootstrap, kafka_prefix)) as broker, pytest.raises(TopicMissing):
        TopicSource(broker)


def test_partitions_are_named_by_number_and_range() -> None:
    table = StreamsTable(partitions=6)
    assert parse_partitions("0-5", table) == [0, 1, 2, 3, 4, 5]
    assert parse_partitions("0, 2,4-5", table) == [0, 2, 4, 5]
    for wrong in ("6", "0,0", "", "x", "3-1", "1-", "0-9999"):
        with pytest.raises(ValueError, match="partitions from 0 to 5, each once, not"):
            parse_partitions(wrong, table)
