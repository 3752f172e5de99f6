"""What the read models say of matters that go the ways of an ordinary week in the small city."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from gridcase.actors import Role
from gridcase.matters.commands import MatterCommand
from gridcase.periods import Window
from gridcase.registry import events as r
from gridcase.registry.records import Unit
from gridcase.store.port import NewEvent
from gridcase.testing import cast
from gridcase.testing.cast import at
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    accept,
    appeal,
    ask_extension,
    ask_return,
    ask_suspension,
    classify,
    close,
    decide_appeal,
    decide_extension,
    decide_return,
    decide_suspension,
    decline,
    dispute,
    divert,
    evaluate,
    feedback,
    handle,
    merge,
    report,
    resolve,
    resume,
    review,
    rework,
    rule,
    unmerge,
    verify,
    void,
)
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import rows_behind
from gridcase_projections.metrics.scores import score as score_of
from gridcase_projections.queries import department_overview, list_matters, list_overdue
from gridcase_projections.runner import Projector
from tests.support.histories import encoded, matter, small_city, store_of

DIVERTED = (report(), classify(), divert())
DUE = at("Tue 09:20")
"""One working day after the diversion on Monday at 09:20."""

WITH_MASTER = cast.policy(cast.SmallCity({"M260302-MASTER": "handling"}))


FIRST_WEEKS = Window(start=at("Mon 00:00"), end=at("Mon+4 00:00"), as_of=at("Mon+4 00:00"))


@contextmanager
def reading(directory: Path, *histories: Sequence[NewEvent]) -> Iterator[Connection]:
    Projector(directory, store_of([*small_city(), *histories])).catch_up()
    with snapshot(directory) as connection:
        yield connection


def history(*commands: MatterCommand, **options: timedelta) -> list[NewEvent]:
    return matter(given(*commands, policy=WITH_MASTER).events, **options)


def score(connection: Connection, as_of: str, metric: str = "on-time-handling", **known: datetime) -> list[tuple]:
    rows = score_of(connection, metric, Question(window=replace(FIRST_WEEKS, as_of=at(as_of), **known)))
    return [
        (row.key, row.numerator, row.denominator) for row in sorted(rows, key=lambda row: (-row.denominator, row.key))
    ]


def why(connection: Connection, as_of: str, department: str = "chengguan") -> list[str]:
    question = Question(window=replace(FIRST_WEEKS, as_of=at(as_of)))
    return [row.why for row in rows_behind(connection, "on-time-handling", department, question)]


def test_a_round_counts_from_the_moment_it_is_due(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED)) as city:
        assert score(city, "Tue 09:19") == []
        assert score(city, "Tue 09:20") == [("chengguan", 0, 1)]
        assert why(city, "Tue 09:20") == ["not handled"]


def test_handled_in_time_and_handled_late_are_both_handled(tmp_path: Path) -> None:
    soon = history(*DIVERTED, handle(at="Tue 09:20"))
    late_one = (line(matter_id="M-late") for line in (report, classify, divert))
    late = history(*late_one, handle(at="Tue 10:00", matter_id="M-late"))
    with reading(tmp_path, soon, late) as city:
        assert score(city, "Fri 09:00") == [("chengguan", 1, 2)]
        assert score(city, "Fri 09:00", "handling") == [("chengguan", 2, 2)]
        assert score(city, "Tue 09:59", "handling") == [("chengguan", 1, 2)]
        assert why(city, "Fri 09:00") == ["handled late", "handled in time"]


def test_a_return_granted_in_time_charges_nobody(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED, ask_return(), decide_return())) as city:
        assert score(city, "Fri 09:00") == []


def test_a_return_granted_too_late_charges_the_host(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED, ask_return(), decide_return(at="Wed 10:00"))) as city:
        assert score(city, "Fri 09:00") == [("chengguan", 0, 1)]
        assert why(city, "Fri 09:00") == ["returned after due"]


def test_a_ruling_moves_the_matter_and_the_charge(tmp_path: Path) -> None:
    ruled = history(*DIVERTED, dispute(), rule(), divert(at="Mon 11:00", host="huanbao"))
    with reading(tmp_path, ruled) as city:
        assert score(city, "Fri 09:00") == [("huanbao", 0, 1)]


def test_an_extension_moves_the_deadline_from_when_it_was_granted(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED, ask_extension(), decide_extension(), handle(at="Wed 09:00"))) as city:
        assert score(city, "Tue 17:00") == []
        assert score(city, "Wed 09:20") == [("chengguan", 1, 1)]
        assert score(city, "Wed 09:20", "extension") == [("chengguan", 1, 1)]


def test_suspended_time_is_not_counted(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED, ask_suspension(), decide_suspension(), resume(at="Fri 10:30"))) as city:
        assert score(city, "Thu 09:00") == []
        assert score(city, "Mon+1 12:00") == [("chengguan", 0, 1)]


def test_what_was_missed_before_a_suspension_stays_missed(tmp_path: Path) -> None:
    held = history(*DIVERTED, ask_suspension(), decide_suspension(at="Wed 10:00"), resume(at="Fri 10:30"))
    with reading(tmp_path, held) as city:
        assert [score(city, day) for day in ("Tue 17:00", "Thu 09:00", "Mon+1 09:00")] == [[("chengguan", 0, 1)]] * 3


@pytest.mark.parametrize("ending", [merge(at="Wed 10:00"), void(at="Wed 10:00")], ids=["merged", "voided"])
def test_a_matter_that_is_none_charges_nobody_from_then_on(tmp_path: Path, ending: MatterCommand) -> None:
    with reading(tmp_path, history(*DIVERTED, ending)) as city:
        assert score(city, "Wed 09:59") == [("chengguan", 0, 1)]
        assert score(city, "Wed 10:00") == []


def test_unmerged_it_begins_a_round_of_its_own(tmp_path: Path) -> None:
    split = history(*DIVERTED, merge(), unmerge(), divert(at="Mon 10:00"), handle(at="Mon 14:00"))
    with reading(tmp_path, split) as city:
        assert score(city, "Fri 09:00") == [("chengguan", 1, 1)]


def test_rework_is_a_new_round_and_the_old_verdict_stands(tmp_path: Path) -> None:
    again = history(*DIVERTED, handle(), rework(), divert(at="Mon 15:00"), handle(at="Thu 09:00"))
    with reading(tmp_path, again) as city:
        assert score(city, "Fri 09:00") == [("chengguan", 1, 2)]


def test_an_appeal_upheld_leaves_the_round_out_of_the_metrics_it_names(tmp_path: Path) -> None:
    upheld = (
        appeal(at="Thu 09:00", metrics=("on-time-handling",)),
        decide_appeal(at="Thu 10:00", appeal=1),
        decide_appeal(at="Thu 11:00", appeal=1, by=cast.YANG),
    )
    with reading(tmp_path, history(*DIVERTED, handle(at="Wed 09:00"), *upheld)) as city:
        assert score(city, "Thu 10:59") == [("chengguan", 0, 1)]
        assert score(city, "Thu 11:00") == []
        assert score(city, "Thu 11:00", "handling") == [("chengguan", 1, 1)]


def test_what_was_known_and_what_was_so_are_two_questions(tmp_path: Path) -> None:
    late_news = history(*DIVERTED, handle(), recorded=timedelta(days=10))
    with reading(tmp_path, late_news) as city:
        assert score(city, "Fri 09:00") == [("chengguan", 1, 1)]
        assert score(city, "Fri 09:00", as_known=at("Fri 09:00")) == []
        assert score(city, "Fri 09:00", as_known=at("Thu+1 09:25")) == [("chengguan", 0, 1)]
        assert score(city, "Fri 09:00", as_known=at("Thu+1 12:00")) == [("chengguan", 1, 1)]


def test_each_step_has_a_deadline_to_miss(tmp_path: Path) -> None:
    slow = history(report(), classify(at="Tue 09:00"), divert(at="Wed 09:00"), accept(at="Wed 15:00"))
    with reading(tmp_path, slow) as city:
        missed = {
            day: [row.step for row in list_overdue(city, at(day))]
            for day in ("Mon 10:59", "Mon 14:00", "Tue 17:00", "Wed 14:00", "Wed 15:00", "Fri 09:00", "Fri+1 09:00")
        }
    assert missed == {
        "Mon 10:59": [],
        "Mon 14:00": ["classify"],
        "Tue 17:00": ["divert"],
        "Wed 14:00": ["accept"],
        "Wed 15:00": [],
        "Fri 09:00": ["handle"],
        "Fri+1 09:00": ["handle", "close"],
    }


def test_a_matter_is_what_happened_to_it(tmp_path: Path) -> None:
    whole = history(*DIVERTED, handle(), verify(), feedback(), evaluate(), close())
    on_the_spot = history(*(line(matter_id="M-spot") for line in (report, resolve, review)))
    declined = history(*(line(matter_id="M-no") for line in (report, decline)))
    with reading(tmp_path, whole, on_the_spot, declined) as city:
        matters = {row.matter_id: row for row in list_matters(city)}
    closed = matters["M260302-FUMES1"]
    assert (closed.stage, closed.host, closed.rounds, closed.solved) == ("closed", "chengguan", 1, True)
    assert (closed.satisfaction, closed.closed_at) == ("satisfied", at("Mon 15:20"))
    assert (closed.unit_name, closed.host_name) == ("the grid xiangyang-3", "the bureau chengguan")
    assert (matters["M-spot"].stage, matters["M-spot"].on_the_spot) == ("awaiting feedback", True)
    assert (matters["M-no"].stage, matters["M-no"].on_the_spot) == ("declined", False)


def test_matters_are_found_by_what_is_public_about_them(tmp_path: Path) -> None:
    with reading(
        tmp_path, history(*DIVERTED), history(report(matter_id="M-2", unit="xiangyang-4", at="Mon 10:00"))
    ) as city:

        def matter_ids(**filters: object) -> list[str]:
            return [row.matter_id for row in list_matters(city, **filters)]

        assert matter_ids() == ["M-2", "M260302-FUMES1"]
        assert matter_ids(limit=1, offset=1) == ["M260302-FUMES1"]
        assert matter_ids(stage="handling") == matter_ids(host="chengguan") == ["M260302-FUMES1"]
        assert matter_ids(department="chengguan") == matter_ids(unit="xiangyang-3") == ["M260302-FUMES1"]
        assert matter_ids(unit="weibin") == ["M-2", "M260302-FUMES1"]
        assert matter_ids(overdue_at=at("Tue 09:20"), stage="handling") == ["M260302-FUMES1"]
        assert matter_ids(text="FUMES1") == matter_ids(text="餐饮油烟") == ["M260302-FUMES1"]
        assert matter_ids(text="XIANGYANG-4") == ["M-2"]
        assert matter_ids(text="楼下饭店") == [], "what a resident wrote is not searched"


def test_the_desk_of_a_department(tmp_path: Path) -> None:
    with reading(tmp_path, history(*DIVERTED)) as city:
        desks = {desk.department: desk for desk in department_overview(city, at("Wed 09:00"))}
    assert (desks["chengguan"].name, desks["chengguan"].open, desks["chengguan"].overdue) == (
        "the bureau chengguan",
        1,
        1,
    )
    assert desks["huanbao"].open == 0


def test_the_grid_tree_has_a_history(tmp_path: Path) -> None:
    registrar = cast.member("registrar", Role.REGISTRAR)

    def registered(day: str, code: str, parent: str) -> r.UnitRegistered:
        return r.UnitRegistered(by=registrar, at=at(day), record=Unit(code=code, name=code, level="x", parent=parent))

    village = [
        registered("Mon 09:00", "village", "xiangyang"),
        registered("Wed 09:00", "village", "street"),
        r.UnitRetired(by=registrar, at=at("Fri 09:00"), code="village"),
    ]
    street = [registered("Tue 09:00", "street", ""), registered("Thu 09:00", "street", "weibin")]
    with reading(tmp_path, encoded("unit:village", village), encoded("unit:street", street)) as city:
        ways = city.execute("select path from units where code = 'village' order by valid_from").fetchall()
        now = city.execute("select path from units where code = 'village' and valid_to = 'infinity'").fetchall()
    assert ["/".join(path) for (path,) in ways] == [
        "weibin/xiangyang/village",
        "street/village",
        "weibin/street/village",
    ]
    assert now == []


def test_what_is_registered_of_an_earlier_time_leaves_what_was_said_of_later_ones(tmp_path: Path) -> None:
    registrar = cast.member("registrar", Role.REGISTRAR)
    events = [
        r.UnitRegistered(by=registrar, at=at(day), record=Unit(code="u", name=name, level="x"))
        for day, name in [("Mon 09:00", "first"), ("Fri 09:00", "planned"), ("Wed 09:00", "corrected")]
    ]
    with reading(tmp_path, encoded("unit:u", events)) as city:
        [*names] = city.execute("select name, valid_to from units where code = 'u' order by valid_from").fetchall()
    assert [name for name, _ in names] == ["first", "corrected", "planned"]
