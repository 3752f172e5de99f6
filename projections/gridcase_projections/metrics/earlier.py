"""The same question of an earlier time: month-on-month (环比), year-on-year (同比)."""

from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gridcase.periods import months_before
from gridcase_projections.metrics.question import Asked


class Compare(StrEnum):
    """With what a score is compared: month-on-month (环比), year-on-year (同比)."""

    MONTH = "month"
    YEAR = "year"


MONTHS = {Compare.MONTH: 1, Compare.YEAR: 12}


def earlier(asked: Asked, compare: Compare, zone: ZoneInfo) -> Asked:
    """The same question a month, or a year, earlier: as things stood when that period was as old as this one is."""
    months = MONTHS[compare]
    times = {name: months_before(getattr(asked, name), months, zone) for name in ("start", "end", "as_of")}
    return replace(asked, **times)
