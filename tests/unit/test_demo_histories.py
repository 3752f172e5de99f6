"""Histories told again are histories: every matter replays, and the same seed tells the same."""

from collections import Counter, defaultdict
from typing import cast

import pytest

from gridcase.demo import histories
from gridcase.matters.events import HandlingReported, MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.port import NewEvent, StoredEvent


def told(matters: int, seed: int = 1) -> list[NewEvent]:
    return [event for day in histories(matters, seed, weeks=3) for event in day]


def read(event: NewEvent) -> MatterEvent:
    return cast(MatterEvent, Codec().decode(StoredEvent(1, event.stream, event.version, event.tag, event.data)).event)


def test_there_are_as_many_matters_as_asked_for_and_each_replays() -> None:
    states: defaultdict[str, MatterState] = defaultdict(Unreported)
    versions: Counter[str] = Counter()
    for event in told(250):
        versions[event.stream] += 1
        assert event.version == versions[event.stream]
        states[event.stream] = evolve(states[event.stream], read(event))
    assert len(states) == 250


def test_they_come_in_the_order_of_time() -> None:
    times = [read(event).at for event in told(250)]
    assert times == sorted(times)


def test_a_verdict_still_fits_its_deadline() -> None:
    verdicts = [event for event in map(read, told(250)) if isinstance(event, HandlingReported) and event.due]
    assert {event.in_time for event in verdicts} == {True, False}
    assert all(event.due and event.in_time == (event.at <= event.due) for event in verdicts)


@pytest.mark.parametrize("matters", [1, 99, 101])
def test_any_number_can_be_asked_for(matters: int) -> None:
    assert sum(event.version == 1 for event in told(matters)) == matters


def test_the_same_seed_tells_the_same_bytes_and_another_does_not() -> None:
    assert told(300) == told(300)
    assert told(300) != told(300, seed=2)
