"""What holds for every city, start and limit; and a plain oracle that walks minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gridcase.working_time import Clock, Limit, Slot, WorkingTime, load_calendar
from tests.support.examples import examples

CALENDARS = {name: load_calendar(name) for name in ("china", "weekdays", "every-day")}

ZONES = [
    ZoneInfo(name)
    for name in (
        "Asia/Shanghai",
        "Europe/London",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
    )
]

moments = st.datetimes(datetime(2003, 6, 1), datetime(2028, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive


def slots_between(first: int, last: int) -> st.SearchStrategy[tuple[Slot, ...]]:
    """Up to three slots between two minutes, at most a day apart; the last may end on the next day."""

    def pair(edges: list[int]) -> tuple[Slot, ...]:
        times = [time(edge % 1440 // 60, edge % 60) for edge in sorted(edges)]
        return tuple(Slot(*pair) for pair in zip(times[::2], times[1::2], strict=True))

    edges = st.lists(st.integers(first, last), min_size=2, max_size=6, unique=True)
    return edges.filter(lambda minutes: len(minutes) % 2 == 0 and sorted(minutes)[-2] < 1440).map(pair)


def cities(slots: st.SearchStrategy[tuple[Slot, ...]]) -> st.SearchStrategy[WorkingTime]:
    calendars, zones = st.sampled_from(list(CALENDARS.values())), st.sampled_from(ZONES)
    return st.builds(WorkingTime, calendars, slots, zones)


any_hours = slots_between(0, 1440) | st.integers(1, 1439).flatmap(lambda dawn: slots_between(dawn, 1440 + dawn - 1))
any_city = cities(any_hours)
seconds = st.integers(0, 60 * 86400)


def limits() -> st.SearchStrategy[Limit]:
    of_clocks = st.builds(Limit, seconds, st.sampled_from(Clock))
    return of_clocks | st.integers(1, 60).map(lambda days: Limit(0, Clock.WORKING, days))


@given(any_city, moments, limits())
def test_the_time_until_the_due_time_is_the_limit(city: WorkingTime, start: datetime, limit: Limit) -> None:
    due = city.add(start, limit).at
    assert city.between(start, due, limit.clock) == city.seconds(limit)
    if city.seconds(limit):
        assert city.between(start, due - timedelta(seconds=1), limit.clock) < city.seconds(limit)


@given(any_city, moments, seconds, seconds, st.sampled_from(Clock))
def test_two_limits_one_after_the_other_are_one(
    city: WorkingTime, start: datetime, first: int, second: int, clock: Clock
) -> None:
    between = city.add(start, Limit(first, clock)).at
    assert city.add(between, Limit(second, clock)).at == city.add(start, Limit(first + second, clock)).at


@given(any_city, st.tuples(moments, moments, moments), st.sampled_from(Clock))
def test_adjoining_stretches_add_up(city: WorkingTime, times: tuple[datetime, ...], clock: Clock) -> None:
    first, middle, last = sorted(times)
    assert city.between(first, middle, clock) + city.between(middle, last, clock) == city.between(first, last, clock)


@given(any_city, st.tuples(moments, moments), st.tuples(seconds, seconds))
def test_a_later_start_or_a_longer_limit_is_never_due_earlier(
    city: WorkingTime, starts: tuple[datetime, ...], amounts: tuple[int, ...]
) -> None:
    (early, late), (short, long) = sorted(starts), sorted(amounts)
    assert city.add(early, Limit(short)).at <= city.add(late, Limit(short)).at
    assert city.add(early, Limit(short)).at <= city.add(early, Limit(long)).at


@given(any_city, moments, limits())
def test_an_explanation_is_contiguous_and_adds_up(city: WorkingTime, start: datetime, limit: Limit) -> None:
    due = city.add(start, limit).at
    intervals = city.explain(start, limit)
    assert sum(each.seconds for each in intervals) == city.seconds(limit)
    edges = [start.replace(microsecond=0), *(each.end for each in intervals)]
    assert [each.start for each in intervals] == edges[:-1]
    assert edges[-1] == due
    for each in intervals:
        assert each.seconds in (0, (each.end - each.start).total_seconds())
        assert city.between(each.start, each.end, limit.clock) == each.seconds
    assert all(one.reason != next_one.reason for one, next_one in pairwise(intervals))


@given(any_city, moments, limits())
def test_provisional_says_that_an_unpublished_day_is_involved(city: WorkingTime, start: datetime, limit: Limit) -> None:
    due = city.add(start, limit)
    guessed = any("provisional" in each.reason for each in city.explain(start, limit))
    assert due.provisional == guessed


fair_hours = slots_between(4 * 60, 24 * 60) | slots_between(13 * 60, 37 * 60 - 1)
"""Clocks change at night: no slot begins or ends then, so a wall clock read minute by minute is a fair oracle."""

around_new_year = st.builds(
    lambda year, minutes: datetime(year, 12, 31, tzinfo=UTC) + timedelta(minutes=minutes),
    st.integers(2004, 2027),
    st.integers(-1440, 2 * 1440),
)


@examples(30)
@given(cities(fair_hours | st.just((Slot(time(0), time(0)),))), moments | around_new_year, st.integers(0, 12 * 60))
def test_a_slow_count_minute_by_minute_agrees(city: WorkingTime, start: datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    due = city.add(start, Limit(minutes * 60)).at
    assert due == slow_due(city, start, minutes)


def slow_due(city: WorkingTime, start: datetime, minutes: int) -> datetime:
    now, days = start, dict[date, bool]()
    while minutes:
        wall = now.astimezone(city.zone)
        for day in (wall.date(), wall.date() - timedelta(days=1)):
            if day not in days:
                days[day] = city.calendar.is_working(day)
            minutes -= days[day] and any(holds(slot, wall.time(), day < wall.date()) for slot in city.slots)
        now += timedelta(minutes=1)
    return now


def holds(slot: Slot, wall: time, the_night_before: bool) -> bool:
    """Whether a wall clock is in a slot that began on its day, or on the day before."""
    past_midnight = slot.end <= slot.start
    if the_night_before:
        return past_midnight and wall < slot.end
    return slot.start <= wall and (past_midnight or wall < slot.end)


@given(limits())
def test_a_limit_is_read_back_as_it_was_said(limit: Limit) -> None:
    assert Limit.parse(str(limit)) == limit
