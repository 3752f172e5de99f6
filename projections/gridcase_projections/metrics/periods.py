"""The period before: a month, or a year, earlier by the city's clock."""

from calendar import monthrange
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gridcase_projections.metrics.question import Asked


class Compare(StrEnum):
    """With what a score is compared: month-on-month (环比), year-on-year (同比)."""

    MONTH = "month"
    YEAR = "year"


MONTHS = {Compare.MONTH: 1, Compare.YEAR: 12}


def before(asked: Asked, compare: Compare, zone: ZoneInfo) -> Asked:
    """The same question a month, or a year, earlier: as things stood when that period was as old as this one is."""
    months = MONTHS[compare]
    earlier = {name: months_before(getattr(asked, name), months, zone) for name in ("start", "end", "as_of")}
    return replace(asked, **earlier)


def months_before(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same day and time of the wall clock so many months earlier, or the last day of that month."""
    there = moment.astimezone(zone)
    year, month = divmod(there.year * 12 + there.month - 1 - months, 12)
    day = min(there.day, monthrange(year, month + 1)[1])
    return there.replace(year=year, month=month + 1, day=day).astimezone(UTC)
