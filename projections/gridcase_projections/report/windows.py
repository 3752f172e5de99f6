"""A period as it is asked for: from when, until when, and by what had happened by when."""

from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from gridcase.assessments.periods import bounds
from gridcase_projections.report.periods import length


class Window(Struct, frozen=True):
    """From ``start`` up to, and without, ``end``, by what had happened ``as_of``."""

    period: str
    start: datetime
    end: datetime
    as_of: datetime


def window(period: str, zone: ZoneInfo, known: datetime) -> Window:
    """The period as it stood at its end, or when it was ``known`` if it is not over by then.

    Raises ``BadConfiguration`` for what is no period.
    """
    length(period)
    start, end = bounds(period, zone)
    return Window(period, start, end, min(end, known))
