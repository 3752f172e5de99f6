"""Histories told again are histories: every matter replays, and the same seed tells the same."""

from collections import Counter, defaultdict
from itertools import islice
from pathlib import Path
from typing import cast

import pytest

from gridcase.city import read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import SMALL
from gridcase.demo.histories import histories
from gridcase.demo.simulation import Scale, Simulation
from gridcase.envelope import Envelope
from gridcase.matters.events import HandlingReported, MatterEvent, MatterMerged
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import NewEvent, StoredEvent

Source = list[tuple[int, Envelope]]
MATTERS = 200


@pytest.fixture(scope="module")
def source() -> Source:
    rules = read_city("city.toml", city_toml("china", name="澜川市", time_zone="Asia/Shanghai").encode(), Path())
    store, codec = MemoryStore(), Codec()
    Simulation(rules=rules, scale=Scale(SMALL, MATTERS), days=12).run(store)
    return [(stored.version, codec.decode(stored).envelope) for stored in store.read(0, store.last_position())]


def stored_events(source: Source, matters: int, seed: int = 1) -> list[NewEvent]:
    return [event for day in histories(matters, seed, weeks=3, source=source) for event in day]


def read(event: NewEvent) -> MatterEvent:
    return cast(MatterEvent, Codec().decode(StoredEvent(1, event.stream, event.version, event.tag, event.data)).event)


def test_there_are_as_many_matters_as_asked_for_and_each_replays(source: Source) -> None:
    states: defaultdict[str, MatterState] = defaultdict(Unreported)
    versions: Counter[str] = Counter()
    for event in stored_events(source, 450):
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
        states[event.stream] = evolve(states[event.stream], read(event))
    assert len(states) == 450


def test_they_come_in_the_order_of_time(source: Source) -> None:
    times = [read(event).at for event in stored_events(source, 450)]
    assert times == sorted(times)


def test_a_verdict_still_fits_its_deadline(source: Source) -> None:
    verdicts = [
        event for event in map(read, stored_events(source, 450)) if isinstance(event, HandlingReported) and event.due
    ]
    assert {event.in_time for event in verdicts} == {True, False}
    assert all(event.due and event.in_time == (event.at <= event.due) for event in verdicts)


def test_a_duplicate_is_merged_into_a_matter_of_the_same_telling(source: Source) -> None:
    events = stored_events(source, 450)
    streams = {event.stream for event in events}
    masters = [event.master for event in map(read, events) if isinstance(event, MatterMerged)]
    assert masters
    assert all(f"matter:{master}" in streams for master in masters)


@pytest.mark.parametrize("matters", [1, MATTERS - 1, MATTERS + 1])
def test_any_number_can_be_asked_for(source: Source, matters: int) -> None:
    assert sum(event.version == 1 for event in stored_events(source, matters)) == matters


def test_the_same_seed_tells_the_same_bytes_and_another_does_not(source: Source) -> None:
    assert stored_events(source, 450) == stored_events(source, 450)
    assert stored_events(source, 450) != stored_events(source, 450, seed=2)


def test_without_a_source_a_month_is_lived_first() -> None:
    first, second = islice(histories(2_500), 2)
    assert first
    assert second
