"""When things can have happened: one rule for every time that enters, whoever states it."""

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing that a city keeps an account of happened before."""

FURTHEST = timedelta(days=100 * 366)
"""What is still to come, a due time or a date from which something holds, is at most a century away."""


def not_past(moment: datetime, now: datetime) -> str:
    """What was expected in place of a time that something happened; empty where it can be one."""
    return "" if EARLIEST <= moment <= now else f"a time from {EARLIEST:%Y} until now"


def not_near(moment: datetime, now: datetime) -> str:
    """What was expected in place of a time that may lie ahead; empty where it can be one."""
    return "" if EARLIEST <= moment <= now + FURTHEST else f"a time from {EARLIEST:%Y}, at most a century away"
