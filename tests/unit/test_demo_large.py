"""A large demo: the year before is filled with a month told again, and the city is registered."""

from collections import Counter
from pathlib import Path

from gridcase.city import read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import SMALL
from gridcase.demo.large import run_demo
from gridcase.demo.simulation import Scale, Simulation
from gridcase.store.memory import MemoryStore


def test_more_matters_than_can_be_lived_are_told_again() -> None:
    rules = read_city("city.toml", city_toml("china", name="澜川市", time_zone="Asia/Shanghai").encode(), Path())
    store = MemoryStore()
    simulation = Simulation(rules=rules, scale=Scale(SMALL, 250), days=8)
    month = run_demo(simulation, store, most_simulated=100, source=Scale(SMALL, 80))
    tags = Counter(stored.tag for stored in store.read(0, store.last_position()))
    assert tags["matter-reported"] == month.counts["matter-reported"] == 250
    assert tags["unit-registered"] == len(month.city.areas) + len(month.city.grids)
    assert month.counts.total() == tags.total() - len(list(month.city.records))
    assert (month.end - month.begin).days == 51 * 7 + 8
