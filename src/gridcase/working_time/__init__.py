"""Working time: when a limit ends, how much of it is used, and why.

Times come in aware and go out in UTC; a naive one raises ``ValueError``. They are read to the whole second: fractions
are dropped. A slot belongs to the day on which it begins, also past midnight. It is half-open, so work that fills one
exactly is due at that slot's end, not at the next one's start; and a limit that starts outside every slot begins to run
when the next slot opens.
"""

from gridcase.working_time.calendars import Calendar, load_calendar
from gridcase.working_time.limits import Clock, Limit, StepLimits
from gridcase.working_time.slots import Slot
from gridcase.working_time.working_time import Due, Interval, WorkingTime

__all__ = [
    "Calendar",
    "Clock",
    "Due",
    "Interval",
    "Limit",
    "Slot",
    "StepLimits",
    "WorkingTime",
    "load_calendar",
]
