"""Times as they are written and read: by the wall clock of the city."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from gridcase.errors import BadConfiguration

EXPECTED = "a time such as 2026-11-24T09:20, 2026-11-24 or 2026-11-24T09:20+08:00"


def read_time(text: str, zone: ZoneInfo, option: str) -> datetime:
    """The moment, in UTC; without an offset it is local to ``zone``. Raises ``BadConfiguration`` for anything else."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadConfiguration(option, repr(text), EXPECTED) from None


def read_now(text: str, zone: ZoneInfo, option: str) -> datetime:
    """The moment at which something is said to be done: working time must be known around it."""
    moment = read_time(text, zone, option)
    if not 1900 <= moment.year < 3000:
        raise BadConfiguration(option, repr(text), "a time from 1900 to 2999")
    return moment


def show_time(moment: datetime, zone: ZoneInfo) -> str:
    """``2026-11-24 09:20``"""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def show_seconds(seconds: int) -> str:
    """``1 d 2 h``, ``2 h 30 min``, ``45 s``: the two largest parts, and no rounding up."""
    parts = []
    for name, size in (("d", 86400), ("h", 3600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts[:2]) or "0 s"
