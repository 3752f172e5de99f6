"""A demo of any size: a month is lived, and where that is not enough, told again and again over a year."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

from msgspec import structs

from gridcase.demo.histories import histories
from gridcase.demo.simulation import QUIET, SCALES, Lived, Scale, Simulation
from gridcase.ids import matter_stream
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore, NewEvent, StoredEvent

MOST_LIVED = 20_000
"""More matters than these are told again: nobody waits for a million to be lived."""

SOURCE = SCALES["full"]
"""What is lived, to be told again."""

WEEKS = 52


def run(
    simulation: Simulation,
    store: EventStore,
    evening: Callable[[date], None] = lambda _: None,
    *,
    most_lived: int = MOST_LIVED,
    source: Scale = SOURCE,
) -> Lived:
    """Live the month; of more than ``most_lived`` matters, fill a year with a month told again."""
    if simulation.scale.matters <= most_lived:
        return simulation.live(store, evening)
    once, codec = MemoryStore(), Codec()
    lived = structs.replace(simulation, scale=source, begin=QUIET, assessed=False).live(once)
    stored = once.read(0, once.last_position())
    store.append([NewEvent(*structs.astuple(event)[1:]) for event in stored if not of_a_matter(event)])
    told = [(event.version, codec.decode(event).envelope) for event in stored if of_a_matter(event)]
    happened: Counter[str] = Counter()
    for number, day in enumerate(histories(simulation.scale.matters, simulation.seed, weeks=WEEKS, source=told)):
        store.append(day)
        happened.update(event.tag for event in day)
        evening(QUIET + timedelta(days=number))
    return structs.replace(lived, end=lived.end + timedelta(weeks=WEEKS - 1), happened=happened)


def of_a_matter(event: StoredEvent) -> bool:
    return event.stream.startswith(matter_stream(""))
