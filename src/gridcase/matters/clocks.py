"""What a clock of a matter reads at a time. Whatever counts the time of a matter asks here.

A clock runs through its limit and then through every extension, each by its own measure: working time, or every second.
Where it stood, it did not run. When it is due is in the events and is never counted again; what lies between its start
and that time is measured by the rules of today.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from gridcase.matters.deadline import Deadline, Stretch
from gridcase.matters.policy import Policy, met, read_limit
from gridcase.working_time import Clock, Due, Limit, WorkingTime


class Light(StrEnum):
    """The traffic light of a clock: green up to the city's share of its time, yellow until it is due, red beyond."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Reading(Struct, frozen=True, kw_only=True):
    """What a clock reads: seconds ``allowed``, ``used`` and ``left`` of its time, and seconds that it ``stood``.

    ``used`` goes on past the due time, where nothing is left.
    """

    started: datetime
    due: datetime
    warned_from: datetime
    allowed: int
    used: int
    left: int
    stood: int
    light: Light


def read_clock(clock: Deadline, at: datetime, policy: Policy) -> Reading:
    """Everything that can be read off a clock at a time."""
    allowed, used = seconds_allowed(clock, policy), seconds_used(clock, at, policy)
    near = used * 100 > allowed * policy.warn_at
    return Reading(
        started=clock.since,
        due=clock.due,
        warned_from=warned_from(clock, policy),
        allowed=allowed,
        used=used,
        left=max(0, allowed - used),
        stood=sum(policy.time.between(since, min(until, at), Clock.WALL) for since, until in clock.stood),
        light=Light.RED if not met(clock.due, at) else Light.YELLOW if near else Light.GREEN,
    )


class Leg(NamedTuple):
    """A stretch [start, end) in which a clock runs, and the measure that it runs by."""

    start: datetime
    end: datetime
    measure: Clock


def legs(clock: Deadline, policy: Policy) -> Iterator[Leg]:
    """All the stretches in which a clock runs, from its start to its due time."""
    *earlier, last = grants(clock, policy)
    start, measure = Due(clock.since, False), measure_of(last)
    if any(measure_of(grant) is not measure for grant in earlier):
        for grant in earlier:
            end = run_on(start, read_limit(grant), clock.stood, policy.time)
            yield from running(start.at, min(end.at, clock.due), clock.stood, measure_of(grant))
            start = end
    yield from running(start.at, clock.due, clock.stood, measure)


def seconds_allowed(clock: Deadline, policy: Policy) -> int:
    return sum(policy.time.between(*leg) for leg in legs(clock, policy))


def seconds_used(clock: Deadline, at: datetime, policy: Policy) -> int:
    measure = measure_of(grants(clock, policy)[-1])
    until_due = (Leg(start, min(end, at), measure) for start, end, measure in legs(clock, policy))
    beyond = running(clock.due, at, clock.stood, measure)
    return sum(policy.time.between(*leg) for leg in (*until_due, *beyond))


def warned_from(clock: Deadline, policy: Policy) -> datetime:
    """When the city's share of the time is used, up to which the light is green."""
    counted = [(leg, policy.time.between(*leg)) for leg in legs(clock, policy)]
    near = sum(seconds for _, seconds in counted) * policy.warn_at // 100
    for leg, seconds in counted:
        if near <= seconds:
            return policy.time.add(leg.start, Limit(near, leg.measure)).at
        near -= seconds
    return clock.due


def due_by_rule(clock: Deadline, policy: Policy) -> Due | None:
    """When a clock would be due by the rules of today, extended and stopped as it was; ``None`` without a limit."""
    due = Due(clock.since, False)
    for grant in grants(clock, policy):
        if not grant:
            return None
        due = run_on(due, read_limit(grant), clock.stood, policy.time)
    return due


def due_later(clock: Deadline, limit: str, policy: Policy) -> Due:
    """When a further limit ends that begins at the due time: an extension, or a step of the ladder."""
    return run_on(Due(clock.due, False), read_limit(limit), clock.stood, policy.time)


def due_resumed(clock: Deadline | None, since: datetime, until: datetime, policy: Policy) -> Due | None:
    """When a clock is due that stood: what was left of it at ``since`` runs on from ``until``.

    What was missed before stays missed.
    """
    if clock is None:
        return None
    if clock.due <= since:
        return Due(clock.due, False)
    due = Due(until, False)
    for start, end, measure in legs(clock, policy):
        left = policy.time.between(max(start, since), end, measure)
        due = run_on(due, Limit(left, measure), (), policy.time)
    return due


def grants(clock: Deadline, policy: Policy) -> tuple[str, ...]:
    """The limit of a clock and its extensions; one empty text where no rule gives the limit."""
    limit = clock.limit or policy.limit(clock.step, clock.class_code)
    return (limit, *clock.extensions) if limit else ("",)


def measure_of(limit: str) -> Clock:
    return read_limit(limit).clock if limit else Clock.WALL


def running(start: datetime, end: datetime, stood: Sequence[Stretch], measure: Clock) -> Iterator[Leg]:
    """What is left of a stretch where a clock did not stand."""
    for since, until in stood:
        if start < since < end:
            yield Leg(start, since, measure)
        if since < end:
            start = max(start, until)
    if start < end:
        yield Leg(start, end, measure)


def run_on(start: Due, limit: Limit, stood: Sequence[Stretch], time: WorkingTime) -> Due:
    """When a limit ends that runs from ``start`` on, except where its clock stood."""
    here, left = start.at, limit
    for since, until in stood:
        if here < until and since < time.add(here, left).at:
            left = Limit(time.seconds(left) - time.between(here, since, left.clock), left.clock)
            here = until
    end = time.add(here, left)
    return Due(end.at, end.provisional or start.provisional)
