"""What can be asked of an assessment. Time, pack and the actor come in with the command."""

from datetime import datetime
from typing import TypedDict

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.assessments.pack import Pack
from gridcase.ids import assessment_key


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every command says. A unit may be assessed by several packs in a period: ``pack_name`` says by which."""

    unit: str
    period: str
    pack_name: str = ""
    at: datetime
    actor: Actor

    @property
    def key(self) -> str:
        """The name of the assessment."""
        return assessment_key(self.unit, self.period, self.pack_name)


class CommonFields(TypedDict):
    """What every command says, spelt once where many are given: ``CloseAssessment(**common)``."""

    unit: str
    period: str
    pack_name: str
    at: datetime
    actor: Actor


class OpenAssessment(Command, frozen=True, kw_only=True, omit_defaults=True, tag="open-assessment"):
    """The pack's own name is the one that counts."""

    pack: Pack

    @property
    def key(self) -> str:
        return assessment_key(self.unit, self.period, self.pack.name)


class DeductItem(Command, frozen=True, kw_only=True, omit_defaults=True, tag="deduct-item"):
    """``cost`` 0 is what the pack says one fault costs."""

    code: str
    cost: int = 0
    matter_id: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


class RecordVeto(Command, frozen=True, kw_only=True, omit_defaults=True, tag="record-veto"):
    code: str
    matter_id: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


class GiveBonus(Command, frozen=True, kw_only=True, omit_defaults=True, tag="give-bonus"):
    gain: int
    reason: str
    matter_id: str = ""
    evidence: tuple[str, ...] = ()


class ProposeCharge(Command, frozen=True, kw_only=True, omit_defaults=True, tag="propose-charge"):
    """``code`` is an item's or a veto's; ``cause`` the id of the matter's event, where the loop proposes."""

    code: str
    matter_id: str
    cause: str = ""
    note: str = ""


class ConfirmCharge(Command, frozen=True, kw_only=True, omit_defaults=True, tag="confirm-charge"):
    charge: int
    note: str = ""


class RejectCharge(Command, frozen=True, kw_only=True, omit_defaults=True, tag="reject-charge"):
    charge: int
    reason: str


class CloseAssessment(Command, frozen=True, kw_only=True, omit_defaults=True, tag="close-assessment"):
    """The verdict follows from the marks; nobody types it in."""


class AppealMarks(Command, frozen=True, kw_only=True, omit_defaults=True, tag="appeal-marks"):
    marks: tuple[int, ...]
    reason: str


class DecideMarksAppeal(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decide-marks-appeal"):
    """``appeal`` 0 is the newest appeal."""

    upheld: bool
    reason: str = ""
    appeal: int = 0


AssessmentCommand = (
    OpenAssessment
    | DeductItem
    | RecordVeto
    | GiveBonus
    | ProposeCharge
    | ConfirmCharge
    | RejectCharge
    | CloseAssessment
    | AppealMarks
    | DecideMarksAppeal
)
