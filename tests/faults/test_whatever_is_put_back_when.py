"""Backups, restores, rebuilds, publishing and consuming in whatever order: all equals a recount, or it is said.

A store is backed up, written to and put back while read models and topics follow it.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from gridcase.store.history import HistoryId, Place, history
from gridcase.store.port import EventStore
from gridcase.store.sqlite import SqliteStore
from gridcase_projections.database import snapshot
from gridcase_projections.feeds import SinglePartition
from gridcase_projections.recount import recount
from gridcase_projections.runner import Projector
from gridcase_streams.broker import Broker
from gridcase_streams.errors import HistoryChanged
from gridcase_streams.source import TopicSource
from gridcase_streams.topics import FAMILY_TOPICS
from tests.support import streams
from tests.support.kafka.stand_in import SomeBroker
from tests.support.streams import attribute, broker_with_topics, new_events, publisher, records_on_topics

STEPS = 40


@pytest.fixture
def broker(kafka_or_stand_in: SomeBroker, kafka_prefix: str) -> Iterator[Broker]:
    with broker_with_topics(streams.settings(kafka_or_stand_in.bootstrap, kafka_prefix, partitions=2)) as broker:
        yield broker


def listed(directory: Path) -> list[str]:
    with snapshot(directory) as tables:
        return [name for (name,) in tables.execute("select matter_id from matters order by 1").fetchall()]


def matters_of(store: EventStore) -> list[str]:
    return sorted({event.stream.removeprefix("matter:") for event in store.read(0, 10_000)})


def matters_on_topics(broker: Broker, one: HistoryId) -> list[str]:
    records = records_on_topics(broker, [broker.settings.streams.topic(name) for name in FAMILY_TOPICS.values()])
    return sorted({attribute(record, "subject") for record in records if attribute(record, "history") == str(one)})


class City:
    """A store with its backups, its read models, its topics, and read models that are fed from these."""

    def __init__(self, folder: Path, broker: Broker, chance: random.Random) -> None:
        self.path = folder / "events.sqlite"
        self.folder = folder
        self.broker = broker
        self.chance = chance
        self.store = SqliteStore(self.path)
        self.backups: list[Path] = []
        self.count = 0

    def report(self) -> None:
        self.count += 1
        self.store.append(new_events(f"M{self.count:03}"))

    def back_up(self) -> None:
        self.backups.append(self.folder / f"backup-{len(self.backups)}.sqlite")
        self.store.back_up(self.backups[-1])

    def put_back(self) -> None:
        if self.backups:
            self.store.close()
            self.path.write_bytes(self.chance.choice(self.backups).read_bytes())
            self.store = SqliteStore(self.path, create=False)

    def follow(self) -> None:
        Projector(self.folder / "read-models", self.store).catch_up()
        self.check()

    def rebuild(self) -> None:
        Projector(self.folder / "read-models", self.store).rebuild()
        self.check()

    def check(self) -> None:
        assert recount(self.store, self.folder / "read-models").equal
        assert listed(self.folder / "read-models") == matters_of(self.store)

    def publish(self) -> None:
        try:
            publisher(self.store, self.broker).publish_all()
        except HistoryChanged:
            if self.chance.random() < 0.3:
                return  # it was said: somebody will read it later
            assert publisher(self.store, self.broker).begin_lineage()
            publisher(self.store, self.broker).publish_all()
        assert matters_on_topics(self.broker, history(self.store)) == matters_of(self.store)

    def consume(self) -> None:
        with closing(TopicSource(self.broker)) as source:
            Projector(self.folder / "from-topics", source, name=source.name).catch_up()
            assert listed(self.folder / "from-topics") == matters_on_topics(self.broker, source.history())


@pytest.mark.parametrize("run", range(3))
def test_what_is_derived_equals_a_recount_or_it_is_said(
    broker: Broker, tmp_path: Path, chance: random.Random, run: int
) -> None:
    city = City(tmp_path, broker, chance)
    acts = (
        city.report,
        city.report,
        city.back_up,
        city.put_back,
        city.follow,
        city.rebuild,
        city.publish,
        city.consume,
    )
    city.report()
    for _ in range(STEPS):
        chance.choice(acts)()
    city.follow()
    city.publish()
    city.consume()
    city.store.close()


class Blind(SinglePartition):
    """A source that does not look which history it is of."""

    def misfit(self, places: Mapping[int, Place]) -> str:
        return ""


def test_a_reader_that_does_not_look_is_caught_by_the_recount(broker: Broker, tmp_path: Path) -> None:
    """The control."""
    city = City(tmp_path, broker, random.Random(1))
    city.report()
    city.back_up()
    city.report()
    city.follow()
    city.put_back()
    city.report()
    Projector(tmp_path / "read-models", Blind(city.store)).catch_up()
    assert not recount(city.store, tmp_path / "read-models").equal
    city.store.close()
