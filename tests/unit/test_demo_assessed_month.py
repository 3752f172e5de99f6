"""The demo's month from above: units assessed, charges answered, the last day on patrol."""

from collections import Counter
from pathlib import Path

import pytest

from gridcase.assessments.events import AssessmentClosed
from gridcase.assessments.packs import names
from gridcase.city import City, read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import SMALL
from gridcase.demo.simulation import Scale, Simulation
from gridcase.patrols.events import MissNoted, PlaceInspected, PointsAdded, Whereabouts
from gridcase.registry.records import UnitKind
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore


@pytest.fixture(scope="module")
def rules() -> City:
    return read_city("city.toml", city_toml("china", name="澜川市", time_zone="Asia/Shanghai").encode(), Path())


@pytest.fixture(scope="module")
def store(rules: City) -> MemoryStore:
    lived = MemoryStore()
    Simulation(rules=rules, scale=Scale(SMALL, 900)).run(lived)
    return lived


def events(store: MemoryStore, tag: str) -> list[object]:
    return [Codec().decode(stored).event for stored in store.read(0, store.last_position()) if stored.tag == tag]


def test_most_villages_and_nearly_all_enterprises_meet_the_standard(store: MemoryStore) -> None:
    met, closed = Counter[bool](), Counter[bool]()
    for event in events(store, "assessment-closed"):
        assert isinstance(event, AssessmentClosed)
        if event.pack_name != "safe-unit":
            continue
        closed[event.kind == UnitKind.VILLAGE] += 1
        met[event.kind == UnitKind.VILLAGE] += event.meets
    assert closed == {True: SMALL.villages, False: SMALL.enterprises + SMALL.institutions}
    assert 0.90 <= met[True] / closed[True] < 0.95
    assert met[False] / closed[False] >= 0.95


def test_every_unit_is_assessed_by_each_pack_that_ships(store: MemoryStore) -> None:
    units = Counter(event.pack_name for event in events(store, "assessment-closed"))  # type: ignore[attr-defined]
    assert set(units) == set(names())
    assert len(set(units.values())) == 1


def test_patrols_walk_in_their_grids_and_now_and_then_out_of_them(store: MemoryStore) -> None:
    whereabouts = Counter(
        point.whereabouts
        for event in events(store, "points-added")
        if isinstance(event, PointsAdded)
        for point in event.points
    )
    assert whereabouts[Whereabouts.UNKNOWN] == 0
    assert 0.01 < whereabouts[Whereabouts.OUTSIDE] / whereabouts.total() < 0.06


def test_supervision_says_what_patrols_missed(store: MemoryStore) -> None:
    missed = [event for event in events(store, "miss-noted") if isinstance(event, MissNoted)]
    assert missed
    reported_on_patrol = {
        finding.matter_id
        for event in events(store, "place-inspected")
        if isinstance(event, PlaceInspected)
        for finding in event.findings
    }
    assert reported_on_patrol.isdisjoint(event.matter_id for event in missed)


def test_charges_follow_from_matters_and_each_is_answered(store: MemoryStore) -> None:
    proposed, answers = (
        events(store, "charge-proposed"),
        Counter(stored.tag for stored in store.read(0, store.last_position())),
    )
    assert proposed
    assert answers["charge-confirmed"] + answers["charge-rejected"] == len(proposed)


def test_the_last_day_tells_of_what_was_reported_on_it(store: MemoryStore) -> None:
    inspected = events(store, "place-inspected")
    assert len(events(store, "patrol-ended")) == 300
    assert 0.8 < len(inspected) / 300 < 1, "some had no time"
    reported = {
        finding.matter_id for event in inspected if isinstance(event, PlaceInspected) for finding in event.findings
    }
    assert reported
    assert reported <= {stream.partition(":")[2] for stream in store.streams("matter:", limit=10_000)}


def test_a_month_that_is_not_over_gives_no_verdict(rules: City) -> None:
    store = MemoryStore()
    Simulation(rules=rules, scale=Scale(SMALL, 40), days=4).run(store)
    assert len(events(store, "assessment-opened")) == len(names()) * (
        SMALL.villages + SMALL.enterprises + SMALL.institutions
    )
    assert events(store, "assessment-closed") == []
