"""Every metric, counted set-wise in DuckDB and by hand over the events, comes out the same."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gridcase.city.scoring import Scoring
from gridcase.periods import Window
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import METRICS, Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scorecards import scorecards
from gridcase_projections.metrics.scores import score, scores
from tests.support.examples import seeded
from tests.support.lived_city import RECORDED, LivedCity
from tests.support.plain import cohorts
from tests.support.plain.scores import plain_score, rows_of


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
            answer = data.draw(st.booleans())
            whole = Question(window=city.whole, by=by, co_handlers_answer=answer)
            window = Window(start=min(start, end), end=max(start, end), as_of=as_of)
            part = Question(window=window, by=by, co_handlers_answer=answer)
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


PRESETS_BY_HAND: dict[str, dict[str, int]] = {
    "three-rates": {"response": 10, "solution": 50, "satisfaction": 40},
    "hotline-30-35-35": {"response": 30, "solution": 35, "satisfaction": 35},
    "host-of-place": {
        "on-time-handling": 30,
        "first-time-right": 20,
        "rework": -10,
        "solution": 20,
        "satisfaction": 20,
    },
    "district-100": {"handling": 30, "on-time-handling": 20, "rework": -20, "overdue": -20, "extension": -10},
}
"""What each part weighs; less of it is better where that is negative."""


@seeded(8)
@given(seed=st.integers(0, 2**32), preset=st.sampled_from(sorted(PRESETS_BY_HAND)), least=st.integers(1, 3))
def test_every_preset_is_what_one_works_out_by_hand(
    seed: int, preset: str, least: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    city = LivedCity(seed, tmp_path_factory.mktemp("city"))
    weights, question = PRESETS_BY_HAND[preset], Question(window=city.whole)
    counted = {name: plain_score(city.known(None), METRICS[name], question) for name in weights}
    expected: dict[str, Decimal | None] = {}
    for key in {key for by_key in counted.values() for key in by_key}:
        points = Fraction(0)
        for name, weight in weights.items():
            numerator, denominator = counted[name].get(key, (0, 0))
            if denominator < least:
                expected[key] = None
                break
            value = Fraction(numerator, denominator * (100 if name == "satisfaction" else 1))
            points += weight * value if weight > 0 else -weight * (1 - value)
        else:
            expected[key] = Decimal(floor(points * 100 + Fraction(1, 2))).scaleb(-2)
    with city.reading() as connection:
        cards = scorecards(connection, preset, question, Scoring(least=least))
    assert {card.key: card.score for card in cards} == expected
    placed = [card for card in cards if card.place is not None]
    assert [card.key for card in placed] == [card.key for card in cards if card.score is not None]
    for card in placed:
        better = [other for other in placed if other.group == card.group and (other.score or 0) > (card.score or 0)]
        assert card.place == len(better) + 1


@pytest.fixture(scope="module")
def one_city(tmp_path_factory: pytest.TempPathFactory) -> LivedCity:
    """One in which every cohort has rows."""
    return LivedCity(323, tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def connection(one_city: LivedCity) -> Iterator[Connection]:
    with one_city.reading() as connection:
        yield connection


@pytest.mark.parametrize("name", {metric.of: name for name, metric in METRICS.items()}.values())
def test_so_it_is_where_a_period_begins_or_ends_at_the_very_moment(
    name: str, one_city: LivedCity, connection: Connection
) -> None:
    whole, by = one_city.whole, min(METRICS[name].dimensions)
    wrong = [
        difference
        for moment in counting(one_city, METRICS[name].of)
        for (start, end), as_of in product(((whole.start, moment), (moment, whole.end)), (moment, whole.end))
        for difference in one_city.differs(
            connection, name, Question(window=Window(start=start, end=end, as_of=as_of), by=by)
        )
    ]
    assert wrong == []


def counting(city: LivedCity, cohort: str) -> list[datetime]:
    """A few moments at which something counts, spread over the history."""
    moments = sorted(
        {row.at for _, row in rows_of(city.city, cohort, cohorts.Window(city.whole.start, city.whole.end))}
    )
    assert moments, "nothing counts"
    return [moments[0], moments[len(moments) // 2], moments[-1]]
