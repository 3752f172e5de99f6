"""A month of the demo: everything a city lives through, by the rules, and the same again for the same seed."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from gridcase.city import City, read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import SMALL
from gridcase.demo.simulation import Lived, Scale, Simulation
from gridcase.matters import events as e
from gridcase.store.codec import Codec, by_tag
from gridcase.store.memory import MemoryStore

MONTH = 2_000


@pytest.fixture(scope="module")
def rules() -> City:
    return read_city("city.toml", city_toml("china", name="澜川市", time_zone="Asia/Shanghai").encode(), Path())


@pytest.fixture(scope="module")
def month(rules: City) -> tuple[MemoryStore, Lived]:
    return lived(rules, MONTH)


def lived(rules: City, matters: int, *, seed: int = 1, days: int = 30) -> tuple[MemoryStore, Lived]:
    store = MemoryStore()
    return store, Simulation(rules=rules, scale=Scale(SMALL, matters), seed=seed, days=days).live(store)


def test_everything_that_can_happen_to_a_matter_happens(month: tuple[MemoryStore, Lived]) -> None:
    store, _ = month
    seen = {stored.tag for stored in store.read(0, store.last_position())}
    assert seen >= set(by_tag(e.MatterEvent))


def test_almost_nothing_that_people_do_is_refused(month: tuple[MemoryStore, Lived]) -> None:
    _, lived = month
    assert set(lived.refused) <= {"master-not-open"}
    assert lived.refused.total() <= MONTH // 100


def test_every_event_was_recorded_when_it_was_said_and_in_the_order_of_time(month: tuple[MemoryStore, Lived]) -> None:
    store, lived = month
    codec = Codec()
    recorded = [codec.decode(stored).envelope for stored in store.read(0, store.last_position())]
    assert all(envelope.recorded_at == envelope.event.at for envelope in recorded)
    times = [envelope.recorded_at for envelope in recorded]
    assert times == sorted(times)
    assert lived.begin <= times[0] and times[-1] <= lived.end


def test_departments_differ_and_most_are_in_time(month: tuple[MemoryStore, Lived]) -> None:
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


def test_the_same_seed_lives_the_same_month_to_the_byte(rules: City) -> None:
    def told(seed: int) -> list[object]:
        store, _ = lived(rules, 150, seed=seed, days=6)
        return list(store.read(0, store.last_position()))

    assert told(3) == told(3)
    assert told(3) != told(4)


def test_each_evening_is_told_once(rules: City) -> None:
    days: list[date] = []
    simulation = Simulation(rules=rules, scale=Scale(SMALL, 40), days=4)
    simulation.live(MemoryStore(), days.append)
    assert days == [simulation.begin + timedelta(days=day) for day in range(4)]
