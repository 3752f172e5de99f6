"""The stretches of a working day."""

from datetime import time
from typing import Self

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase.working_time.limits import DAY, HOUR, MINUTE


class Slot(Struct, frozen=True):
    """A stretch [start, end) of every working day, by the city's wall clock.

    An end that does not come after its start is on the next day: 13:30–00:00 ends at midnight, and 22:00–06:00 is a
    night shift.
    """

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> Self:
        """``09:00-12:00``; anything else raises ``BadConfiguration``."""
        start, _, end = (part.strip() for part in text.partition("-"))
        try:
            return cls(time.fromisoformat(start), time.fromisoformat("00:00" if end == "24:00" else end))
        except ValueError:
            raise BadConfiguration("", repr(text), "two times, such as 09:00-12:00") from None

    @property
    def opens(self) -> int:
        """Seconds after midnight."""
        return second_of_day(self.start)

    @property
    def closes(self) -> int:
        """Seconds after the midnight before it opens: more than a day, if it runs past the next one."""
        return second_of_day(self.end) + DAY * (self.end <= self.start)

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def second_of_day(moment: time) -> int:
    return moment.hour * HOUR + moment.minute * MINUTE + moment.second
