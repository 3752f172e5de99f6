"""Periods one after the other: years, quarters or months, written as ``gridcase.assessments.periods`` does."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from gridcase.assessments.periods import bounds, is_period, periods_of
from gridcase.errors import BadConfiguration

MONTHS_OF_YEAR = 12


class Every(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def length(period: str) -> Every:
    """Raises ``BadConfiguration`` for what is no period."""
    if not is_period(period):
        raise BadConfiguration("period", repr(period), "a year, a quarter or a month: 2026, 2026-Q4, 2026-10")
    _, _, part = period.partition("-")
    return Every.QUARTER if part.startswith("Q") else Every.MONTH if part else Every.YEAR


def before(period: str, count: int = 1) -> str:
    """The period ``count`` periods of the same length earlier; later ones by a negative count."""
    year, _, part = period.partition("-")
    match length(period):
        case Every.YEAR:
            return f"{int(year) - count:04}"
        case Every.QUARTER:
            earlier, quarter = divmod(4 * int(year) + int(part[1]) - 1 - count, 4)
            return f"{earlier:04}-Q{quarter + 1}"
        case Every.MONTH:
            earlier, month = divmod(MONTHS_OF_YEAR * int(year) + int(part) - 1 - count, MONTHS_OF_YEAR)
            return f"{earlier:04}-{month + 1:02}"


def up_to(period: str, count: int) -> list[str]:
    """So many periods, the given one last."""
    return [before(period, count - place) for place in range(1, count + 1)]


def ended(first: datetime, now: datetime, every: Every, zone: ZoneInfo) -> Iterator[str]:
    """The periods that are over, from the one that ``first`` lies in."""
    period = dict(zip((Every.YEAR, Every.QUARTER, Every.MONTH), periods_of(first, zone), strict=True))[every]
    while bounds(period, zone)[1] <= now:
        yield period
        period = before(period, -1)
