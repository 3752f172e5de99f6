"""The trap in each counter: matters that go the ways on which careless counting goes wrong."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from gridcase.actors import Role
from gridcase.ids import patrol_key, patrol_stream
from gridcase.matters.commands import CoHandlerAsked, MatterCommand
from gridcase.matters.events import Channel, ReworkCause, Satisfaction
from gridcase.periods import Window
from gridcase.registry import events as r
from gridcase.registry.records import Unit
from gridcase.store.port import NewEvent
from gridcase.testing import cast, patrolling
from gridcase.testing.cast import at
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    appeal,
    ask_return,
    ask_suspension,
    classify,
    close,
    co_handle,
    confirm,
    contact,
    contest,
    decide_appeal,
    decide_return,
    decide_suspension,
    divert,
    evaluate,
    feedback,
    handle,
    merge,
    order_down,
    put_in_charge,
    rate,
    reopen,
    report,
    resolve,
    resume,
    review,
    rework,
    rule_whistle,
    sign_in,
    unmerge,
    urge,
    verify,
    void,
    whistle,
)
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import score
from gridcase_projections.runner import Projector
from tests.support.compliance import KNOWN
from tests.support.histories import encoded, matter, small_city, store_of

DIVERTED = (report(), classify(), divert())
HANDLED = (*DIVERTED, handle())
CLOSED = (*HANDLED, verify(), feedback(), evaluate(), close())
WITH_MASTER = cast.policy(cast.SmallCity({"M260302-MASTER": "handling"}))
WEEK = ("Mon 00:00", "Mon+1 00:00")


@contextmanager
def city(directory: Path, *histories: Sequence[NewEvent]) -> Iterator[Connection]:
    Projector(directory, store_of([*small_city(), *histories])).catch_up()
    with snapshot(directory) as connection:
        yield connection


def history(*commands: MatterCommand) -> list[NewEvent]:
    return matter(given(*commands, policy=WITH_MASTER).events)


def count(
    connection: Connection,
    metric: str,
    by: Dimension = Dimension.DEPARTMENT,
    *,
    week: tuple[str, str] = WEEK,
    as_of: str = "Mon+4 00:00",
    **filters: str,
) -> dict[str, tuple[int, int]]:
    window = Window(start=at(week[0]), end=at(week[1]), as_of=at(as_of))
    question = Question(window=window, by=by, **filters)  # type: ignore[arg-type]
    return {one.key: (one.numerator, one.denominator) for one in score(connection, metric, question)}


def test_voiding_after_the_month_closed_changes_only_what_is_issued_again(tmp_path: Path) -> None:
    with city(tmp_path, history(*DIVERTED, void(at="Mon+1 10:00"))) as read:
        assert count(read, "accurate-filing", Dimension.UNIT, as_of=WEEK[1]) == {"xiangyang-3": (1, 1)}
        assert count(read, "accurate-filing", Dimension.UNIT) == {"xiangyang-3": (0, 1)}
        assert count(read, "reported", Dimension.UNIT) == {"xiangyang-3": (1, 1)}


def test_a_return_granted_before_it_was_due_is_not_charged_and_after_it_is(tmp_path: Path) -> None:
    other = {"matter_id": "M-late"}
    early = history(*DIVERTED, ask_return(), decide_return())
    late = history(
        *(line(**other) for line in (report, classify, divert, ask_return)), decide_return(at="Wed 10:00", **other)
    )
    with city(tmp_path, early, late) as read:
        assert count(read, "due-dispose") == {"chengguan": (1, 1)}
        assert count(read, "return") == {"chengguan": (2, 2)}


def test_suspended_time_counts_neither_for_the_verdict_nor_for_the_duration(tmp_path: Path) -> None:
    held = (ask_suspension(), decide_suspension(), resume(at="Fri 10:30"), handle(at="Fri 11:30", by=cast.WU))
    with city(tmp_path, history(*DIVERTED, *held)) as read:
        assert count(read, "on-time-handling", week=("Mon 00:00", "Mon+2 00:00")) == {"chengguan": (1, 1)}
        hours_at_work = 3600 + 70 * 60
        assert count(read, "handling-time") == {"chengguan": (hours_at_work, 1)}
        assert count(read, "handling-time-p90") == {"chengguan": (hours_at_work, 1)}


def test_an_overdue_round_counts_once_however_often_it_was_urged(tmp_path: Path) -> None:
    urged = (urge(at="Wed 09:00"), urge(at="Wed 10:00"), urge(at="Wed 11:00"))
    with city(tmp_path, history(*DIVERTED, *urged)) as read:
        assert count(read, "overdue-open") == {"chengguan": (1, 1)}


def test_rework_that_a_wrong_diversion_caused_is_not_the_hosts(tmp_path: Path) -> None:
    other = {"matter_id": "M-wrong"}
    bad = history(*HANDLED, rework(), divert(at="Mon 15:00"))
    wrong = history(
        *(line(**other) for line in (report, classify, divert, handle)),
        rework(cause=ReworkCause.WRONG_DIVERSION, **other),
        divert(at="Mon 15:00", **other),
    )
    with city(tmp_path, bad, wrong) as read:
        assert count(read, "reworked") == {"chengguan": (1, 1)}


def test_rework_counts_once_it_went_to_the_same_host_again(tmp_path: Path) -> None:
    elsewhere = history(*HANDLED, rework(), divert(at="Mon 15:00", host="huanbao"))
    with city(tmp_path, elsewhere) as read:
        assert count(read, "reworked") == {}


def test_only_refused_or_repeated_returns_pass_the_buck(tmp_path: Path) -> None:
    first = (ask_return(), decide_return())
    again = (divert(at="Mon 10:20"), ask_return(at="Mon 10:30"), decide_return(at="Mon 10:40"))
    with city(tmp_path, history(*DIVERTED, *first)) as read:
        assert count(read, "shuffled") == {"chengguan": (0, 1)}
    with city(tmp_path / "again", history(*DIVERTED, *first, *again)) as read:
        assert count(read, "shuffled") == {"chengguan": (1, 2)}
    with city(tmp_path / "refused", history(*DIVERTED, ask_return(), decide_return(granted=False))) as read:
        assert count(read, "shuffled") == {"chengguan": (1, 1)}


def test_a_matter_closed_ahead_of_its_deadline_counts_when_it_is_closed_and_never_again(tmp_path: Path) -> None:
    with city(tmp_path, history(*CLOSED)) as read:
        assert count(read, "on-time-closing", week=("Mon 00:00", "Tue 00:00")) == {"chengguan": (1, 1)}
        assert count(read, "on-time-closing", week=("Tue 00:00", "Mon+3 00:00")) == {}


def test_reopened_it_has_another_cycle_and_the_old_verdict_stays_in_the_old_period(tmp_path: Path) -> None:
    again = (reopen(at="Mon+1 09:00"), divert(at="Mon+1 09:30", host="huanbao"))
    with city(tmp_path, history(*CLOSED, *again)) as read:
        assert count(read, "closing") == {"chengguan": (1, 1)}
        assert count(read, "closing", week=("Mon+1 00:00", "Mon+4 00:00")) == {"huanbao": (0, 1)}
        assert count(read, "first-time-right", as_of="Mon+1 08:00") == {"chengguan": (1, 1)}
        assert count(read, "first-time-right") == {"chengguan": (0, 1)}


def test_resolved_on_the_spot_gives_credit_only_if_the_review_says_so(tmp_path: Path) -> None:
    spot = (report(), resolve())
    with city(tmp_path, history(*spot, review())) as read:
        assert count(read, "resolved-on-the-spot", Dimension.MEMBER) == {"li": (1, 1)}
        assert count(read, "filed", Dimension.MEMBER) == {"chen": (1, 1)}
    with city(tmp_path / "refused", history(*spot, review(accepted=False))) as read:
        assert count(read, "resolved-on-the-spot", Dimension.MEMBER) == {}


def moving() -> list[Sequence[NewEvent]]:
    """The small city, but the third grid lies in a street in the east until Tuesday, and then in one in the west."""
    by = cast.member("registrar", Role.REGISTRAR)

    def registered(day: str, code: str, level: str, parent: str = "") -> r.UnitRegistered:
        return r.UnitRegistered(at=at(day), by=by, record=Unit(code=code, name=code, level=level, parent=parent))

    streets = [encoded(f"unit:{code}", [registered("Mon 08:00", code, "street")]) for code in ("east", "west")]
    grid = [
        registered("Mon 08:30", "xiangyang-3", "plot", "east"),
        registered("Tue 09:00", "xiangyang-3", "plot", "west"),
    ]
    others = [stream for stream in small_city() if stream[0].stream != "unit:xiangyang-3"]
    return [*others, *streets, encoded("unit:xiangyang-3", grid)]


def test_what_was_missed_is_charged_to_who_had_the_grid_and_in_the_tree_of_that_time(tmp_path: Path) -> None:
    patrol = given(patrolling.start(), patrolling.note_miss(at="Wed 09:00"), policy=KNOWN).events
    day = encoded(patrol_stream(patrol_key("li", patrolling.start().date)), patrol)
    store = store_of([*moving(), history(report(), classify()), day])
    Projector(tmp_path, store).catch_up()
    with snapshot(tmp_path) as read:
        assert count(read, "missed", Dimension.MEMBER) == {"li": (1, 1)}
        assert count(read, "missed", Dimension.UNIT, level="street") == {"east": (1, 1)}
        assert count(read, "missed-reports", Dimension.MEMBER, as_of="Wed 08:59") == {}


def test_a_day_on_patrol_counts_once_and_a_place_is_covered_however_often_it_was_inspected(tmp_path: Path) -> None:
    looked = [patrolling.inspect(place="xiangyang-3", at=when) for when in ("Mon 10:00", "Mon 11:00")]
    day = given(patrolling.start(at="Mon 08:40"), *looked, policy=KNOWN).events
    tuesday = {"date": "2026-03-03"}
    other = (patrolling.start(at="Tue 09:30", **tuesday), patrolling.inspect(at="Tue 10:00", **tuesday))
    next_day = given(*other, policy=KNOWN).events
    days = [encoded(patrol_stream(patrol_key("li", event[0].date)), event) for event in (day, next_day)]
    Projector(tmp_path, store_of([*moving(), *days])).catch_up()
    with snapshot(tmp_path) as read:
        assert count(read, "patrolled-days", Dimension.MEMBER) == {"li": (2, 2)}
        assert count(read, "coverage", Dimension.MEMBER) == {"li": (1, 1)}
        assert count(read, "patrolled-days", Dimension.UNIT, level="street") == {"east": (1, 1), "west": (1, 1)}


def test_a_row_belongs_to_the_unit_above_it_when_it_counts(tmp_path: Path) -> None:
    histories = (history(report()), history(report(at="Wed 09:00", matter_id="M-later")))
    Projector(tmp_path, store_of([*moving(), *histories])).catch_up()
    with snapshot(tmp_path) as read:
        assert count(read, "reported", Dimension.UNIT, level="street") == {"east": (1, 1), "west": (1, 1)}
        assert count(read, "reported", Dimension.UNIT, under="west") == {"xiangyang-3": (1, 1)}


def test_each_co_handler_has_a_verdict_of_its_own_and_lateness_through_one_is_shown(tmp_path: Path) -> None:
    jointly = divert(co_handlers=(CoHandlerAsked(department="huanbao", limit="2 working hours"),))
    slow = (co_handle(at="Wed 09:00"), handle(at="Wed 10:00"))
    with city(tmp_path, history(report(), classify(), jointly, *slow)) as read:
        assert count(read, "on-time-co-handling") == {"huanbao": (0, 1)}
        assert count(read, "on-time-handling") == {"chengguan": (0, 1)}
        assert count(read, "late-through-co-handler") == {"chengguan": (1, 1)}
    quick = (co_handle(), handle(at="Wed 10:00"))
    with city(tmp_path / "quick", history(report(), classify(), jointly, *quick)) as read:
        assert count(read, "on-time-co-handling") == {"huanbao": (1, 1)}
        assert count(read, "late-through-co-handler") == {"chengguan": (0, 1)}


AT_COUNTY = (report(), classify(), divert(host="weibin"))
CALLED = (*AT_COUNTY, whistle())
"""The county called huanbao and shijian on Monday at 10:30: to sign in by Thursday, to be on site a week later."""


def test_who_signs_in_late_or_never_is_charged_and_who_is_released_is_not(tmp_path: Path) -> None:
    late = (contest(), rule_whistle(), sign_in(at="Fri 09:00"))
    with city(tmp_path, history(*CALLED, *late)) as read:
        assert count(read, "whistle-sign-in", as_of="Thu 10:29") == {}, "not yet due"
        assert count(read, "whistle-sign-in", as_of="Thu 10:30") == {"huanbao": (0, 1)}
        assert count(read, "whistle-sign-in") == {"huanbao": (0, 1)}
        assert count(read, "whistle-on-site", week=("Mon 00:00", "Mon+2 00:00")) == {"huanbao": (0, 1)}
    with city(
        tmp_path / "stays", history(*CALLED, contest(), rule_whistle(stays=True), sign_in(by=cast.FENG, at="Mon 11:00"))
    ) as read:
        assert count(read, "whistle-sign-in") == {"huanbao": (0, 1), "shijian": (1, 1)}


def test_what_is_contested_counts_for_nobody_until_it_is_ruled_on_or_done(tmp_path: Path) -> None:
    with city(tmp_path, history(*CALLED, contest())) as read:
        assert count(read, "whistle-sign-in") == {"huanbao": (0, 1)}
    done = (contest(), co_handle(by=cast.FENG, at="Fri 09:00"))
    with city(tmp_path / "done", history(*CALLED, *done)) as read:
        assert count(read, "whistle-sign-in", as_of="Fri 08:59") == {"huanbao": (0, 1)}
        assert count(read, "whistle-sign-in") == {"huanbao": (0, 1), "shijian": (0, 1)}


def test_a_round_passed_on_ends_the_call_but_forgives_nothing_that_was_due_before(tmp_path: Path) -> None:
    down = {"host": cast.VILLAGE}
    with city(tmp_path, history(*CALLED, order_down(at="Mon 11:00", **down))) as read:
        assert count(read, "whistle-sign-in") == {}
        assert count(read, "on-time-co-handling") == {}
    with city(tmp_path / "later", history(*CALLED, sign_in(), order_down(at="Fri 11:00", **down))) as read:
        assert count(read, "whistle-sign-in") == {"huanbao": (1, 1), "shijian": (0, 1)}
        assert count(read, "whistle-on-site", week=("Mon 00:00", "Mon+2 00:00")) == {}


def test_a_suspended_call_is_not_due_and_a_rating_counts_when_it_was_given(tmp_path: Path) -> None:
    held = (ask_suspension(by=cast.LIU, at="Mon 10:40"), decide_suspension(at="Mon 11:30"))
    with city(tmp_path, history(*CALLED, *held)) as read:
        assert count(read, "whistle-sign-in") == {}
    rated = (co_handle(), rate(at="Mon 11:10"), co_handle(by=cast.FENG, at="Mon 11:20"))
    rated += (rate(at="Mon+1 09:00", department="shijian", rating=1),)
    with city(tmp_path / "rated", history(*CALLED, *rated)) as read:
        assert count(read, "whistle-rating") == {"huanbao": (4, 1)}
        assert count(read, "whistle-rating", week=("Mon 00:00", "Mon+2 00:00")) == {
            "huanbao": (4, 1),
            "shijian": (1, 1),
        }
    with city(tmp_path / "voided", history(*CALLED, *rated, void(at="Mon+1 10:00"))) as read:
        assert count(read, "whistle-rating") == {}


def test_who_is_called_is_late_as_a_co_handler_is_and_the_host_through_it(tmp_path: Path) -> None:
    slow = (co_handle(at="Tue 11:00"), co_handle(at="Mon 11:00", by=cast.FENG), handle(at="Tue 12:00", by=cast.LIU))
    by_time = sorted(slow, key=lambda command: command.at)
    with city(tmp_path, history(*CALLED, *by_time)) as read:
        assert count(read, "on-time-co-handling") == {"huanbao": (0, 1), "shijian": (1, 1)}
        assert count(read, "late-through-co-handler", Dimension.HOST) == {"weibin": (1, 1)}
    with city(tmp_path / "released", history(*CALLED, contest(), rule_whistle())) as read:
        assert count(read, "co-handling") == {"huanbao": (0, 1)}


def test_who_is_put_in_charge_is_counted_and_who_handed_it_over_has_not_solved_it(tmp_path: Path) -> None:
    twice = (put_in_charge(at="Mon 11:10"), put_in_charge(at="Mon 11:20", in_charge="han"))
    end = (verify(), feedback(), evaluate(), close())
    with city(tmp_path, history(*HANDLED, *twice, *end)) as read:
        assert count(read, "in-charge", Dimension.MEMBER) == {"liu": (1, 1), "han": (1, 1)}
        assert count(read, "solved-in-charge", Dimension.MEMBER, as_of="Mon 11:15") == {"liu": (0, 1)}
        assert count(read, "solved-in-charge", Dimension.MEMBER) == {"liu": (0, 0), "han": (1, 1)}
    with city(tmp_path / "again", history(*HANDLED, *twice[:1], *end, reopen())) as read:
        assert count(read, "solved-in-charge", Dimension.MEMBER) == {"liu": (1, 1)}


def test_the_last_answer_before_the_cut_off_counts(tmp_path: Path) -> None:
    first = (*HANDLED, verify(), feedback(solved=False, satisfaction=Satisfaction.DISSATISFIED))
    second = (feedback(at="Wed 10:00"), feedback(at="Mon+1 10:00", satisfaction=Satisfaction.BASICALLY_SATISFIED))
    nobody = feedback(at="Thu 10:00", contacted=False, solved=False, satisfaction=Satisfaction.NOT_ASKED)
    with city(tmp_path, history(*first, *second[:1], nobody, *second[1:])) as read:
        assert count(read, "solution", as_of="Tue 09:00") == {"chengguan": (0, 1)}
        assert count(read, "solution") == {"chengguan": (1, 1)}
        assert count(read, "satisfaction") == {"chengguan": (100, 1)}
        assert count(read, "satisfaction", week=("Mon+1 00:00", "Mon+2 00:00")) == {"chengguan": (90, 1)}


def test_a_merged_matter_counts_as_reported_and_nowhere_else(tmp_path: Path) -> None:
    with city(tmp_path, history(*DIVERTED, merge())) as read:
        assert count(read, "reported", Dimension.UNIT) == {"xiangyang-3": (1, 1)}
        assert count(read, "merged", Dimension.UNIT) == {"xiangyang-3": (1, 1)}
        for metric in ("accepted", "filed"):
            assert not any(numerator for numerator, _ in count(read, metric, Dimension.UNIT).values())
        for metric in ("due-dispose", "due-close", "filed-by-host", "return"):
            assert count(read, metric) == {}
    with city(tmp_path / "unmerged", history(*DIVERTED, merge(), unmerge())) as read:
        assert count(read, "accepted", Dimension.UNIT) == {"xiangyang-3": (1, 1)}


def test_what_an_appeal_leaves_out_can_be_counted_before_and_after(tmp_path: Path) -> None:
    upheld = (
        appeal(at="Thu 09:00", metrics=("rework", "closing")),
        decide_appeal(at="Thu 10:00"),
        decide_appeal(at="Thu 11:00", by=cast.YANG),
    )
    with city(tmp_path, history(*CLOSED, *upheld)) as read:
        assert count(read, "closing", as_of="Thu 10:59") == {"chengguan": (1, 1)}
        assert count(read, "closing") == {}
        assert count(read, "on-time-closing") == {"chengguan": (1, 1)}
        assert count(read, "excluded-on-appeal") == {"chengguan": (2, 2)}


def test_the_first_host_is_accurate_if_it_is_the_final_one(tmp_path: Path) -> None:
    passed_on = (ask_return(), decide_return(), divert(at="Mon 10:20", host="huanbao"))
    with city(tmp_path, history(*DIVERTED, *passed_on)) as read:
        assert count(read, "accurate-diversion", Dimension.MEMBER, as_of="Mon 10:15") == {"zhou": (1, 1)}
        assert count(read, "accurate-diversion", Dimension.MEMBER) == {"zhou": (0, 1)}


def test_a_diversion_is_due_once_though_the_matter_is_filed_twice(tmp_path: Path) -> None:
    filed = (report(), classify(), classify(at="Mon 09:12", class_code="litter"), divert(host="chengguan"))
    with city(tmp_path, history(*filed)) as read:
        assert count(read, "in-time-diversion", Dimension.MEMBER) == {"zhou": (1, 1)}


def test_verifications_are_those_of_who_went_to_look(tmp_path: Path) -> None:
    with city(tmp_path, history(report(), confirm(), *HANDLED[1:], verify())) as read:
        assert count(read, "verification-before", Dimension.MEMBER) == {"li": (1, 1)}
        assert count(read, "verification-after", Dimension.MEMBER) == {"li": (1, 1)}


THREE_DAYS = (("M-1", "Mon 09:00"), ("M-2", "Tue 09:00"), ("M-3", "Wed 09:00"))


def complaints(
    *, reporters: Sequence[str] = ("r-zhao",) * 3, digests: Sequence[str] = ("",) * 3
) -> list[list[NewEvent]]:
    """Three complaints about fumes at one place, by whom they are and about which address."""
    made = []
    for (name, day), who, digest in zip(THREE_DAYS, reporters, digests, strict=True):
        [reported] = given(report(at=day, matter_id=name, class_code="fumes", reporter=who)).events
        made.append(encoded(f"matter:{name}", [replace(reported, address_digest=digest)]))
    return made


def test_the_third_complaint_of_one_person_at_a_place_about_a_class_is_a_repeated_one(tmp_path: Path) -> None:
    with city(tmp_path, *complaints()) as read:
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (1, 3)}
        assert count(read, "repeat-complaints", Dimension.CLASS, week=("Mon 00:00", "Wed 00:00")) == {"fumes": (0, 2)}


def test_three_quarrels_of_different_people_are_no_repeats(tmp_path: Path) -> None:
    with city(tmp_path, *complaints(reporters=("r-zhao", "r-qian", "r-sun"))) as read:
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (0, 3)}


def test_different_people_about_one_address_complain_again(tmp_path: Path) -> None:
    histories = complaints(reporters=("r-zhao", "r-qian", ""), digests=("e3" * 16,) * 3)
    with city(tmp_path, *histories) as read:
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (1, 3)}


def test_of_whom_nobody_knows_who_complained_nothing_is_said(tmp_path: Path) -> None:
    with city(tmp_path, *complaints(reporters=("", "", ""))) as read:
        assert count(read, "repeat-complaints", Dimension.CLASS) == {}


def test_a_person_twice_and_an_address_twice_are_not_three_times(tmp_path: Path) -> None:
    histories = complaints(reporters=("r-zhao", "r-zhao", ""), digests=("", "e3" * 16, "e3" * 16))
    with city(tmp_path, *histories) as read:
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (0, 3)}


def test_merged_repeats_are_repeats(tmp_path: Path) -> None:
    """Merged into the first before anybody gave it a class, the third is a complaint of the first's class."""
    first, second, _ = complaints()
    known = cast.policy(cast.SmallCity({"M-1": "handling"}))
    commands = (report(at="Wed 09:00", matter_id="M-3"), merge(at="Wed 09:40", matter_id="M-3", master="M-1"))
    with city(tmp_path, first, second, matter(given(*commands, policy=known).events)) as read:
        assert count(read, "repeat-complaints", Dimension.UNIT) == {"xiangyang-3": (1, 3)}
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (1, 3)}


def test_a_complaint_that_was_a_mistake_makes_no_repeat(tmp_path: Path) -> None:
    first, second, third = complaints()
    voided = matter(given(report(matter_id="M-1", class_code="fumes"), void(matter_id="M-1")).events)
    with city(tmp_path, voided, second, third) as read:
        assert first
        assert count(read, "repeat-complaints", Dimension.CLASS) == {"fumes": (0, 2)}


ONE_HOUR = cast.policy(cast.SmallCity({"M260302-MASTER": "handling"}), contact="1 working hour")


def contacted(*commands: MatterCommand) -> list[NewEvent]:
    """What becomes of a matter in a city that gives its hosts an hour to contact the resident."""
    return matter(given(*commands, policy=ONE_HOUR).events)


NO_ANSWER = {"contacted": False, "solved": False, "satisfaction": Satisfaction.NOT_ASKED}


@pytest.mark.parametrize("revisit", [NO_ANSWER, {"at": "Fri 09:00"}], ids=["nobody reached", "late"])
def test_a_host_answers_for_its_own_contact_and_not_for_the_revisit(tmp_path: Path, revisit: dict[str, Any]) -> None:
    with city(tmp_path, contacted(*DIVERTED, contact(), handle(), verify(), feedback(**revisit))) as read:
        assert count(read, "response") == {"chengguan": (1, 1)}


def test_a_host_that_called_nobody_did_not_respond_however_content_the_resident_is(tmp_path: Path) -> None:
    with city(tmp_path, contacted(*CLOSED)) as read:
        assert count(read, "response") == {"chengguan": (0, 1)}
        assert count(read, "satisfaction") == {"chengguan": (100, 1)}


def test_who_was_not_asked_how_content_he_is_is_not_said_to_be_discontent(tmp_path: Path) -> None:
    solved_alone = (*HANDLED, verify(), feedback(satisfaction=Satisfaction.NOT_ASKED))
    with city(tmp_path, history(*solved_alone)) as read:
        assert count(read, "solution") == {"chengguan": (1, 1)}
        assert count(read, "satisfaction") == {}


def test_a_contact_is_owed_from_when_it_is_due_and_one_that_is_late_is_late(tmp_path: Path) -> None:
    with city(tmp_path, contacted(*DIVERTED, contact(at="Mon 10:21"))) as read:
        assert count(read, "response", as_of="Mon 10:19") == {}
        assert count(read, "response") == {"chengguan": (0, 1)}


def test_where_no_limit_is_set_or_nobody_is_known_there_is_no_response_to_speak_of(tmp_path: Path) -> None:
    nobody = {"reporter": "", "by": cast.LI, "matter_id": "M-2"}
    lines = (classify, divert, handle)
    with city(
        tmp_path, history(*CLOSED), contacted(report(**nobody), *(line(matter_id="M-2") for line in lines))
    ) as read:
        assert count(read, "response") == {}


def test_each_round_is_to_respond_for_itself_and_one_given_back_in_time_is_not(tmp_path: Path) -> None:
    back = (ask_return(), decide_return(), divert(at="Mon 10:30", host="huanbao"))
    called = contact(at="Mon 10:40", by=cast.ZHENG)
    with city(tmp_path, contacted(*DIVERTED, *back, called)) as read:
        assert count(read, "response") == {"huanbao": (1, 1)}
        assert count(read, "response", as_of="Mon 10:25") == {}


def test_a_duplicate_owes_nobody_a_call(tmp_path: Path) -> None:
    with city(tmp_path, contacted(*DIVERTED, merge())) as read:
        assert count(read, "response") == {}


def test_the_score_of_a_matter_is_that_of_its_evaluation(tmp_path: Path) -> None:
    with city(tmp_path, history(*CLOSED)) as read:
        assert count(read, "evaluation") == {"chengguan": (90, 1)}
        assert count(read, "evaluation", Dimension.CHANNEL) == {Channel.APP.value: (90, 1)}
