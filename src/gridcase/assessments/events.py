"""What can have happened to an assessment. Storage format: the rules above ``matters.events`` hold here too.

Streams are named ``assessment:unit:period:pack``. What takes or gives points, or fails the unit, is a *mark*: marks are
numbered from 1 in the order in which they were made, whatever their sort.
"""

from datetime import datetime

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.assessments.pack import Pack, Sort


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every event of an assessment says: which unit, period and pack, when, by whom."""

    unit: str
    period: str
    pack_name: str = ""
    at: datetime
    by: Actor


class AssessmentOpened(Event, frozen=True, kw_only=True, omit_defaults=True, tag="assessment-opened"):
    """The unit is judged by this pack alone, whatever becomes of the file. No ``threshold``: by vetoes alone."""

    kind: str
    pack: Pack
    digest: str
    threshold: int | None = None
    policy: str = ""


class ItemDeducted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="item-deducted"):
    mark: int
    code: str
    cost: int
    matter_id: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


class VetoRecorded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="veto-recorded"):
    mark: int
    code: str
    matter_id: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""


class BonusGiven(Event, frozen=True, kw_only=True, omit_defaults=True, tag="bonus-given"):
    mark: int
    gain: int
    reason: str
    matter_id: str = ""
    evidence: tuple[str, ...] = ()


class ChargeProposed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="charge-proposed"):
    """It counts only when a person confirms it. ``cause`` is the id of the matter's event that it follows from.

    ``cost`` is what an item takes, ``gain`` what a bonus gives.
    """

    charge: int
    code: str
    sort: Sort
    cost: int = 0
    gain: int = 0
    matter_id: str
    cause: str = ""
    note: str = ""


class ChargeConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="charge-confirmed"):
    """The charge becomes a mark."""

    charge: int
    mark: int
    code: str
    sort: Sort
    cost: int = 0
    gain: int = 0
    matter_id: str
    cause: str = ""
    note: str = ""


class ChargeRejected(Event, frozen=True, kw_only=True, omit_defaults=True, tag="charge-rejected"):
    charge: int
    reason: str


class AssessmentClosed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="assessment-closed"):
    """The verdict, with what it was made of. ``deducted`` and ``gained`` are what counted, after the caps.

    ``vetoed_by`` are the marks that are vetoes, ``vetoes`` their codes.
    """

    kind: str
    score: int
    deducted: int
    gained: int
    vetoed_by: tuple[int, ...] = ()
    threshold: int | None = None
    meets: bool
    grade: str
    vetoes: tuple[str, ...] = ()


class MarksAppealed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="marks-appealed"):
    """The unit contests some of its marks (申诉)."""

    appeal: int
    marks: tuple[int, ...]
    reason: str


class MarksOpinionGiven(Event, frozen=True, kw_only=True, omit_defaults=True, tag="marks-opinion-given"):
    """One supervisor's opinion. A second supervisor who agrees decides the appeal."""

    appeal: int
    upheld: bool
    reason: str = ""


class MarksAppealDecided(Event, frozen=True, kw_only=True, omit_defaults=True, tag="marks-appeal-decided"):
    """If upheld, the marks are struck. A verdict given before stands; another is issued after it."""

    appeal: int
    marks: tuple[int, ...]
    upheld: bool
    reason: str = ""


class VerdictReissued(Event, frozen=True, kw_only=True, omit_defaults=True, tag="verdict-reissued"):
    """The verdict without the marks that an appeal struck; it counts from now on."""

    appeal: int
    kind: str
    score: int
    deducted: int
    gained: int
    vetoed_by: tuple[int, ...] = ()
    threshold: int | None = None
    meets: bool
    grade: str
    vetoes: tuple[str, ...] = ()


AssessmentEvent = (
    AssessmentOpened
    | ItemDeducted
    | VetoRecorded
    | BonusGiven
    | ChargeProposed
    | ChargeConfirmed
    | ChargeRejected
    | AssessmentClosed
    | MarksAppealed
    | MarksOpinionGiven
    | MarksAppealDecided
    | VerdictReissued
)
