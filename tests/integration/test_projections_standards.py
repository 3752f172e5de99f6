"""The standard rate from events alone: at every level, as of any time, and down to the event that failed each unit."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from gridcase.periods import Period, Window
from gridcase.registry import events as r
from gridcase.registry.records import Unit, UnitKind
from gridcase.store.port import NewEvent
from gridcase.testing import assessing as say
from gridcase.testing import cast
from gridcase.testing.cast import at
from gridcase.testing.scenario import given
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.numbers import share
from gridcase_projections.runner import Projector
from gridcase_projections.standards import StandardRate, failures, list_assessments, standard_rate, total
from tests.support.compliance import ABOUT, a_month, assessed, places
from tests.support.histories import encoded, store_of

VILLAGES = ["village"]
VERDICTS = {
    False: given(say.open_(), say.close()).events,
    True: (given(say.open_()).events[0], given(say.open_(), say.veto(), say.close()).events[-1]),
}
"""An opening and its verdict, by whether the unit fails."""

ENDS = Period.parse(say.PERIOD).end(cast.ZONE)


def march(as_of: datetime) -> Window:
    return Window.of(Period.parse(say.PERIOD), cast.ZONE, as_of)


LATER = at("Mon+6 09:00")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    directory = tmp_path_factory.mktemp("standards")
    with read(directory, [*places(), *a_month()]) as connection:
        yield connection


@contextmanager
def read(directory: Path, histories: Sequence[Sequence[NewEvent]]) -> Iterator[Connection]:
    Projector(directory, store_of(histories)).catch_up()
    with snapshot(directory) as connection:
        yield connection


def rate(connection: Connection, level: str = "county", as_of: datetime = LATER) -> dict[str, tuple[int, ...]]:
    rows = standard_rate(connection, march(as_of), kinds=VILLAGES, level=level)
    return {row.place: (row.met, row.assessed, row.registered, row.not_assessed) for row in rows}


def test_met_assessed_registered_and_not_assessed_at_each_level(city: Connection) -> None:
    assert rate(city) == {"fengquan": (1, 1, 2, 1), "weibin": (1, 2, 2, 0)}
    assert rate(city, "village") == {
        "beigan": (0, 0, 1, 1),
        "hongqi": (0, 1, 1, 0),
        "muye": (1, 1, 1, 0),
        "xiangyang": (1, 1, 1, 0),
    }


def test_a_level_that_a_unit_is_not_below_gathers_it_under_no_name(city: Connection) -> None:
    assert rate(city, "grid") == {"": (2, 3, 4, 1)}


def test_enterprises_and_institutions_have_a_rate_of_their_own(city: Connection) -> None:
    kinds = ["enterprise", "institution"]
    [row] = standard_rate(city, march(LATER), kinds=kinds, level="county")
    assert (row.place, row.met, row.assessed, row.registered) == ("weibin", 0, 1, 1)


def test_the_verdict_that_counted_then_counts_then(city: Connection) -> None:
    closed, decided = at("Wed+4 09:00"), at("Fri+4 10:00")
    assert rate(city, as_of=at("Wed+4 08:59")) == {"fengquan": (0, 0, 2, 2), "weibin": (0, 0, 2, 2)}
    assert rate(city, as_of=closed)["weibin"] == (0, 2, 2, 0)
    assert rate(city, as_of=decided)["weibin"] == (1, 2, 2, 0)


def test_each_failure_names_the_event_behind_it(city: Connection) -> None:
    [failed] = failures(city, march(LATER), kinds=VILLAGES, under="weibin")
    assert (failed.unit, failed.score, failed.sort, failed.points) == ("hongqi", 88, "deduction", 12)
    assert failed.event_id == "assessment:hongqi:2026-03:safe-unit@2"
    [vetoed] = failures(city, march(LATER), kinds=["enterprise"], under=None)
    assert (vetoed.unit, vetoed.sort, vetoed.code, vetoed.matter_id) == (cast.MILL, "veto", "casualties", "M-2")


def test_a_mark_that_an_appeal_struck_is_behind_nothing_any_more(city: Connection) -> None:
    before = failures(city, march(at("Wed+4 09:00")), kinds=VILLAGES, under="xiangyang")
    assert [(mark.code, mark.mark) for mark in before] == [("grid-work", 1), ("disputes", 3)]
    assert failures(city, march(LATER), kinds=VILLAGES, under="xiangyang") == []


def test_the_list_says_how_far_each_assessment_is(tmp_path: Path) -> None:
    waiting = assessed(say.open_(), say.propose())
    with read(tmp_path, [*places(), waiting, assessed(say.open_(unit="muye"), say.close(unit="muye"))]) as city:
        listed = {row.unit: (row.meets, row.pending_charges) for row in list_assessments(city)}
        pending = [row.unit for row in list_assessments(city, pending=True)]
        below = [row.unit for row in list_assessments(city, under="fengquan", period=say.PERIOD)]
        none = list_assessments(city, period="2026-02")
    assert listed == {"xiangyang": (None, 1), "muye": (True, 0)}
    assert (pending, below, none) == (["xiangyang"], ["muye"], [])


def test_registered_is_who_was_so_at_the_end_of_the_period(tmp_path: Path) -> None:
    young = Unit(code="young", name="新村", level="village", parent="fengquan", kind=UnitKind.VILLAGE)
    founded = r.UnitRegistered(**{**ABOUT, "at": ENDS}, record=young)
    gone = [
        r.UnitRegistered(**ABOUT, record=replace(young, code="old")),
        r.UnitRetired(**{**ABOUT, "at": at("Tue+4 12:00")}, code="old"),
    ]
    leaving = [
        r.UnitRegistered(**ABOUT, record=replace(young, code="leaving")),
        r.UnitRetired(**{**ABOUT, "at": ENDS}, code="leaving"),
    ]
    units = {"young": [founded], "old": gone, "leaving": leaving}
    with read(tmp_path, [*places(), *(encoded(f"unit:{code}", events) for code, events in units.items())]) as city:
        assert rate(city, "village").keys() == {"beigan", "hongqi", "leaving", "muye", "xiangyang"}


def test_the_figures_of_a_city_come_from_events_alone(tmp_path: Path) -> None:
    """38 of 41 villages are 92.7 %, as 3,518 of 3,795 are; 71 of 72 enterprises are 98.6 %."""
    kinds = {UnitKind.VILLAGE: (41, 3), UnitKind.ENTERPRISE: (72, 1)}
    units = [
        Unit(code=f"{kind}-{number}", name="x", level="village", parent="weibin", kind=kind)
        for kind, (count, _) in kinds.items()
        for number in range(count)
    ]
    histories: list[Sequence[NewEvent]] = list(places()[:1])
    for unit in units:
        opened, closed = (
            replace(event, unit=unit.code, kind=unit.kind.value)
            for event in VERDICTS[int(unit.code.rpartition("-")[2]) < kinds[unit.kind][1]]
        )
        histories.append(encoded(f"unit:{unit.code}", [r.UnitRegistered(**ABOUT, record=unit)]))
        histories.append(encoded(f"assessment:{unit.code}:{say.PERIOD}:safe-unit", [opened, closed]))
    with read(tmp_path, histories) as city:
        villages = total(standard_rate(city, march(LATER), kinds=VILLAGES, level="county"))
        enterprises = total(standard_rate(city, march(LATER), kinds=["enterprise", "institution"], level="county"))
    assert (villages.met, villages.registered, share(villages.met, villages.registered)) == (38, 41, Decimal("0.9268"))
    assert (enterprises.met, enterprises.registered) == (71, 72)
    assert share(enterprises.met, enterprises.registered) == Decimal("0.9861")


def test_there_is_no_rate_where_nobody_is_registered() -> None:
    nobody = total([])
    assert nobody == StandardRate(place="", name="", met=0, assessed=0, registered=0, not_assessed=0)
    assert share(nobody.met, nobody.registered) is None


def test_batch_by_batch_is_the_same_as_all_at_once(tmp_path: Path) -> None:
    histories = [*places(), *a_month()]
    store, everything = store_of(histories[:5]), store_of(histories)
    projector = Projector(tmp_path / "by-batch", store)
    projector.catch_up()
    left = [list(history) for history in histories[5:]]
    chance = random.Random(5)
    while left:
        history = chance.choice(left)
        store.append([history.pop(0)])
        projector.catch_up()
        left = [history for history in left if history]
    assert store.last_position() == everything.last_position()
    assert projector.rebuild().differences == ()
