"""A month of the demo: everything a city lives through, by the rules, and the same again for the same seed."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridcase.city import City, read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import SMALL
from gridcase.demo.simulation import Scale, SimulatedMonth, Simulation
from gridcase.matters import events as e
from gridcase.store.codec import Codec, by_tag
from gridcase.store.memory import MemoryStore

MONTH = 2_000


@pytest.fixture(scope="module")
def rules() -> City:
    return read_city("city.toml", city_toml("china", name="澜川市", time_zone="Asia/Shanghai").encode(), Path())


@pytest.fixture(scope="module")
def month(rules: City) -> tuple[MemoryStore, SimulatedMonth]:
    return simulated(rules, MONTH)


def simulated(rules: City, matters: int, *, seed: int = 1, days: int = 30) -> tuple[MemoryStore, SimulatedMonth]:
    store = MemoryStore()
    return store, Simulation(rules=rules, scale=Scale(SMALL, matters), seed=seed, days=days).run(store)


def test_everything_that_can_happen_to_a_matter_happens(month: tuple[MemoryStore, SimulatedMonth]) -> None:
    store, _ = month
    seen = {stored.tag for stored in store.read(0, store.last_position())}
    assert seen >= set(by_tag(e.MatterEvent))


def test_almost_nothing_that_people_do_is_refused(month: tuple[MemoryStore, SimulatedMonth]) -> None:
    _, result = month
    assert set(result.refused) <= {"master-not-open"}
    assert result.refused.total() <= MONTH // 100


def test_every_event_was_recorded_when_it_was_said_and_in_the_order_of_time(
    month: tuple[MemoryStore, SimulatedMonth],
) -> None:
    store, result = month
    codec = Codec()
    recorded = [codec.decode(stored).envelope for stored in store.read(0, store.last_position())]
    assert all(envelope.recorded_at == envelope.event.at for envelope in recorded)
    times = [envelope.recorded_at for envelope in recorded]
    assert times == sorted(times)
    assert result.begin <= times[0] and times[-1] <= result.end


def test_departments_differ_and_most_are_in_time(month: tuple[MemoryStore, SimulatedMonth]) -> None:
    store, _ = month
    handled, in_time = Counter[str](), Counter[str]()
    for stored in store.read(0, store.last_position()):
        event = Codec().decode(stored).event
        if isinstance(event, e.HandlingReported):
            handled[event.host] += 1
            in_time[event.host] += event.in_time
    shares = {host: in_time[host] / count for host, count in handled.items() if count >= 10}
    assert min(shares.values()) < 0.75
    assert max(shares.values()) > 0.95
    assert 0.7 < in_time.total() / handled.total() < 0.97


def test_the_same_seed_gives_the_same_month_to_the_byte(rules: City) -> None:
    def stored_events(seed: int) -> list[object]:
        store, _ = simulated(rules, 150, seed=seed, days=6)
        return list(store.read(0, store.last_position()))

    assert stored_events(3) == stored_events(3)
    assert stored_events(3) != stored_events(4)


def test_each_day_that_is_over_is_named_once(rules: City) -> None:
    days: list[date] = []
    simulation = Simulation(rules=rules, scale=Scale(SMALL, 40), days=4)
    simulation.run(MemoryStore(), days.append)
    assert days == [simulation.begin + timedelta(days=day) for day in range(4)]
