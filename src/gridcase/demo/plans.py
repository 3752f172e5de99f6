"""What a department will make of a round: drawn once, when the matter comes to it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum, auto
from math import log
from random import Random

from msgspec import Struct

from gridcase.bodies import unit_of_body
from gridcase.demo.people import People
from gridcase.matters.policy import Policy, read_limit
from gridcase.matters.round import Round
from gridcase.working_time import Clock, Limit


class Turn(Enum):
    ACCEPT = auto()
    CONTACT = auto()
    ASK_RETURN = auto()
    DISPUTE = auto()
    ASK_EXTENSION = auto()
    ASK_SUSPENSION = auto()
    URGE = auto()
    CO_HANDLE = auto()
    SEND_UP = auto()
    ORDER_DOWN = auto()
    WHISTLE = auto()
    CONTEST = auto()
    SIGN_IN = auto()
    ON_SITE = auto()
    RATE = auto()
    HANDLE = auto()


TWISTS = (Turn.ASK_RETURN, Turn.DISPUTE, Turn.ASK_SUSPENSION, None)
TWIST_WEIGHTS = (5, 3, 3, 89)
"""Of a hundred rounds of a department."""

TWISTS_OF_UNITS = (Turn.SEND_UP, Turn.ORDER_DOWN, Turn.WHISTLE, Turn.ASK_SUSPENSION, None)
TWIST_WEIGHTS_OF_UNITS = (22, 4, 16, 3, 55)
"""Of a hundred rounds of a unit, where it has somebody above, or below, who can act."""


class Planned(Struct, frozen=True):
    when: datetime
    turn: Turn
    department: str


class Plan(Struct, kw_only=True):
    """What is still to come in a round, in order; ``good`` says whether the work will be."""

    round: int
    turns: list[Planned]
    good: bool


def drawn_plan(
    round_: Round, people: People, policy: Policy, *, place: str, resident: bool, called: Sequence[str] = ()
) -> Plan:
    """The slower a department, the larger the share of its limit that it takes; beyond 1 it is late.

    ``called`` are those for whom a unit would blow the whistle.
    """
    random, habits = people.random, people.habits_of(round_.host)
    share = random.lognormvariate(log(habits.pace), 0.5)

    def turn(kind: Turn, part: float, department: str = round_.host) -> Planned:
        return Planned(part_of_limit(round_, part, policy), kind, department)

    def turns() -> Iterator[Planned]:
        yield Planned(acceptance_time(round_, people, policy), Turn.ACCEPT, round_.host)
        if resident and random.random() < habits.care:
            yield Planned(contact_time(round_, share, people, policy), Turn.CONTACT, round_.host)
        twist = drawn_twist(round_, random, policy, place)
        if twist and round_.number < 3 and (called or twist is not Turn.WHISTLE):
            begun = min(share, 1) * random.uniform(0.3, 0.6)
            yield turn(twist, begun)
            for department in called if twist is Turn.WHISTLE else ():
                for kind, part in answers_to_whistle(random, people.habits_of(department).pace):
                    yield turn(kind, begun + part, department)
        if share > 0.85 and random.random() < 0.4:
            yield turn(Turn.ASK_EXTENSION, random.uniform(0.6, 0.9))
        if share > 0.7 and resident and random.random() < 0.3:
            yield turn(Turn.URGE, share * random.uniform(0.7, 0.95))
        for co in round_.co_handlers:
            pace = people.habits_of(co.department).pace
            yield turn(Turn.CO_HANDLE, random.lognormvariate(log(pace * 0.8), 0.4), co.department)
        yield turn(Turn.HANDLE, share)

    in_order = sorted(turns(), key=lambda planned: (planned.turn is Turn.HANDLE, planned.when))
    return Plan(round=round_.number, turns=in_order, good=random.random() < habits.care)


def drawn_twist(round_: Round, random: Random, policy: Policy, place: str) -> Turn | None:
    """What else comes in the round, if anything does."""
    if not unit_of_body(round_.host):
        return random.choices(TWISTS, TWIST_WEIGHTS)[0]
    twist = random.choices(TWISTS_OF_UNITS, TWIST_WEIGHTS_OF_UNITS)[0]
    acting = list(policy.acting(place, policy.levels[0]))
    nowhere = {Turn.SEND_UP: acting[-1:], Turn.ORDER_DOWN: acting[:1]}
    return None if twist and round_.host in nowhere.get(twist, ()) else twist


def answers_to_whistle(random: Random, pace: float) -> Iterator[tuple[Turn, float]]:
    """What comes of a call, one after the other, in parts of the round's limit from the whistle on."""
    here = 0.0
    for turn, chance in (
        (Turn.CONTEST, 0.2),
        (Turn.SIGN_IN, 1),
        (Turn.ON_SITE, 1),
        (Turn.CO_HANDLE, 1),
        (Turn.RATE, 1),
    ):
        here += random.lognormvariate(log(0.2 * pace), 0.9)
        if random.random() < chance:
            yield turn, here


def acceptance_time(round_: Round, people: People, policy: Policy) -> datetime:
    """Some minutes after it came; a slow department takes longer than the two working hours that it has."""
    minutes = people.random.uniform(5, 40 + 110 * people.habits_of(round_.host).pace)
    limit = read_limit(round_.limit)
    seconds = min(int(minutes * 60), policy.time.seconds(limit) // 4)
    return policy.time.add(round_.started, Limit(seconds, limit.clock)).at


def contact_time(round_: Round, share: float, people: People, policy: Policy) -> datetime:
    """Within a few working hours, the slower the department the more, and before the work is done."""
    hours = people.random.lognormvariate(log(8 * people.habits_of(round_.host).pace), 0.7)
    by_habit = policy.time.add(round_.started, Limit(int(hours * 3600), Clock.WORKING)).at
    return min(by_habit, part_of_limit(round_, share * people.random.uniform(0.3, 0.8), policy))


def part_of_limit(round_: Round, part: float, policy: Policy) -> datetime:
    """When so much of the round's limit is used."""
    limit = read_limit(round_.limit)
    return policy.time.add(round_.started, Limit(int(policy.time.seconds(limit) * part), limit.clock)).at
