"""Periods of assessment: a year, a quarter or a month, ``2026``, ``2026-Q4``, ``2026-10``, by the city's clock."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

PERIOD = re.compile(r"(?P<year>[1-9]\d{3})(-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


def is_period(text: str) -> bool:
    return PERIOD.fullmatch(text) is not None


def bounds(period: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when on, and until when, the end left out; in UTC. Raises ``ValueError`` for what is no period."""
    found = PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"{period!r} is no year, quarter or month")
    if found["month"]:
        first, months = int(found["month"]), 1
    elif found["quarter"]:
        first, months = 3 * int(found["quarter"]) - 2, 3
    else:
        first, months = 1, 12
    year = int(found["year"])
    after, last = divmod(first - 1 + months, 12)
    return tuple(
        datetime(*start, 1, tzinfo=zone).astimezone(UTC) for start in ((year, first), (year + after, last + 1))
    )  # type: ignore[return-value]


def periods_of(moment: datetime, zone: ZoneInfo) -> tuple[str, str, str]:
    """The year, the quarter and the month that a moment lies in."""
    there = moment.astimezone(zone)
    return f"{there.year}", f"{there.year}-Q{(there.month + 2) // 3}", f"{there.year}-{there.month:02}"
