"""How long something may take, and on which clock: the limits of the matter catalogue."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Self

from msgspec import Struct

from gridcase.english import plural
from gridcase.errors import BadConfiguration

MINUTE, HOUR, DAY = 60, 3600, 86400

LONGEST = 100 * 366 * DAY
"""No limit is longer than a century, in seconds of its clock."""


class Clock(StrEnum):
    """Which time counts: every second of it (urgent hours, 紧急工作时), or that of working hours alone."""

    WALL = "urgent"
    WORKING = "working"


UNITS = {
    "second": (1, Clock.WALL),
    "minute": (MINUTE, Clock.WALL),
    "hour": (HOUR, Clock.WALL),
    "day": (DAY, Clock.WALL),
    "urgent hour": (HOUR, Clock.WALL),
    "working second": (1, Clock.WORKING),
    "working minute": (MINUTE, Clock.WORKING),
    "working hour": (HOUR, Clock.WORKING),
    "分钟": (MINUTE, Clock.WALL),
    "小时": (HOUR, Clock.WALL),
    "紧急工作时": (HOUR, Clock.WALL),
    "工作时": (HOUR, Clock.WORKING),
    "工作小时": (HOUR, Clock.WORKING),
}
"""The seconds of a unit, and their clock. Where nothing says ``working``, every second counts."""

WORKING_DAY = ("working day", "工作日", "个工作日")

NUMBER_AND_UNIT = re.compile(r"([0-9]{1,9})\s*(\D+)")

EXPECTED = "a limit of at most a century, such as 5 working hours, 1 working day, 2 urgent hours, 30 minutes"


class Limit(Struct, frozen=True):
    """How long something may take: ``amount`` seconds of a ``clock``, or so many working ``days``.

    A working day is the working hours of one day, however long the city's are: days stay days until a city's
    ``WorkingTime.seconds`` counts them.
    """

    amount: int
    clock: Clock = Clock.WORKING
    days: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.amount <= LONGEST and 0 <= self.days <= LONGEST // DAY):
            raise ValueError("a limit lies between nothing and a century")
        if self.days and (self.amount or self.clock is Clock.WALL):
            raise ValueError("a limit is either in working days or in seconds of a clock")

    @classmethod
    def parse(cls, text: str) -> Self:
        """``5 working hours``, ``1 working day``, ``2 urgent hours``, ``30 minutes``, ``5工作时``, ``15个工作日``…

        Anything else raises ``BadConfiguration``.
        """
        match = NUMBER_AND_UNIT.fullmatch(text.strip())
        unit = " ".join(match[2].split()).removesuffix("s") if match else ""
        try:
            if match and unit in WORKING_DAY:
                return cls(0, Clock.WORKING, int(match[1]))
            if match and unit in UNITS:
                seconds, clock = UNITS[unit]
                return cls(int(match[1]) * seconds, clock)
        except ValueError:
            pass
        raise BadConfiguration("", repr(text), EXPECTED)

    def __str__(self) -> str:
        """The text that ``parse`` reads back."""
        if self.days:
            return plural(self.days, "working day")
        size, unit = next(size for size in SIZES if self.amount % size[0] == 0)
        if self.clock is Clock.WORKING:
            return plural(self.amount // size, f"working {unit}")
        return plural(self.amount // size, "urgent hour" if unit == "hour" else unit)


SIZES = ((HOUR, "hour"), (MINUTE, "minute"), (1, "second"))


def not_a_limit(text: str) -> Iterator[str]:
    """What was expected in place of a limit that cannot be read. An empty text is no limit, and good."""
    if text:
        try:
            Limit.parse(text)
        except BadConfiguration as error:
            yield f"{error.expected}, not {text!r}"


class StepLimits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One limit per step and one for the whole, each as ``working_time`` reads it: ``5 working hours``.

    An empty text means that the step has no limit of its own.
    """

    classify: str = ""
    divert: str = ""
    accept: str = ""
    handle: str = ""
    verify: str = ""
    feedback: str = ""
    close: str = ""
