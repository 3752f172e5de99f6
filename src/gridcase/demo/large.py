"""A demo of any size: a month is simulated, and where that is not enough, told again and again over a year."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import structs

from gridcase.demo.histories import histories
from gridcase.demo.simulation import QUIET_BEGIN, SCALES, Scale, SimulatedMonth, Simulation
from gridcase.ids import matter_stream
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore, NewEvent, StoredEvent

MOST_SIMULATED = 20_000
"""More matters than these are told again: nobody waits for a million to be simulated."""

SOURCE = SCALES["full"]
"""What is simulated, to be told again."""

WEEKS = 52
"""Over which the month is told again."""


def run_demo(
    simulation: Simulation,
    store: EventStore,
    day_over: Callable[[date], None] = lambda _: None,
    *,
    most_simulated: int = MOST_SIMULATED,
    source: Scale = SOURCE,
) -> SimulatedMonth:
    """Simulate the month; of more than ``most_simulated`` matters, fill a year with a month told again."""
    if simulation.scale.matters <= most_simulated:
        return simulation.run(store, day_over)
    once, codec = MemoryStore(), Codec()
    month = structs.replace(simulation, scale=source, begin=QUIET_BEGIN, assessed=False).run(once)
    stored = once.read(0, once.last_position())
    store.append([NewEvent(*structs.astuple(event)[1:]) for event in stored if not of_a_matter(event)])
    retold = [(event.version, codec.decode(event).envelope) for event in stored if of_a_matter(event)]
    counts: Counter[str] = Counter()
    for number, day in enumerate(histories(simulation.scale.matters, simulation.seed, weeks=WEEKS, source=retold)):
        store.append(day)
        counts.update(event.tag for event in day)
        day_over(QUIET_BEGIN + timedelta(days=number))
    return structs.replace(month, end=month.end + timedelta(weeks=WEEKS - 1), counts=counts)


def of_a_matter(event: StoredEvent) -> bool:
    return event.stream.startswith(matter_stream(""))
