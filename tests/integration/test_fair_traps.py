"""The traps of counting fairly: who waited for whom, what nobody can meet, what is suspended, who ranks with whom."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from gridcase.city.scoring import Preset, Scoring
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import Satisfaction
from gridcase.periods import Window
from gridcase.registry import events as r
from gridcase.registry.records import Department, Unit
from gridcase.store.port import NewEvent
from gridcase.tags import tag_of
from gridcase.testing import cast
from gridcase.testing.cast import at
from gridcase.testing.script import (
    appeal,
    ask_suspension,
    classify,
    co_handle,
    decide_appeal,
    decide_suspension,
    divert,
    feedback,
    handle,
    judge_demand,
    report,
    resume,
    verify,
    void,
)
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scorecards import scorecards
from gridcase_projections.runner import Projector
from tests.integration.test_metric_traps import DIVERTED, HANDLED, city, count, history
from tests.support.histories import encoded, store_of

JOINTLY = divert(co_handlers=(CoHandlerAsked(department="huanbao", limit="2 working hours"),))
LATE_THROUGH_HUANBAO = (report(), classify(), JOINTLY, co_handle(at="Tue 16:00"), handle(at="Tue 16:30"))
CO_HANDLERS_ANSWER = {"co_handlers_answer": True}


def test_what_came_late_only_through_a_co_handler_is_that_one_s_wholly_if_the_city_says_so(
    tmp_path: Path,
) -> None:
    answered = (verify(at="Tue 17:00"), feedback(at="Wed 10:00", satisfaction=Satisfaction.DISSATISFIED))
    with city(tmp_path, history(*LATE_THROUGH_HUANBAO, *answered)) as read:
        assert count(read, "on-time-handling") == {"chengguan": (0, 1)}
        assert count(read, "satisfaction") == {"chengguan": (0, 1)}
        for metric in ("on-time-handling", "satisfaction"):
            assert count(read, metric, **CO_HANDLERS_ANSWER) == {"huanbao": (0, 1)}  # type: ignore[arg-type]
        assert count(read, "handling", **CO_HANDLERS_ANSWER) == {"huanbao": (1, 1)}  # type: ignore[arg-type]
        assert count(read, "on-time-co-handling", **CO_HANDLERS_ANSWER) == {"huanbao": (0, 1)}  # type: ignore[arg-type]
        assert count(read, "late-through-co-handler") == {"chengguan": (1, 1)}
        assert count(read, "solution", **CO_HANDLERS_ANSWER) == {"chengguan": (1, 1)}  # type: ignore[arg-type]
        at_noon = count(read, "on-time-handling", as_of="Tue 16:15", **CO_HANDLERS_ANSWER)  # type: ignore[arg-type]
        assert at_noon == {"chengguan": (0, 1)}, "until the host reports, nobody knows through whom it is late"


def test_a_host_that_is_late_by_itself_stays_late_whatever_its_co_handlers_did(tmp_path: Path) -> None:
    slow_host = (report(), classify(), JOINTLY, co_handle(at="Mon 15:00"), handle(at="Tue 16:30"))
    in_its_time = divert(co_handlers=(CoHandlerAsked(department="huanbao", limit="3 working days"),))
    more_time = (report(), classify(), in_its_time, co_handle(at="Tue 16:00"), handle(at="Tue 16:30"))
    for folder, story in (("slow", slow_host), ("more", more_time)):
        with city(tmp_path / folder, history(*story)) as read:
            counted = count(read, "on-time-handling", **CO_HANDLERS_ANSWER)  # type: ignore[arg-type]
            assert counted == {"chengguan": (0, 1)}, folder


def test_what_an_appeal_leaves_out_of_the_host_s_is_not_left_out_of_the_co_handler_s(tmp_path: Path) -> None:
    contested = appeal(at="Wed 10:00", metrics=("on-time-handling",))
    upheld = (decide_appeal(at="Wed 11:00"), decide_appeal(at="Wed 12:00", by=cast.YANG))
    with city(tmp_path, history(*LATE_THROUGH_HUANBAO, contested, *upheld)) as read:
        assert count(read, "on-time-handling") == {}
        assert count(read, "on-time-handling", **CO_HANDLERS_ANSWER) == {"huanbao": (0, 1)}  # type: ignore[arg-type]


def test_a_demand_that_nobody_can_meet_is_left_out_of_satisfaction_alone(tmp_path: Path) -> None:
    unhappy = feedback(solved=False, satisfaction=Satisfaction.VERY_DISSATISFIED)
    one, two = judge_demand(at="Wed 10:00"), judge_demand(at="Thu 10:00", by=cast.YANG)
    with city(tmp_path, history(*HANDLED, verify(), unhappy, one, two)) as read:
        assert count(read, "satisfaction", as_of="Wed 12:00") == {"chengguan": (0, 1)}, "one opinion is none"
        assert count(read, "satisfaction") == {}
        assert count(read, "solution") == {"chengguan": (0, 1)}
        assert count(read, "revisited") == {"chengguan": (1, 1)}
        assert read.execute("select unmeetable from matters").fetchall() == [(True,)]
    back = (
        judge_demand(at="Fri 10:00", unmeetable=False),
        judge_demand(at="Fri 11:00", unmeetable=False, by=cast.YANG),
    )
    with city(tmp_path / "back", history(*HANDLED, verify(), unhappy, one, two, *back)) as read:
        assert count(read, "satisfaction") == {"chengguan": (0, 1)}


def test_what_is_suspended_is_counted_until_it_is_struck_off(tmp_path: Path) -> None:
    held = (ask_suspension(), decide_suspension(until=at("Mon+3 10:30")))
    with city(tmp_path, history(*DIVERTED, *held)) as read:
        for week in (("Mon 00:00", "Mon+1 00:00"), ("Mon+1 00:00", "Mon+2 00:00")):
            assert count(read, "on-time-handling", week=week) == {}, "it is not due while it stands"
            assert count(read, "suspended", week=week, as_of=week[1]) == {"chengguan": (1, 1)}
            assert count(read, "suspension", week=week, as_of=week[1]) == {"chengguan": (1, 1)}
        assert count(read, "suspended", as_of="Mon 10:00") == {"chengguan": (0, 1)}
        [(until,)] = read.execute("select suspended_until from matters").fetchall()
        assert until == at("Mon+3 10:30").replace(tzinfo=None)
    with city(tmp_path / "resumed", history(*DIVERTED, *held, resume(at="Mon+1 10:30"))) as read:
        assert count(read, "suspension", week=("Mon+1 00:00", "Mon+2 00:00")) == {"chengguan": (0, 1)}
    with city(tmp_path / "voided", history(*DIVERTED, *held, void(at="Mon+1 10:30"))) as read:
        assert count(read, "suspension", week=("Mon+1 00:00", "Mon+2 00:00")) == {}


@contextmanager
def grouped(directory: Path, records: Sequence[Department | Unit], *matters: list[NewEvent]) -> Iterator[Connection]:
    about = {"at": at("Mon 00:00") - timedelta(days=30), "by": cast.JIANG}
    changes = [
        r.UnitRegistered(**about, record=record)  # type: ignore[arg-type]
        if isinstance(record, Unit)
        else r.DepartmentRegistered(**about, record=record)  # type: ignore[arg-type]
        for record in records
    ]
    register = [encoded(f"{tag_of(change).rpartition('-')[0]}:{change.record.code}", [change]) for change in changes]
    Projector(directory, store_of([*register, *matters])).catch_up()
    with snapshot(directory) as connection:
        yield connection


def handled_by(department: str, matter_id: str, when: str) -> list[NewEvent]:
    """A matter that the department handled then: due is Tuesday at 09:20."""
    about = {"matter_id": matter_id}
    member = {"chengguan": cast.WU, "huanbao": cast.ZHENG}[department]
    begun = (report(**about), classify(**about), divert(host=department, **about))
    return history(*begun, handle(by=member, at=when, **about))


MARCH = Window(start=at("Mon 00:00"), end=at("Mon+2 00:00"), as_of=at("Mon+2 00:00"))


def test_places_are_given_among_peers_and_need_evidence(tmp_path: Path) -> None:
    matters = [handled_by("chengguan", f"M-{day}", f"{day} 11:00") for day in ("Mon", "Wed")]
    matters += [handled_by("huanbao", f"M-{day}", f"{day} 10:00") for day in ("Thu", "Fri")]
    alike = [Department(code=code, name=code, group="municipal") for code in ("chengguan", "huanbao")]
    apart = [Department(code=code, name=code, group=code) for code in ("chengguan", "huanbao")]
    for name, records, places in (("alike", alike, [1, 2]), ("apart", apart, [1, 1])):
        with grouped(tmp_path / name, records, *matters) as read:
            scoring = Scoring(least=2, weights={"rework": 0}, preset=Preset.DISTRICT_100)
            cards = scorecards(read, "district-100", Question(window=MARCH), scoring)
            assert [card.place for card in sorted(cards, key=lambda card: card.key)] == places
            assert {card.group for card in cards} == {record.group for record in records}
            too_few = scorecards(read, "district-100", Question(window=MARCH), replace(scoring, least=3))
            assert {(card.place, card.score, card.too_few) for card in too_few} == {(None, None, True)}


def test_units_are_peers_by_their_level_and_the_group_of_the_nearest_unit_above(tmp_path: Path) -> None:
    units = [
        Unit(code="weibin", name="卫滨区", level="county", group="urban"),
        Unit(code="xiangyang", name="向阳村", level="village", parent="weibin"),
        Unit(code="xiangyang-3", name="第三网格", level="grid", parent="xiangyang", group="old town"),
    ]
    with grouped(tmp_path, units, handled_by("chengguan", "M-1", "Tue 10:00")) as read:
        for level, key, group in (("village", "xiangyang", "village urban"), ("grid", "xiangyang-3", "grid old town")):
            question = Question(window=MARCH, by=Dimension.UNIT, level=level)
            [card] = scorecards(read, "district-100", question, Scoring(least=1))
            assert (card.key, card.group) == (key, group)
