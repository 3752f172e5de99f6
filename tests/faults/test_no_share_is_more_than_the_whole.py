"""Numerator and denominator of every metric count the same rows: a share lies between 0 and 1, whatever happens."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.ids import patrol_key, patrol_stream
from gridcase.periods import Window
from gridcase.testing import cast, patrolling, scenario
from gridcase.testing.script import classify, divert, handle, report, rework
from gridcase_projections import models
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics import catalogue
from gridcase_projections.metrics.catalogue import COHORTS, METRICS, Dimension, Measure, MetricDeclaration
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import rows_behind, score
from gridcase_projections.runner import Projector
from tests.support.compliance import KNOWN
from tests.support.examples import seeded
from tests.support.histories import encoded, matter, small_city, store_of
from tests.support.lived_city import LivedCity

SHARES = [name for name, metric in METRICS.items() if metric.measure is Measure.SHARE]
MARCH = Window(start=cast.at("Mon 00:00"), end=cast.at("Mon+3 00:00"), as_of=cast.at("Mon+3 00:00"))


@seeded(6)
@given(seed=st.integers(0, 2**32))
def test_every_share_of_everybody_is_a_part_of_the_whole(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    city = LivedCity(seed, tmp_path_factory.mktemp("city"))
    with city.reading() as connection:
        for name in SHARES:
            most = 100 if METRICS[name].hundredths else 1
            for by in METRICS[name].dimensions:
                for one in score(connection, name, Question(window=city.whole, by=by)):
                    assert 0 <= one.numerator <= most * one.denominator, (name, by, one)
                    assert one.value is None or 0 <= one.value <= 1


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_counts_rows_of_one_grain(name: str) -> None:
    metric = METRICS[name]
    assert metric.by in ("", metric.of)
    assert (metric.by == "") == (metric.measure is Measure.COUNT)


@pytest.mark.parametrize("name", COHORTS)
def test_the_grain_of_a_cohort_is_what_its_question_says(name: str) -> None:
    assert f"Grain: {COHORTS[name].grain}." in models.counter(name)


@pytest.mark.parametrize(
    ("numerator", "denominator"), [("missed.missed", "own_filings.filed"), ("reworks.rework", "closings_due.due_close")]
)
def test_a_catalogue_with_a_metric_of_two_grains_is_not_read(numerator: str, denominator: str) -> None:
    declared = {"en": "x", "zh": "x", "measure": "share", "numerator": numerator, "denominator": denominator}
    with pytest.raises(ValueError, match="the numerator is of"):
        catalogue._metric("x", msgspec.convert({**declared, "formula": "x"}, MetricDeclaration))


def patrolled(member: str, *missed: str) -> list[object]:
    actor = next(one for one in cast.EVERYBODY if one.member == member)
    day = [patrolling.start(by=actor, member=member)]
    day += [patrolling.note_miss(matter_id=name, member=member) for name in missed]
    return encoded(patrol_stream(patrol_key(member, day[0].date)), scenario.given(*day, policy=KNOWN).events)  # type: ignore[return-value]


def share(read: Connection, name: str, by: Dimension) -> dict[str, tuple[int, int]]:
    scores = score(read, name, Question(window=MARCH, by=by))
    return {one.key: (one.numerator, one.denominator) for one in scores}


def test_two_members_who_missed_one_matter_missed_it_once_each(tmp_path: Path) -> None:
    missed = matter(scenario.given(report(), classify()).events)  # type: ignore[arg-type]
    members = [actor.member for actor in cast.EVERYBODY if actor.role.value == "grid-member"][:2]
    days = [patrolled(member, missed[0].stream.partition(":")[2]) for member in members]
    Projector(tmp_path, store_of([*small_city(), missed, *days])).catch_up()  # type: ignore[list-item]
    with snapshot(tmp_path) as read:
        assert share(read, "missed", Dimension.MEMBER) == dict.fromkeys(members, (1, 1))
        assert all(of <= by for of, by in share(read, "missed", Dimension.UNIT).values())
        assert share(read, "missed", Dimension.CHANNEL) == {"app": (2, 2)}


def test_rework_again_and_again_is_one_closing_that_was_done_again(tmp_path: Path) -> None:
    rounds = [
        (rework(at=f"{day} 10:00"), divert(at=f"{day} 11:00"), handle(at=f"{day} 12:00")) for day in ("Tue", "Wed")
    ]
    story = scenario.given(report(), classify(), divert(), handle(), *(line for lines in rounds for line in lines))
    Projector(tmp_path, store_of([*small_city(), matter(story.events)])).catch_up()  # type: ignore[arg-type]
    with snapshot(tmp_path) as read:
        assert share(read, "reworked", Dimension.DEPARTMENT) == {"chengguan": (2, 2)}
        assert share(read, "rework", Dimension.DEPARTMENT) == {"chengguan": (1, 1)}
        [row] = rows_behind(read, "rework", "chengguan", Question(window=MARCH))
        assert (row.counted, row.amount) == (True, 1)
