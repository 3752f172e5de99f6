"""The demo as a whole: the city is registered, and a month of it simulated."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.city import City, read_city
from gridcase.city.templates import city_toml
from gridcase.demo.assessed_month import assess_month, execute_all
from gridcase.demo.buffered_store import BufferedStore
from gridcase.demo.charges import charges
from gridcase.demo.city import FULL, NAME, SMALL, InventedCity, Size, invented_city
from gridcase.demo.month import Month, SimulatedClock
from gridcase.demo.patrols import patrols
from gridcase.demo.people import KNOWN_BY, People, class_profiles
from gridcase.demo.reports import reports
from gridcase.directory import StoreDirectory
from gridcase.envelope import Envelope
from gridcase.errors import BadConfiguration
from gridcase.loop.runner import Watch
from gridcase.registrar import Registrar
from gridcase.running_city import RunningCity
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore

BEGIN = date(2026, 9, 1)
"""A month with a make-up working day (the 20th) and a holiday (the 25th to the 27th)."""

DAYS = 30
QUIET_BEGIN = date(2025, 3, 3)
"""The Monday that begins a month without holidays: some weeks later its working days are working days still."""


class Scale(Struct, frozen=True):
    size: Size
    matters: int


SCALES = {"small": Scale(SMALL, 2_000), "full": Scale(FULL, 6_000)}


def scale_of(word: str) -> Scale:
    """``small``, ``full``, or a number of matters. Raises ``BadConfiguration`` for anything else."""
    if word in SCALES:
        return SCALES[word]
    if word.isascii() and word.isdecimal() and 0 < int(word) <= 100_000_000:
        return Scale(SMALL, int(word))
    raise BadConfiguration("--scale", repr(word), "small, full or a number of matters")


class SimulatedMonth(Struct, frozen=True, kw_only=True):
    """What a simulation came to, between two midnights of the city.

    ``counts`` are the events of matters by their tags, ``refused`` the commands that a rule said no to.
    """

    city: InventedCity
    begin: datetime
    end: datetime
    matters: int
    counts: Counter[str]
    refused: Counter[str]

    @property
    def is_retold(self) -> bool:
        """Whether there are more matters than were simulated."""
        return self.counts["matter-reported"] > self.matters


class Simulation(Struct, frozen=True, kw_only=True):
    """A month of a ``scale``, in a city that goes by ``rules``. The same seed gives the same bytes.

    In the end its units are ``assessed``, and leaders put in charge of what is open, unless the month is simulated to
    be told again.
    """

    rules: City
    scale: Scale
    seed: int = 1
    days: int = DAYS
    begin: date = BEGIN
    assessed: bool = True

    def run(self, store: EventStore, day_over: Callable[[date], None] = lambda _: None) -> SimulatedMonth:
        """All of it, into a store that is empty. ``day_over`` is called with each day that is over and stored."""
        city, random = invented_city(self.scale.size, self.seed), Random(self.seed)
        begin = datetime.combine(self.begin, time(), self.rules.time.zone)
        clock = SimulatedClock(now=begin.astimezone(UTC))
        new_id = seeded_ids(random)
        self.register(store, city, clock, new_id)
        buffer = BufferedStore(store)
        # Matters are kept in memory; the register lies in the store, and does not change during the month.
        registered = StoreDirectory(store, Codec(), lambda: 0.0, clock)
        engine = RunningCity(
            buffer, self.rules.policy, clock=clock, directory=registered, new_id=new_id, rehearsal=True
        ).engine
        people = People(city, random)
        month = Month(engine, Watch(buffer, engine), clock, people)

        def flush_day(day: date) -> None:
            buffer.flush()
            day_over(day)

        reported = reports(
            self.scale.matters,
            self.begin,
            self.days,
            people=people,
            profiles=class_profiles(city),
            grids=city.grids,
            working=self.rules.time,
        )
        end = begin + timedelta(days=self.days)
        month.run(reported, end.astimezone(UTC), flush_day)
        counts = Counter(buffer.counts)
        if self.assessed:
            at = end.astimezone(UTC)
            assess_month(engine, buffer, people, city, f"{self.begin:%Y-%m}", at)
            execute_all(engine, patrols(buffer, people, city, end - timedelta(days=1), at))
            execute_all(engine, charges(month.with_units(), people, at))
            buffer.flush()
        return SimulatedMonth(
            city=city, matters=self.scale.matters, begin=begin, end=end, counts=counts, refused=month.refused
        )

    def register(self, store: EventStore, city: InventedCity, clock: SimulatedClock, new_id: Callable[[], str]) -> None:
        founder = Actor(member="registrar-1", role=Role.REGISTRAR, known_by=KNOWN_BY)
        Registrar(store, Codec(rehearsal=True), clock, new_id=new_id).update(
            city.records, self.rules.about.levels, by=founder
        )


def seeded_ids(random: Random) -> Callable[[], str]:
    """Command ids that the seed decides."""
    return lambda: f"{random.getrandbits(128):032x}"


def month_in_memory(seed: int = 1) -> Iterable[tuple[int, Envelope]]:
    """The versions and envelopes of a small city's month, in order, simulated in memory."""
    rules = read_city("city.toml", city_toml("china", name=NAME, time_zone="Asia/Shanghai").encode(), Path())
    store, codec = MemoryStore(), Codec()
    Simulation(rules=rules, scale=SCALES["small"], seed=seed, begin=QUIET_BEGIN, assessed=False).run(store)
    for stored in store.read(0, store.last_position()):
        yield stored.version, codec.decode(stored).envelope
