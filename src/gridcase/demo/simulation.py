"""The demo as a whole: the city is registered, and a month of it lived."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.city import City, read_city
from gridcase.city.templates import city_toml
from gridcase.demo.city import FULL, NAME, SMALL, Invented, Size, invented
from gridcase.demo.diary import Diary
from gridcase.demo.month import Clock, Month
from gridcase.demo.people import KNOWN_BY, People, stories
from gridcase.demo.reports import reports
from gridcase.demo.standing import Standing
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
QUIET = date(2025, 3, 3)
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


class Lived(Struct, frozen=True, kw_only=True):
    """What was lived, between two midnights of the city.

    ``happened`` counts the events of matters by their tags, ``refused`` the commands that a rule said no to.
    """

    city: Invented
    begin: datetime
    end: datetime
    matters: int
    happened: Counter[str]
    refused: Counter[str]

    @property
    def told_again(self) -> bool:
        """Whether there are more matters than were lived."""
        return self.happened["matter-reported"] > self.matters


class Simulation(Struct, frozen=True, kw_only=True):
    """A month of a ``scale``, in a city that goes by ``rules``. The same seed gives the same bytes.

    In the end its units are ``assessed``, unless the month is lived to be told again.
    """

    rules: City
    scale: Scale
    seed: int = 1
    days: int = DAYS
    begin: date = BEGIN
    assessed: bool = True

    def live(self, store: EventStore, evening: Callable[[date], None] = lambda _: None) -> Lived:
        """All of it, into a store that is empty. ``evening`` is told each day that is over and stored."""
        city, random = invented(self.scale.size, self.seed), Random(self.seed)
        begin = datetime.combine(self.begin, time(), self.rules.time.zone)
        clock = Clock(now=begin.astimezone(UTC))
        new_id = ids(random)
        self.register(store, city, clock, new_id)
        diary = Diary(store)
        # Matters are kept in the diary; the register lies in the store, and does not change during the month.
        registered = StoreDirectory(store, Codec(), lambda: 0.0)
        engine = RunningCity(
            diary, self.rules.policy, clock=clock, directory=registered, new_id=new_id, rehearsal=True
        ).engine
        people = People(city, random)
        month = Month(engine, Watch(diary, engine), clock, people)

        def over(day: date) -> None:
            diary.write()
            evening(day)

        told = reports(
            self.scale.matters,
            self.begin,
            self.days,
            people=people,
            stories=stories(city),
            grids=city.grids,
            working=self.rules.time,
        )
        end = begin + timedelta(days=self.days)
        month.live(told, end.astimezone(UTC), over)
        happened = Counter(diary.happened)
        if self.assessed:
            Standing(engine, diary, people, city).tell(f"{self.begin:%Y-%m}", end.astimezone(UTC))
            diary.write()
        return Lived(
            city=city, matters=self.scale.matters, begin=begin, end=end, happened=happened, refused=month.refused
        )

    def register(self, store: EventStore, city: Invented, clock: Clock, new_id: Callable[[], str]) -> None:
        founder = Actor(member="registrar-1", role=Role.REGISTRAR, known_by=KNOWN_BY)
        Registrar(store, Codec(rehearsal=True), clock, new_id=new_id).update(
            city.records, self.rules.about.levels, by=founder
        )


def ids(random: Random) -> Callable[[], str]:
    """Command ids that the seed decides."""
    return lambda: f"{random.getrandbits(128):032x}"


def a_month(seed: int = 1) -> Iterable[tuple[int, Envelope]]:
    """The versions and envelopes of a small city's month, in order, lived in memory."""
    rules = read_city("city.toml", city_toml("china", name=NAME, time_zone="Asia/Shanghai").encode(), Path())
    store, codec = MemoryStore(), Codec()
    Simulation(rules=rules, scale=SCALES["small"], seed=seed, begin=QUIET, assessed=False).live(store)
    for stored in store.read(0, store.last_position()):
        yield stored.version, codec.decode(stored).envelope
