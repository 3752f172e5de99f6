"""Why each due time of a matter is what it is: how it was counted, what moved it, and how it was judged.

Everything comes from the matter's history. The rules of today only put words to a limit, and only where it still gives
the very due time that was written down.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from gridcase.matters import events as e
from gridcase.matters.clocks import Leg, grants, legs, seconds_allowed
from gridcase.matters.deadline import Deadline
from gridcase.matters.events import Step
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy, read_limit
from gridcase.matters.state import (
    MatterState,
    Unreported,
)
from gridcase.tags import tag_of
from gridcase.working_time import Clock, Interval

NO_RULE = "no limit of today's rules gives this time: it stands as it was given"
STOOD = "suspended, or merged into a master"
EVERY_SECOND = "every second counts"

JUDGED: dict[type[e.MatterEvent], Step] = {
    e.MatterClassified: Step.CLASSIFY,
    e.MatterDiverted: Step.DIVERT,
    e.MatterAccepted: Step.ACCEPT,
    e.CoHandlingReported: Step.HANDLE,
    e.HandlingReported: Step.HANDLE,
    e.ResultConfirmed: Step.VERIFY,
    e.FeedbackRecorded: Step.FEEDBACK,
    e.MatterClosed: Step.CLOSE,
}
"""The step that an event gives a verdict on."""


class Allowance(Struct, kw_only=True):
    """The time that something may take: from its ``start`` to ``due``, interval by interval without a gap.

    ``department`` is set for a co-handler's. ``limit`` is empty where no rule of today gives the due time;
    ``extensions`` were granted on top of it. ``stands_since`` is set while the clock stands, and the intervals end
    there. ``ended_by`` is the tag of the event that stopped the clock, empty while it runs; ``in_time`` is the verdict
    given then, ``None`` where none was. ``used`` is in seconds of the limit's clock, without the time it stood.
    """

    step: Step
    round: int
    department: str
    start: datetime
    limit: str
    due: datetime
    provisional: bool
    policy: str
    extensions: list[str] = []
    stands_since: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    in_time: bool | None = None
    used: int | None = None
    intervals: list[Interval] = []


def explain(history: Iterable[e.MatterEvent], policy: Policy) -> list[Allowance]:
    """The account of every due time that the matter had, in the order in which their clocks began."""
    return Account(history, policy).allowances()


class Entry(Struct):
    """A clock as it was last known, and what is told of it."""

    clock: Deadline
    allowance: Allowance


class ClockKey(NamedTuple):
    """Which clock of a matter it is, whatever becomes of its due time."""

    step: Step
    round: int
    department: str
    since: datetime


class Account:
    """Every clock that a matter had. Which ones run, stand or have ended is what the matter itself says."""

    def __init__(self, history: Iterable[e.MatterEvent], policy: Policy) -> None:
        self.state: MatterState = Unreported()
        self._policy = policy
        self._all: list[Entry] = []
        self._running: dict[ClockKey, Entry] = {}
        self._stands_since: datetime | None = None
        for event in history:
            self._read(event)

    def running(self) -> list[Entry]:
        """The clocks that have not ended, told as far as they are known now."""
        return [self._with_clock(entry) for entry in self._all if entry.allowance.ended is None]

    def allowances(self) -> list[Allowance]:
        return [self._with_clock(entry).allowance for entry in self._all]

    def _read(self, event: e.MatterEvent) -> None:
        self.state = matter = evolve(self.state, event)
        self._stands_since = matter.stands_since
        clocks = {key_of(clock): clock for clock in matter.deadlines()}
        for key, entry in [*self._running.items()]:
            if key not in clocks or set_anew(event, entry.clock, clocks[key]):
                end(self._running.pop(key), event)
        for key, clock in clocks.items():
            if key in self._running:
                go_on(self._running[key], event, clock)
            else:
                self._all.append(Entry(clock, begun(event, clock)))
                self._running[key] = self._all[-1]

    def _with_clock(self, entry: Entry) -> Entry:
        clock, allowance = entry.clock, entry.allowance
        allowance.due, allowance.extensions = clock.due, [*clock.extensions]
        allowance.limit = words(clock, self._policy)
        allowance.stands_since = None if allowance.ended else self._stands_since
        allowance.intervals = [*intervals(clock, allowance, self._policy)]
        return entry


def key_of(clock: Deadline) -> ClockKey:
    return ClockKey(clock.step, clock.round, clock.department, clock.since)


def set_anew(event: e.MatterEvent, before: Deadline, after: Deadline) -> bool:
    """Whether a matter that is classified again has another limit."""
    return isinstance(event, e.MatterClassified) and before != after


def begun(event: e.MatterEvent, clock: Deadline) -> Allowance:
    return Allowance(
        step=clock.step,
        round=clock.round,
        department=clock.department,
        start=clock.since,
        limit="",
        due=clock.due,
        provisional=getattr(event, "due_provisional", False),
        policy=getattr(event, "policy", ""),
    )


def go_on(entry: Entry, event: e.MatterEvent, clock: Deadline) -> None:
    """A clock goes on. Where its due time moved, the event that moved it says whether it is provisional."""
    if clock.due != entry.clock.due:
        entry.allowance.provisional = getattr(event, "due_provisional", entry.allowance.provisional)
    entry.clock = clock


def end(entry: Entry, event: e.MatterEvent) -> None:
    """A clock ends with an event, which may judge it. A duplicate's closing judges nothing."""
    clock, allowance = entry.clock, entry.allowance
    allowance.ended, allowance.ended_by = event.at, tag_of(event)
    judges = JUDGED.get(type(event)) is clock.step and getattr(event, "department", "") == clock.department
    if judges and not getattr(event, "master", ""):
        allowance.in_time, allowance.used = getattr(event, "in_time", None), getattr(event, "used", None)


def words(clock: Deadline, policy: Policy) -> str:
    """The limit, if it and what was granted on top of it still give the due time; else nothing."""
    limits = grants(clock, policy)
    given = sum(policy.time.seconds(read_limit(limit)) for limit in limits if limit)
    return limits[0] if given == seconds_allowed(clock, policy) else ""


def intervals(clock: Deadline, allowance: Allowance, policy: Policy) -> Iterator[Interval]:
    """From the start to the due time without a gap; no further than the clock went, while it stands."""
    here, until = clock.since, allowance.stands_since or clock.due
    for leg in legs(clock, policy):
        start, end = min(leg.start, until), min(leg.end, until)
        if here < start:
            yield Interval(here, start, 0, STOOD)
        if start < end:
            yield from stretch(Leg(start, end, leg.measure), allowance, policy)
        here = end


def stretch(leg: Leg, allowance: Allowance, policy: Policy) -> Iterator[Interval]:
    start, end, measure = leg
    if allowance.limit and measure is Clock.WORKING:
        yield from policy.time.explain(start, end)
    else:
        why = EVERY_SECOND if allowance.limit else NO_RULE
        yield Interval(start, end, policy.time.between(*leg), why)
