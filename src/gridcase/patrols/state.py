"""What a grid member's day is now, as far as some decision reads it. Where the member was is not part of it."""

from datetime import datetime
from typing import ClassVar

from msgspec import Struct


class NotStarted(Struct, frozen=True, tag=True):
    """The member does not patrol on that day yet."""

    stage: ClassVar[str] = "not started"


class Patrol(Struct, frozen=True, kw_only=True):
    """``findings`` are the matters that the findings became, in the order of their numbers; empty where none did.

    ``inspected`` are places with the times at which they were.
    """

    member: str
    date: str
    unit: str
    started: datetime
    last_at: datetime
    ended: datetime | None = None
    seen: frozenset[datetime] = frozenset()
    inspected: frozenset[tuple[str, datetime]] = frozenset()
    findings: tuple[str, ...] = ()
    missed: frozenset[str] = frozenset()

    @property
    def stage(self) -> str:
        return "ended" if self.ended else "on patrol"

    def lasted(self, moment: datetime) -> bool:
        """Whether the patrol was going on at that moment, as far as is known."""
        return self.started <= moment and (self.ended is None or moment <= self.ended)


PatrolState = NotStarted | Patrol
