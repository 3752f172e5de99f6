"""What an assessment is now, as far as some decision reads it."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from gridcase.assessments.pack import Pack, Sort


class ChargeState(StrEnum):
    """What a person said to a proposed charge."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Mark(Struct, frozen=True, kw_only=True):
    """Points taken or given, or a veto. A ``struck`` one does not count any more."""

    number: int
    sort: Sort
    code: str
    points: int
    matter_id: str
    by: str
    at: datetime
    struck: bool = False


class Charge(Struct, frozen=True, kw_only=True):
    number: int
    code: str
    sort: Sort
    cost: int
    gain: int
    matter_id: str
    cause: str
    proposed_by: str
    answer: ChargeState = ChargeState.PENDING


class Appeal(Struct, frozen=True, kw_only=True):
    number: int
    marks: tuple[int, ...]
    opinion_by: str = ""
    opinion: bool = False
    decided: bool = False


class Unopened(Struct, frozen=True, tag=True):
    """Nobody assesses the unit in this period yet."""

    stage: ClassVar[str] = "not opened"


class Assessment(Struct, frozen=True, kw_only=True):
    """An assessment that exists; ``closed`` says that its verdict is given."""

    unit: str
    period: str
    kind: str
    pack: Pack
    threshold: int | None
    last_at: datetime
    marks: tuple[Mark, ...] = ()
    charges: tuple[Charge, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    closed: bool = False

    @property
    def stage(self) -> str:
        return "closed" if self.closed else "open"


AssessmentState = Unopened | Assessment
