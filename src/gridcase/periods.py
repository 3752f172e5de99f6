"""Periods: a year, a half, a quarter or a month of the calendar, ``2026``, ``2026-H2``, ``2026-Q4``, ``2026-10``.

A period is half-open: its first moment by the city's clock is in it, its end is the first moment of the next. What is
asked *as of* a moment takes that moment in.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from gridcase.errors import BadConfiguration

A_PERIOD = "a year, a half, a quarter or a month: 2026, 2026-H2, 2026-Q4, 2026-10"
"""What is expected where a period is."""

PATTERN = re.compile(
    r"(?!9999)(?P<year>[1-9]\d{3})(-H(?P<half>[12])|-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII
)
"""Clocks end with the year 9999: it has no end."""


class Length(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}

NAMES = {
    Length.MONTH: "{year:04}-{part:02}",
    Length.QUARTER: "{year:04}-Q{part}",
    Length.HALF: "{year:04}-H{part}",
    Length.YEAR: "{year:04}",
}
"""How a period is written."""


class Period(Struct, frozen=True):
    """The period of its length that comes ``ordinal`` periods after the beginning of the year 0."""

    length: Length
    ordinal: int

    @classmethod
    def parse(cls, text: str, where: str = "period") -> Self:
        """Raises ``BadConfiguration``, which names ``where`` the text stood, for what is no period."""
        match = PATTERN.fullmatch(text)
        if match is None:
            raise BadConfiguration(where, repr(text), A_PERIOD)
        length = next((length for length in Length if match.groupdict().get(length)), Length.YEAR)
        part = int(match[length]) - 1 if length is not Length.YEAR else 0
        return cls(length, int(match["year"]) * 12 // MONTHS[length] + part)

    @classmethod
    def around(cls, moment: datetime, length: Length, zone: ZoneInfo) -> Self:
        """The period that a moment lies in."""
        there = moment.astimezone(zone)
        return cls(length, (there.year * 12 + there.month - 1) // MONTHS[length])

    def __str__(self) -> str:
        return NAMES[self.length].format(year=self.year, part=self.part)

    @property
    def year(self) -> int:
        return self.ordinal * MONTHS[self.length] // 12

    @property
    def part(self) -> int:
        """Which period of its length it is in its year, the first being 1."""
        return self.ordinal % (12 // MONTHS[self.length]) + 1

    def before(self, count: int = 1) -> Self:
        """The period ``count`` periods earlier; later ones by a negative count."""
        return replace(self, ordinal=self.ordinal - count)

    def trailing(self, count: int) -> list[Self]:
        """So many periods, this one last."""
        return [self.before(earlier) for earlier in reversed(range(count))]

    def start(self, zone: ZoneInfo) -> datetime:
        """Its first moment, in UTC."""
        year, month = divmod(self.ordinal * MONTHS[self.length], 12)
        return datetime(year, month + 1, 1, tzinfo=zone).astimezone(UTC)

    def end(self, zone: ZoneInfo) -> datetime:
        """The first moment after it, in UTC."""
        return self.before(-1).start(zone)


def is_period(text: str) -> bool:
    return PATTERN.fullmatch(text) is not None


def periods_around(moment: datetime, zone: ZoneInfo) -> list[Period]:
    """The year, the half, the quarter and the month that a moment lies in."""
    return [Period.around(moment, length, zone) for length in reversed(Length)]


def ended(first: datetime, now: datetime, length: Length, zone: ZoneInfo) -> Iterator[Period]:
    """The periods that are over, from the one that ``first`` lies in."""
    period = Period.around(first, length, zone)
    while period.end(zone) <= now:
        yield period
        period = period.before(-1)


class Earlier(StrEnum):
    """What a time is compared with: the same a month before (环比), or a year before (同比)."""

    MONTH = "month"
    YEAR = "year"


class Window(Struct, frozen=True, kw_only=True):
    """What time is asked about, and by which knowledge: from ``start`` up to, and without, ``end``.

    Counted is what had happened ``as_of``, that moment included, and by ``as_known`` what the store had recorded, then
    included; ``None`` leaves nothing out. ``period`` is what the calendar calls this time, empty if it is no period.
    """

    start: datetime
    end: datetime
    as_of: datetime
    as_known: datetime | None = None
    period: str = ""

    @property
    def month(self) -> int | None:
        """Which month of the year it is, 1 to 12; ``None`` where it is not one."""
        period = Period.parse(self.period) if self.period else None
        return period.part if period and period.length is Length.MONTH else None

    @classmethod
    def of(cls, period: Period, zone: ZoneInfo, as_of: datetime) -> Self:
        """The whole of a period."""
        return cls(start=period.start(zone), end=period.end(zone), as_of=as_of, period=str(period))

    @classmethod
    def at_end(cls, period: Period, zone: ZoneInfo, now: datetime) -> Self:
        """A period as it stood at its end, or as it stands ``now`` where it is not over."""
        return cls.of(period, zone, min(period.end(zone), now))

    def earlier(self, than: Earlier, zone: ZoneInfo) -> Self:
        """The same a month, or a year, before: as things stood when that was as old as this is. It has no name."""
        months = MONTHS[Length(than)]
        start, end, as_of = (months_before(moment, months, zone) for moment in (self.start, self.end, self.as_of))
        return replace(self, start=start, end=end, as_of=as_of, period="")


def months_before(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time of the wall clock so many months earlier, or the last day of that month."""
    there = moment.astimezone(zone)
    year, month = divmod(there.year * 12 + there.month - 1 - months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return there.replace(year=year, month=month + 1, day=day).astimezone(UTC)
