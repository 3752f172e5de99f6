"""What can be asked of a matter. Time, ids and the actor come in with the command; policy is given to ``decide``.

``occurred_at`` of ``None`` says that it happened when the command was given.
"""

from datetime import datetime
from typing import Annotated, TypedDict

from msgspec import Meta, Struct

from gridcase.actors import Actor
from gridcase.bodies import Body
from gridcase.matters.events import CaseKind, Channel, Harm, ReworkCause, Satisfaction, Severity, Step

Moment = Annotated[datetime, Meta(tz=True)]
"""A time with its zone: one without is no time at all, and is not decoded."""


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True):
    matter_id: str
    at: Moment
    actor: Actor


class CommonFields(TypedDict):
    """What every command says, spelt once where many are given: ``AcceptMatter(**common)``."""

    matter_id: str
    at: datetime
    actor: Actor


class ReportMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="report-matter"):
    channel: Channel
    unit: str
    class_code: str = ""
    reporter: str = ""
    reporter_name: str = ""
    phone: str = ""
    address: str = ""
    text: str = ""
    evidence_before: tuple[str, ...] = ()
    source: str = ""
    reference: str = ""
    occurred_at: Moment | None = None


class AddEvidence(Command, frozen=True, kw_only=True, omit_defaults=True, tag="add-evidence"):
    evidence_before: tuple[str, ...] = ()
    evidence_after: tuple[str, ...] = ()
    note: str = ""
    occurred_at: Moment | None = None


class ConfirmReport(Command, frozen=True, kw_only=True, omit_defaults=True, tag="confirm-report"):
    found: bool = True
    note: str = ""
    occurred_at: Moment | None = None


class ClassifyMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="classify-matter"):
    class_code: str
    severity: Severity = Severity.ORDINARY
    level: str = ""


class DeclineMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decline-matter"):
    reason: str


class ResolveOnTheSpot(Command, frozen=True, kw_only=True, omit_defaults=True, tag="resolve-on-the-spot"):
    """``micro_grid`` is the one that the actor is the contact of, ``agreement`` the SHA-256 of a written one."""

    class_code: str = ""
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    micro_grid: str = ""
    agreement: str = ""
    occurred_at: Moment | None = None


class ReviewOnTheSpot(Command, frozen=True, kw_only=True, omit_defaults=True, tag="review-on-the-spot"):
    accepted: bool
    note: str = ""


class CoHandlerAsked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A co-handler as the dispatcher names it; an empty limit is the class's own."""

    department: Body
    limit: str = ""
    mandatory: bool = True


class DivertMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="divert-matter"):
    """An empty ``host`` is the class's default host; an empty ``limit`` is the class's own."""

    host: Body = ""
    co_handlers: tuple[CoHandlerAsked, ...] = ()
    limit: str = ""
    level: str = ""


class AcceptMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="accept-matter"):
    pass


class RecordContact(Command, frozen=True, kw_only=True, omit_defaults=True, tag="record-contact"):
    """The host has spoken with the resident who reported it."""

    note: str = ""
    occurred_at: Moment | None = None


class AskReturn(Command, frozen=True, kw_only=True, omit_defaults=True, tag="ask-return"):
    reason: str


class DecideReturn(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decide-return"):
    granted: bool
    reason: str = ""


class DisputeJurisdiction(Command, frozen=True, kw_only=True, omit_defaults=True, tag="dispute-jurisdiction"):
    reason: str
    claimed_host: Body = ""


class RuleOnJurisdiction(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rule-on-jurisdiction"):
    ruled_host: Body
    reason: str = ""


class EscalateMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="escalate-matter"):
    """An empty ``to_level`` is the level next above. What a unit hosts goes to the unit of that level."""

    to_level: str = ""
    reason: str = ""


class SendUpMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="send-up-matter"):
    """The unit that hosts it gives it to one above (上报); an empty ``to_level`` is that of the next that can act."""

    reason: str
    to_level: str = ""


class OrderDownMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="order-down-matter"):
    """Given by order (交办) to a unit below that answers for the place; an empty ``limit`` is the one of its level."""

    host: Body
    reason: str
    limit: str = ""


class BlowWhistle(Command, frozen=True, kw_only=True, omit_defaults=True, tag="blow-whistle"):
    """The unit that hosts it calls bodies to it (吹哨); an empty ``limit`` is the one that the class has for them."""

    departments: tuple[Body, ...]
    reason: str
    limit: str = ""


class SignIn(Command, frozen=True, kw_only=True, omit_defaults=True, tag="sign-in"):
    """Who was called by a whistle says that they come (报到)."""


class ReportOnSite(Command, frozen=True, kw_only=True, omit_defaults=True, tag="report-on-site"):
    """Who was called by a whistle is there (到场)."""

    note: str = ""
    occurred_at: Moment | None = None


class ContestWhistle(Command, frozen=True, kw_only=True, omit_defaults=True, tag="contest-whistle"):
    reason: str


class RuleOnWhistle(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rule-on-whistle"):
    """Whether a body that contests the whistle stays, or is released."""

    department: Body
    stays: bool
    reason: str = ""


class RateWhistle(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rate-whistle"):
    """What the part of a body was worth to the host that had called it: from 1, very bad, to 5, very good."""

    department: Body
    rating: Annotated[int, Meta(ge=1, le=5)]
    note: str = ""


class PutInCharge(Command, frozen=True, kw_only=True, omit_defaults=True, tag="put-in-charge"):
    """A member answers for it in person until it is closed (包案); naming another hands it over."""

    in_charge: str
    reason: str


class AskExtension(Command, frozen=True, kw_only=True, omit_defaults=True, tag="ask-extension"):
    limit: str
    reason: str


class DecideExtension(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decide-extension"):
    granted: bool
    reason: str = ""


class AskSuspension(Command, frozen=True, kw_only=True, omit_defaults=True, tag="ask-suspension"):
    """Without ``until``, for as long as the city grants at most."""

    reason: str
    until: Moment | None = None


class DecideSuspension(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decide-suspension"):
    """``until`` may be another end than was asked for."""

    granted: bool
    reason: str = ""
    until: Moment | None = None


class RemindOfSuspension(Command, frozen=True, kw_only=True, omit_defaults=True, tag="remind-of-suspension"):
    """The suspension ends soon."""

    until: Moment


class ResumeMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="resume-matter"):
    pass


class UrgeMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="urge-matter"):
    note: str = ""


class SuperviseMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="supervise-matter"):
    supervision: Annotated[int, Meta(ge=1, le=9)] = 1
    note: str = ""


class WarnDue(Command, frozen=True, kw_only=True, omit_defaults=True, tag="warn-due"):
    step: Step
    due: Moment


class NoteOverdue(Command, frozen=True, kw_only=True, omit_defaults=True, tag="note-overdue"):
    step: Step
    due: Moment


class ReportCoHandling(Command, frozen=True, kw_only=True, omit_defaults=True, tag="report-co-handling"):
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    occurred_at: Moment | None = None


class ReportHandling(Command, frozen=True, kw_only=True, omit_defaults=True, tag="report-handling"):
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    harm: Harm = Harm.NOT_STATED
    occurred_at: Moment | None = None


class ConfirmResult(Command, frozen=True, kw_only=True, omit_defaults=True, tag="confirm-result"):
    note: str = ""


class OrderRework(Command, frozen=True, kw_only=True, omit_defaults=True, tag="order-rework"):
    cause: ReworkCause = ReworkCause.BAD_WORK
    note: str = ""


class AskFeedback(Command, frozen=True, kw_only=True, omit_defaults=True, tag="ask-feedback"):
    pass


class RecordFeedback(Command, frozen=True, kw_only=True, omit_defaults=True, tag="record-feedback"):
    contacted: bool
    solved: bool = False
    satisfaction: Satisfaction = Satisfaction.NOT_ASKED
    note: str = ""


class EvaluateMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="evaluate-matter"):
    """The score follows from the city's rule; nobody types it in."""


class CloseMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="close-matter"):
    pass


class ReopenMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="reopen-matter"):
    reason: str


class RecordPetition(Command, frozen=True, kw_only=True, omit_defaults=True, tag="record-petition"):
    level: str
    note: str = ""
    occurred_at: Moment | None = None


class RecordCase(Command, frozen=True, kw_only=True, omit_defaults=True, tag="record-case"):
    kind: CaseKind
    major: bool = False
    note: str = ""
    occurred_at: Moment | None = None


class MergeMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="merge-matter"):
    master: str
    reason: str = ""


class UnmergeMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="unmerge-matter"):
    reason: str = ""


class VoidMatter(Command, frozen=True, kw_only=True, omit_defaults=True, tag="void-matter"):
    reason: str


class FileAppeal(Command, frozen=True, kw_only=True, omit_defaults=True, tag="file-appeal"):
    """``round`` 0 is the newest round."""

    metrics: tuple[str, ...]
    reason: str
    round: int = 0


class DecideAppeal(Command, frozen=True, kw_only=True, omit_defaults=True, tag="decide-appeal"):
    """``appeal`` 0 is the newest appeal."""

    upheld: bool
    reason: str = ""
    appeal: int = 0


class JudgeDemand(Command, frozen=True, kw_only=True, omit_defaults=True, tag="judge-demand"):
    """Whether nobody can meet what is demanded: two people must agree."""

    unmeetable: bool
    reason: str


MatterCommand = (
    ReportMatter
    | AddEvidence
    | ConfirmReport
    | ClassifyMatter
    | DeclineMatter
    | ResolveOnTheSpot
    | ReviewOnTheSpot
    | DivertMatter
    | AcceptMatter
    | RecordContact
    | AskReturn
    | DecideReturn
    | DisputeJurisdiction
    | RuleOnJurisdiction
    | EscalateMatter
    | SendUpMatter
    | OrderDownMatter
    | BlowWhistle
    | SignIn
    | ReportOnSite
    | ContestWhistle
    | RuleOnWhistle
    | RateWhistle
    | PutInCharge
    | AskExtension
    | DecideExtension
    | AskSuspension
    | DecideSuspension
    | RemindOfSuspension
    | ResumeMatter
    | UrgeMatter
    | SuperviseMatter
    | WarnDue
    | NoteOverdue
    | ReportCoHandling
    | ReportHandling
    | ConfirmResult
    | OrderRework
    | AskFeedback
    | RecordFeedback
    | EvaluateMatter
    | CloseMatter
    | ReopenMatter
    | RecordPetition
    | RecordCase
    | MergeMatter
    | UnmergeMatter
    | VoidMatter
    | FileAppeal
    | DecideAppeal
    | JudgeDemand
)
