"""A clock of a matter, as its events tell it. What it reads at a time is counted in ``clocks``."""

from datetime import datetime

from msgspec import Struct

from gridcase.matters.events import Step

Stretch = tuple[datetime, datetime]
"""From a time on until another, itself left out."""


class Deadline(Struct, frozen=True, kw_only=True):
    """A clock that runs ``since`` some time, and when it is ``due``.

    Its ``limit`` is what was said for it alone, else that of the class. ``extensions`` were granted on top of it. It
    ``stood`` in these stretches. ``department`` is set for a co-handler's, ``round`` for a clock of a round.
    """

    step: Step
    since: datetime
    due: datetime
    limit: str = ""
    class_code: str = ""
    extensions: tuple[str, ...] = ()
    stood: tuple[Stretch, ...] = ()
    department: str = ""
    round: int = 0
