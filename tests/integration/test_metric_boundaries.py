"""One rule for times: a period has its first moment and not its end, and what is asked as of a moment takes it in."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gridcase.city.scoring import Scoring
from gridcase.periods import Period, Window
from gridcase.testing import cast
from gridcase.testing.cast import at
from gridcase.testing.lives import small_city as small_policy
from gridcase.testing.scenario import given
from gridcase.testing.script import classify, divert, handle, report, rework
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import COHORTS
from gridcase_projections.metrics.question import Question, ask, rows_sql
from gridcase_projections.metrics.scores import score
from gridcase_projections.metrics.what_if import proposed
from gridcase_projections.report.gather import trends
from gridcase_projections.report.scores import CityScores
from gridcase_projections.runner import Projector
from gridcase_projections.times import from_utc
from tests.support.histories import matter, small_city, store_of
from tests.support.lived_city import LivedCity

REPORTED = report().at

INSTANT = timedelta(microseconds=1)
"""The read models tell no shorter times apart."""

Row = dict[str, Any]

every_cohort = pytest.mark.parametrize("cohort", COHORTS)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> LivedCity:
    """One in which every cohort has rows."""
    return LivedCity(323, tmp_path_factory.mktemp("lived"))


@pytest.fixture(scope="module")
def connection(city: LivedCity) -> Iterator[Connection]:
    with city.reading() as connection:
        yield connection


@pytest.fixture
def whole(city: LivedCity) -> Window:
    return city.whole


def rows(connection: Connection, cohort: str, window: Window) -> list[Row]:
    question = Question(window=window, by=min(COHORTS[cohort].dimensions))
    cursor = ask(connection, rows_sql(cohort, question), question, metric="none")
    names = [name for name, *_ in cursor.description]
    return sorted((dict(zip(names, row, strict=True)) for row in cursor.fetchall()), key=str)


def moments(rows: Sequence[Row], *columns: str) -> list[datetime]:
    """Up to eight of the times in these columns, spread over all of them."""
    times = sorted({from_utc(row[column]) for row in rows for column in columns if row[column]})
    assert times, "nothing counts"
    return [*islice(times, 0, None, len(times) // 8 + 1)]


@every_cohort
def test_what_counts_at_the_first_moment_of_a_period_is_in_it(
    cohort: str, connection: Connection, whole: Window
) -> None:
    for moment in moments(rows(connection, cohort, whole), "counts_at"):
        counted = rows(connection, cohort, replace(whole, start=moment, end=moment + INSTANT))
        assert {from_utc(row["counts_at"]) for row in counted} == {moment}


@every_cohort
def test_what_counts_at_the_end_of_a_period_is_not_in_it(cohort: str, connection: Connection, whole: Window) -> None:
    for moment in moments(rows(connection, cohort, whole), "counts_at"):
        counted = rows(connection, cohort, replace(whole, end=moment))
        assert all(from_utc(row["counts_at"]) < moment for row in counted)


@every_cohort
def test_what_happens_at_the_very_moment_is_known_as_of_then(
    cohort: str, connection: Connection, whole: Window
) -> None:
    changed = False
    for moment in moments(rows(connection, cohort, whole), "counts_at", "done_at"):
        before, then, after = (
            rows(connection, cohort, replace(whole, as_of=as_of))
            for as_of in (moment - INSTANT, moment, moment + INSTANT)
        )
        assert then == after
        changed |= before != then
    assert changed, "nothing of this hangs on what had happened"


@pytest.fixture
def reworked(tmp_path: Path) -> Iterator[Connection]:
    """Work is ordered to be done again in one week, and diverted to the same host when the next begins."""
    again = (report(), classify(), divert(), handle(), rework(at="Fri 10:00"), divert(at="Mon+1 00:00"))
    Projector(tmp_path, store_of([*small_city(), matter(given(*again).events)])).catch_up()
    with snapshot(tmp_path) as connection:
        yield connection


@pytest.mark.parametrize("as_of", ["Mon+1 00:00", "Mon+1 09:00"])
def test_what_if_counts_the_same_rounds_as_the_score(as_of: str, reworked: Connection) -> None:
    question = Question(window=Window(start=at("Mon 00:00"), end=at("Mon+1 00:00"), as_of=at(as_of)))
    policy = small_policy()
    [as_it_was] = score(reworked, "reworked", question)
    assert as_it_was.numerator == 1
    assert score(reworked, "reworked", proposed(reworked, question, policy, policy)) == [as_it_was]


@pytest.mark.parametrize(
    ("as_of", "reported"),
    [(REPORTED - INSTANT, 0), (REPORTED, 1), (REPORTED + INSTANT, 1)],
    ids=["before", "at the moment", "after"],
)
def test_a_report_of_a_period_that_runs_counts_what_came_in_at_its_very_moment(
    as_of: datetime, reported: int, reworked: Connection
) -> None:
    march = Window.of(Period.parse("2026-03"), cast.ZONE, as_of)
    [trend] = trends(reworked, CityScores(reworked, Scoring()), [march])
    assert trend.reported == reported
