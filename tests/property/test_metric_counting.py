"""Every metric, counted set-wise in DuckDB and by hand over the events, comes out the same."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gridcase.ids import patrol_key, patrol_stream
from gridcase.matters.events import MatterEvent
from gridcase.periods import Window
from gridcase.registry.events import UnitRegistered
from gridcase.registry.records import Unit
from gridcase.testing import cast, patrolling
from gridcase.testing import scenario as told
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import METRICS, Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import score, scores
from gridcase_projections.runner import Projector
from tests.support.compliance import ABOUT, KNOWN
from tests.support.examples import seeded
from tests.support.histories import encoded, matter, random_history, small_city, store_of
from tests.support.lives import lived
from tests.support.plain.scores import PlainCity, plain_score

MATTERS = 24
SHEDS = ("shed-1", "shed-2", "shed-3")
"""Places in the grid that is patrolled."""
RECORDED = timedelta(seconds=1)
"""How long after it is received an event is recorded in these histories."""


class LivedCity:
    """A city in which a great deal happens, told to both."""

    def __init__(self, seed: int, directory: Path) -> None:
        chance = random.Random(seed)
        histories: dict[str, list[MatterEvent]] = {}
        for number in range(MATTERS):
            matter_id = f"M{number}"
            some = lived(chance.randrange(2**32), matter_id) if number % 2 else acted(chance, matter_id)
            if some:
                histories[matter_id] = some
        missed = [name for name in histories if chance.random() < 0.3]
        noted = [patrolling.note_miss(matter_id=name) for name in missed]
        looked = [patrolling.inspect(place=place) for place in SHEDS if chance.random() < 0.5]
        patrol = told.given(patrolling.start(), *looked, *noted, policy=KNOWN_ALL).events
        self.city = PlainCity(histories, patrol, {cast.LI.unit: SHEDS})
        streams = [matter(events) for events in histories.values()]
        day = encoded(patrol_stream(patrol_key(cast.LI.member, patrolling.start().date)), patrol)
        sheds = [
            encoded(
                f"unit:{code}",
                [UnitRegistered(**ABOUT, record=Unit(code=code, name=code, level="place", parent=cast.LI.unit))],
            )
            for code in SHEDS
        ]
        Projector(directory, store_of([*small_city(), *sheds, *streams, day], chance)).catch_up()
        self.directory = directory
        moments = sorted({event.at for events in histories.values() for event in events})
        self.moments = [*moments, moments[-1] + timedelta(days=20)]
        self.whole = Window(start=self.moments[0], end=self.moments[-1], as_of=self.moments[-1])

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with snapshot(self.directory) as connection:
            yield connection

    def differs(self, connection: Connection, name: str, question: Question) -> list[str]:
        fast = {one.key: (one.numerator, one.denominator) for one in score(connection, name, question)}
        slow = plain_score(self.known(question.window.as_known), METRICS[name], question)
        return [] if fast == slow else [f"{name} {question}: {fast}, by hand {slow}"]

    def known(self, as_known: datetime | None) -> PlainCity:
        """What had been recorded by then."""
        if as_known is None:
            return self.city
        return self.city.at(as_known - RECORDED)


def acted(chance: random.Random, matter_id: str) -> list[MatterEvent]:
    return [event for event, _ in random_history(chance.randrange(2**32), matter_id, 30)]


class AllKnown(type(KNOWN.neighbours)):  # type: ignore[misc]
    """Neighbours to whom every matter is known."""

    def stage_of(self, matter_id: str) -> str:
        return "closed"

    def has_unit(self, code: str) -> bool:
        return code in SHEDS or super().has_unit(code)


KNOWN_ALL = cast.policy(AllKnown())


@seeded(8)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_every_metric_is_what_one_counts_by_hand(
    seed: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = LivedCity(seed, tmp_path_factory.mktemp("city"))
    moments = st.sampled_from(city.moments)
    start, end, as_of = data.draw(moments), data.draw(moments), data.draw(moments)
    wrong: list[str] = []
    with city.reading() as connection:
        for name, metric in METRICS.items():
            by = data.draw(st.sampled_from(sorted(metric.dimensions)))
            whole = Question(window=city.whole, by=by)
            part = Question(window=Window(start=min(start, end), end=max(start, end), as_of=as_of), by=by)
            wrong += [*city.differs(connection, name, whole), *city.differs(connection, name, part)]
    assert wrong == []


@seeded(8)
@given(seed=st.integers(0, 2**32), data=st.data())
def test_so_it_is_by_what_the_store_had_recorded(
    seed: int, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = LivedCity(seed, tmp_path_factory.mktemp("city"))
    as_known = data.draw(st.sampled_from(city.moments)) + RECORDED
    wrong: list[str] = []
    with city.reading() as connection:
        for name in data.draw(st.lists(st.sampled_from(list(METRICS)), min_size=5, max_size=5, unique=True)):
            by = data.draw(st.sampled_from(sorted(METRICS[name].dimensions)))
            question = Question(window=replace(city.whole, as_known=as_known), by=by)
            wrong += city.differs(connection, name, question)
    assert wrong == []


@seeded(8)
@given(seed=st.integers(0, 2**32), by=st.sampled_from(Dimension))
def test_metrics_asked_together_are_what_each_is_alone(
    seed: int, by: Dimension, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = LivedCity(seed, tmp_path_factory.mktemp("city"))
    question = Question(window=city.whole, by=by)
    names = [name for name, metric in METRICS.items() if by in metric.dimensions]
    with city.reading() as connection:
        assert scores(connection, names, question) == {name: score(connection, name, question) for name in names}
