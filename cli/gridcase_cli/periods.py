"""The periods that commands ask for, by the city's clock."""

from datetime import datetime

from gridcase.assessments.periods import bounds, is_period
from gridcase.errors import BadConfiguration
from gridcase_cli.wiring import Desk


def bounds_of(desk: Desk, period: str) -> tuple[datetime, datetime]:
    """From when on, and until when, the end left out. Raises ``BadConfiguration`` for what is no period."""
    if not is_period(period):
        raise BadConfiguration("--period", repr(period), "2026-10, 2026-Q4 or 2026")
    return bounds(period, desk.zone)
