"""The working time of a city: when a limit ends, how much of it is used, and why."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from itertools import accumulate, groupby
from math import inf
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase.working_time.calendars import Calendar, load_calendar
from gridcase.working_time.limits import DAY, Clock, Limit
from gridcase.working_time.slots import Slot

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


class Due(Struct, frozen=True):
    """When a limit ends, in UTC. Provisional: it rests on days whose holidays nobody has published yet."""

    at: datetime
    provisional: bool


class Interval(Struct, frozen=True):
    """A stretch [start, end) between the start of a limit and its end, in UTC: ``seconds`` of it count, for ``reason``.

    An interval that is skipped counts 0 seconds.
    """

    start: datetime
    end: datetime
    seconds: int
    reason: str


class Year(Struct, frozen=True):
    """The working time of a year of the city, in seconds since 1970: ``counts[i]`` were worked before ``starts[i]``.

    ``counts`` has one more: the whole year's. A year ``opens`` with its first working day and ``closes`` with its last,
    so the night shift of New Year's Eve is the old year's.
    """

    opens: int
    closes: int
    starts: list[int]
    counts: list[int]

    def worked(self, moment: int) -> int:
        """Seconds worked from the year's beginning until a moment of it."""
        slot = bisect_right(self.starts, moment) - 1
        return min(self.counts[slot] + moment - self.starts[slot], self.counts[slot + 1]) if slot >= 0 else 0

    def when(self, worked: int) -> int:
        """The first moment at which so many seconds, more than 0, are worked."""
        slot = bisect_left(self.counts, worked) - 1
        return self.starts[slot] + worked - self.counts[slot]


class Piece(NamedTuple):
    """An interval before it is told: in seconds since 1970."""

    start: int
    end: int
    counts: bool
    reason: str

    def interval(self) -> Interval:
        return Interval(utc(self.start), utc(self.end), self.counts * (self.end - self.start), self.reason)


class WorkingTime:
    """The working time of a city: its calendar, the slots of its working day, its time zone. It never changes.

    What counts is time that really passes, so a slot across a change to summer time is an hour shorter. A slot belongs
    to the day on which it begins: with a night shift from 22:00 to 06:00, a day of the city lasts from six to six.
    """

    __slots__ = ("_dawn", "_published", "_years", "calendar", "day", "slots", "zone")

    def __init__(self, calendar: Calendar, slots: Sequence[Slot], zone: ZoneInfo) -> None:
        dawn = max(0, slots[-1].closes - DAY) if slots else 0
        edges = [dawn, *(edge for slot in slots for edge in (slot.opens, slot.closes))]
        if not slots or edges != sorted(edges) or any(slot.start == slot.end != time() for slot in slots):
            shown = ", ".join(map(str, slots)) or "no slot"
            raise BadConfiguration(
                "", f"working hours {shown}", "slots in order, none into another, also past midnight"
            )
        self.calendar = calendar
        self.slots = tuple(slots)
        self.zone = zone
        self.day = sum(slot.closes - slot.opens for slot in slots)
        """The seconds of one working day."""
        self._dawn = dawn
        self._published = (
            self._begins(calendar.first) if calendar.first > date.min else -inf,
            self._begins(calendar.last + ONE_DAY) if calendar.last < date.max else inf,
        )
        self._years: dict[int, Year] = {}

    @classmethod
    def of(cls, calendar: str, slots: Sequence[str], zone: str) -> Self:
        """From the words of a configuration: ``china``, ``["09:00-12:00", "13:30-17:30"]``, ``Asia/Shanghai``."""
        try:
            city_zone = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise BadConfiguration("", f"time zone {zone!r}", "a name such as Asia/Shanghai") from None
        return cls(load_calendar(calendar), [Slot.parse(slot) for slot in slots], city_zone)

    def seconds(self, limit: Limit) -> int:
        """A limit in seconds of its clock."""
        return limit.amount + limit.days * self.day

    def add(self, start: datetime, limit: Limit) -> Due:
        """When a limit that runs from ``start`` ends. A limit of nothing ends where it starts."""
        moment, amount = seconds_since_1970(start), self.seconds(limit)
        if limit.clock is Clock.WALL or not amount:
            return Due(utc(moment + amount), False)
        number, year = self._year(moment, start.year)
        worked = year.worked(moment) + amount
        while worked > year.counts[-1]:
            worked -= year.counts[-1]
            number += 1
            year = self._table(number)
        end = year.when(worked)
        first, last = self._published
        return Due(utc(end), moment < first or end > last)

    def between(self, start: datetime, end: datetime, clock: Clock = Clock.WORKING) -> int:
        """Seconds of the clock from ``start`` to ``end``, 0 if the end comes first. Adjoining stretches add up."""
        first, last = seconds_since_1970(start), seconds_since_1970(end)
        if last <= first:
            return 0
        if clock is Clock.WALL:
            return last - first
        number, year = self._year(first, start.year)
        last_number, last_year = self._year(last, end.year)
        whole_years = sum(self._table(n).counts[-1] for n in range(number, last_number))
        return whole_years + last_year.worked(last) - year.worked(first)

    def explain(self, start: datetime, limit_or_end: Limit | datetime) -> list[Interval]:
        """Every interval counted and every one skipped, without a gap, from ``start`` to the end or to the due time.

        Adjoining intervals with the same reason are one. Their seconds add up to the limit.
        """
        first = seconds_since_1970(start)
        if isinstance(limit_or_end, datetime):
            pieces = self._pieces(first, seconds_since_1970(limit_or_end))
        elif limit_or_end.clock is Clock.WALL:
            pieces = iter([Piece(first, first + limit_or_end.amount, True, "every second counts")])
        else:
            pieces = self._pieces(first, seconds_since_1970(self.add(start, limit_or_end).at))
        runs = ([*run] for _, run in groupby(pieces, key=lambda piece: (piece.counts, piece.reason)))
        joined = (run[0]._replace(end=run[-1].end) for run in runs)
        return [piece.interval() for piece in joined if piece.start < piece.end]

    def _pieces(self, start: int, end: int) -> Iterator[Piece]:
        """A stretch cut where days begin and at the edges of slots."""
        day = utc(start).astimezone(self.zone).date() - ONE_DAY
        while start < end:
            for piece in self._day(day):
                if start < piece.end:
                    yield piece._replace(start=start, end=min(piece.end, end))
                    start = piece.end
                if start >= end:
                    return
            day += ONE_DAY

    def _day(self, day: date) -> Iterator[Piece]:
        """A day cut at the edges of its slots."""
        why = self.calendar.why(day)
        edge = self._begins(day)
        if self.calendar.is_working(day):
            counted = "working hours" if why == "working day" else f"working hours, {why}"
            why = "outside working hours" if self.calendar.is_published(day) else f"outside working hours, {why}"
            edges = iter(self._edges(day))
            for opens, closes in zip(edges, edges, strict=True):
                yield Piece(edge, opens, False, why)
                yield Piece(opens, closes, True, counted)
                edge = closes
        yield Piece(edge, self._begins(day + ONE_DAY), False, why)

    def _begins(self, day: date) -> int:
        """When a day of the city begins: at midnight, or where the night shift of the day before ends."""
        return self._moment(day, self._dawn)

    def _edges(self, day: date) -> list[int]:
        """When the day's slots open and close, in order. A clock set forward shortens them, never lets them overlap."""
        begins, ends = self._begins(day), self._begins(day + ONE_DAY)
        edges = [self._moment(day, edge) for slot in reversed(self.slots) for edge in (slot.closes, slot.opens)]
        return [max(begins, edge) for edge in list(accumulate(edges, min, initial=ends))[:0:-1]]

    def _moment(self, day: date, second: int) -> int:
        """Seconds since 1970 at a time of the city's wall clock; the first of the two where the clock is set back."""
        return (datetime.combine(day, time(), self.zone) + second * SECOND - EPOCH) // SECOND

    def _year(self, moment: int, nearby: int) -> tuple[int, Year]:
        """The city's year that holds a moment: the one in which it lies elsewhere, or a neighbour."""
        year = self._table(nearby)
        if moment < year.opens:
            nearby -= 1
        elif moment >= year.closes:
            nearby += 1
        else:
            return nearby, year
        return nearby, self._table(nearby)

    def _table(self, number: int) -> Year:
        year = self._years.get(number)
        if year is None:
            year = self._years[number] = self._count(number)
        return year

    def _count(self, number: int) -> Year:
        if not MINYEAR < number < MAXYEAR:
            raise ValueError(f"working time is not counted in the year {number}")
        first, next_first = date(number, 1, 1), date(number + 1, 1, 1)
        days = (first + n * ONE_DAY for n in range((next_first - first).days))
        edges = [edge for day in days if self.calendar.is_working(day) for edge in self._edges(day)]
        starts, ends = edges[::2], edges[1::2]
        lengths = (end - start for start, end in zip(starts, ends, strict=True))
        return Year(self._begins(first), self._begins(next_first), starts, list(accumulate(lengths, initial=0)))


def seconds_since_1970(moment: datetime) -> int:
    if moment.utcoffset() is None:
        raise ValueError(f"a time without a zone: {moment.isoformat()}")
    return (moment - EPOCH) // SECOND


def utc(moment: int) -> datetime:
    return datetime.fromtimestamp(moment, UTC)
