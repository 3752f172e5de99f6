"""What grid members did, added up from events: days, coverage, reports valid and missed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gridcase.registry import events as r
from gridcase.registry.records import Unit, UnitKind
from gridcase.store.port import NewEvent
from gridcase.testing import cast, script
from gridcase.testing import patrolling as go
from gridcase.testing.cast import LI, SUN, at
from gridcase.testing.scenario import given
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.members import MemberWork, member_work, reported_by
from gridcase_projections.runner import Projector
from tests.support.compliance import ABOUT, a_month, grid_members, patrolled, places
from tests.support.histories import encoded, matter, store_of

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@contextmanager
def read(directory: Path, *histories: Sequence[NewEvent]) -> Iterator[Connection]:
    Projector(directory, store_of([*places(), *grid_members(), *histories])).catch_up()
    with snapshot(directory) as connection:
        yield connection


def work(connection: Connection, until: date = date(2026, 4, 1)) -> dict[str, MemberWork]:
    rows = member_work(connection, MONDAY, until, at("Mon 00:00"), at("Mon+4 00:00"))
    return {row.member: row for row in rows}


def report(matter_id: str, *more: object) -> list[NewEvent]:
    command = script.report(matter_id=matter_id, by=LI, reporter="")
    return matter(given(command, *more).events)  # type: ignore[arg-type]


def test_a_day_is_points_inspections_findings_and_misses(tmp_path: Path) -> None:
    with read(tmp_path, *a_month()) as city:
        li, sun = work(city)["li"], work(city)["sun"]
        before = member_work(city, date(2026, 3, 1), MONDAY, at("Mon 00:00"), at("Mon 00:00"), "li")
    assert (li.days, li.points, li.outside, li.inspections, li.findings, li.missed) == (1, 2, 1, 1, 2, 1)
    assert (sun.days, sun.points, sun.reports) == (0, 0, 0)
    assert [row.days for row in before] == [0]


def test_the_places_of_a_grid_are_the_units_below_it(tmp_path: Path) -> None:
    below = [
        Unit(code=cast.MILL, name="豫新面粉厂", level="place", parent="xiangyang-3", kind=UnitKind.ENTERPRISE),
        Unit(code="school", name="小学", level="place", parent="xiangyang-3", kind=UnitKind.INSTITUTION),
    ]
    moved = [encoded(f"unit:{unit.code}", [r.UnitRegistered(**ABOUT, record=unit)]) for unit in below]
    day = patrolled(go.start(), go.inspect(place=cast.MILL), go.inspect(at="Mon 11:00", place="xiangyang-4"))
    register = [history for history in places() if cast.MILL not in history[0].stream]
    Projector(tmp_path, store_of([*register, *moved, *grid_members(), day])).catch_up()
    with snapshot(tmp_path) as city:
        assert (work(city)["li"].covered, work(city)["li"].places) == (1, 2)


def test_a_grid_without_places_is_covered_by_inspecting_it(tmp_path: Path) -> None:
    with read(tmp_path, patrolled(go.start(), go.inspect(place="xiangyang-3"))) as city:
        assert (work(city)["li"].covered, work(city)["li"].places) == (1, 1)


def test_a_place_inspected_on_two_days_is_covered_once(tmp_path: Path) -> None:
    monday = patrolled(go.start(), go.inspect(place="xiangyang-3"))
    on_tuesday = {"date": "2026-03-03"}
    tuesday = patrolled(
        go.start(at="Tue 08:00", **on_tuesday), go.inspect(at="Tue 10:00", place="xiangyang-3", **on_tuesday)
    )
    with read(tmp_path, monday, tuesday) as city:
        li, first = work(city)["li"], work(city, TUESDAY)["li"]
    assert (li.days, li.inspections, li.covered, li.places) == (2, 2, 1, 1)
    assert first.days == 1


def test_a_report_is_valid_that_was_filed_or_accepted_on_the_spot(tmp_path: Path) -> None:
    filed = report("M-filed", script.classify(matter_id="M-filed"))
    declined = report("M-declined", script.decline(matter_id="M-declined"))
    spot = report("M-spot", script.resolve(matter_id="M-spot"), script.review(matter_id="M-spot"))
    refused = report(
        "M-refused", script.resolve(matter_id="M-refused"), script.review(matter_id="M-refused", accepted=False)
    )
    voided = report("M-voided", script.classify(matter_id="M-voided"), script.void(matter_id="M-voided"))
    with read(tmp_path, filed, declined, spot, refused, voided, report("M-new")) as city:
        assert (work(city)["li"].reports, work(city)["li"].valid) == (6, 2)
        listed = reported_by(city, "li", at("Mon 00:00"), at("Tue 00:00"))
        nobody = reported_by(city, "sun", at("Mon 00:00"), at("Tue 00:00"))
        tomorrow = reported_by(city, "li", at("Tue 00:00"), at("Wed 00:00"))
    assert {row.matter_id: row.stage for row in listed}["M-spot"] == "awaiting feedback"
    assert len(listed) == 6
    assert nobody == tomorrow == []


def test_where_a_member_was_is_not_in_the_read_models(tmp_path: Path) -> None:
    with read(tmp_path, *a_month()) as city:
        tables = [name for (name,) in city.execute("select table_name from duckdb_tables()").fetchall()]
        held = " ".join(str(city.execute(f"from {table}").fetchall()) for table in tables)
    assert SUN.member in held
    assert go.HOME not in held and go.HOME.split(",")[0] not in held
    assert "占道经营" not in held
    assert cast.LI.member in held
