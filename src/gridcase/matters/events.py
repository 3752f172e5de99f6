"""What can have happened to a matter.

These shapes are the storage format. A tag is never reused; a field is never renamed or retyped; a new field has a
default. Times are UTC. ``at`` is when the command was received, and what deadlines are judged by; ``occurred_at``, on
what is reported from the field, is when it happened there. A ``due`` of ``None`` says that no limit is set.
Which fields are personal is declared in ``matters.privacy``.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.bodies import Body


class Channel(StrEnum):
    """How a matter came in."""

    APP = "app"
    PHONE = "phone"
    WEB = "web"
    MAIL = "mail"
    COUNTER = "counter"
    PATROL = "patrol"
    INSPECTION = "inspection"
    PLATFORM = "platform"
    OTHER = "other"


class Severity(StrEnum):
    MINOR = "minor"
    ORDINARY = "ordinary"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Satisfaction(StrEnum):
    """The five levels of a revisit."""

    VERY_SATISFIED = "very-satisfied"
    SATISFIED = "satisfied"
    BASICALLY_SATISFIED = "basically-satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very-dissatisfied"
    NOT_ASKED = "not-asked"


class ReworkCause(StrEnum):
    """Why work is done again: only bad work is charged to the host of the failed round."""

    BAD_WORK = "bad-work"
    WRONG_DIVERSION = "wrong-diversion"


class Harm(StrEnum):
    """What a matter did to people or property, as whoever handled it found (后果)."""

    NOT_STATED = "not-stated"
    NONE = "none"
    LOSS = "loss"
    CASUALTIES = "casualties"


class CaseKind(StrEnum):
    """What kind of case the police opened."""

    CRIMINAL = "criminal"
    PUBLIC_ORDER = "public-order"


class Step(StrEnum):
    """The steps that have a clock of their own; ``CLOSE`` is the clock of the whole."""

    CLASSIFY = "classify"
    DIVERT = "divert"
    ACCEPT = "accept"
    HANDLE = "handle"
    VERIFY = "verify"
    FEEDBACK = "feedback"
    CLOSE = "close"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every event of a matter says: which matter, when, by whom."""

    matter_id: str
    at: datetime
    by: Actor


# report


class MatterReported(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-reported"):
    """``reporter`` is a random id of the person, empty if anonymous.

    ``source`` names the platform that it came from, ``reference`` its number there. ``address_digest`` is the digest of
    the address under the city's key: the same for the same address, and no use to whoever has no key.
    """

    occurred_at: datetime
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
    address_digest: str = ""
    due: datetime | None = None
    due_provisional: bool = False
    policy: str = ""


class EvidenceAdded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="evidence-added"):
    """Evidence is named by the SHA-256 of its content, in hexadecimal."""

    occurred_at: datetime
    evidence_before: tuple[str, ...] = ()
    evidence_after: tuple[str, ...] = ()
    note: str = ""


class ReportConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="report-confirmed"):
    """Somebody went and looked: ``found`` says whether the matter is really there."""

    occurred_at: datetime
    found: bool
    note: str = ""


# classify


class MatterClassified(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-classified"):
    """Filed under a class of a management list. ``due`` is the diversion's, ``due_close`` the whole matter's."""

    unit: str
    list_code: str
    class_code: str
    severity: Severity = Severity.ORDINARY
    level: str = ""
    in_time: bool = True
    due: datetime | None = None
    due_close: datetime | None = None
    due_provisional: bool = False
    policy: str = ""


class MatterDeclined(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-declined"):
    reason: str


class MatterResolvedOnTheSpot(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-resolved-on-the-spot"):
    """By a grid member or at a desk; as the contact of a ``micro_grid``, where it says so.

    ``agreement`` is the SHA-256 of what the parties agreed in writing, before a residents' council or a mediator.
    """

    occurred_at: datetime
    unit: str
    class_code: str = ""
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    micro_grid: str = ""
    agreement: str = ""


class OnTheSpotReviewed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="on-the-spot-reviewed"):
    """``resolved_by`` gets the credit if the review accepts; otherwise it is an ordinary matter."""

    resolved_by: str
    accepted: bool
    note: str = ""
    due: datetime | None = None
    policy: str = ""


# divert


class CoHandler(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A department that handles a part; the host cannot report before a mandatory one has."""

    department: Body
    due: datetime | None = None
    mandatory: bool = True
    limit: str = ""


class MatterDiverted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-diverted"):
    """A round begins. ``due`` is the host's; ``in_time`` judges the diversion itself.

    By ``due_contact`` the host is to contact the resident who reported it, where a resident did.
    """

    round: int
    host: Body
    co_handlers: tuple[CoHandler, ...] = ()
    unit: str
    class_code: str
    level: str = ""
    limit: str = ""
    due: datetime | None = None
    due_accept: datetime | None = None
    due_contact: datetime | None = None
    due_provisional: bool = False
    in_time: bool = True
    policy: str = ""


class MatterAccepted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-accepted"):
    round: int
    host: Body
    in_time: bool = True
    policy: str = ""


class ResidentContacted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="resident-contacted"):
    """The host spoke with the resident who reported it (联系), first in the round: the verdict on that."""

    occurred_at: datetime
    round: int
    host: Body
    in_time: bool = True
    due: datetime | None = None
    note: str = ""
    policy: str = ""


class ReturnAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="return-asked"):
    round: int
    host: Body
    reason: str


class ReturnGranted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="return-granted"):
    """The round ends unhandled; granted ``after_due``, it is charged to the host. ``due`` is the new diversion's."""

    round: int
    host: Body
    after_due: bool
    reason: str = ""
    due: datetime | None = None
    policy: str = ""


class ReturnRefused(Event, frozen=True, kw_only=True, omit_defaults=True, tag="return-refused"):
    round: int
    host: Body
    reason: str = ""


class JurisdictionDisputed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="jurisdiction-disputed"):
    """The host says that another department is responsible (权属争议)."""

    round: int
    host: Body
    claimed_host: Body = ""
    reason: str


class JurisdictionRuled(Event, frozen=True, kw_only=True, omit_defaults=True, tag="jurisdiction-ruled"):
    """``ruled_host`` must handle it (裁定). If that is not the host, its round ends and it is not charged."""

    round: int
    host: Body
    ruled_host: Body
    reason: str = ""
    due: datetime | None = None
    policy: str = ""


class Direction(StrEnum):
    """Which way a matter goes along the grid tree."""

    UP = "up"
    DOWN = "down"


class MatterPassed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-passed"):
    """The round ends unhandled, for the unit ``to_host`` above (上报) or below (交办), whose round begins at once.

    Passed ``after_due``, it is charged to the host.
    """

    round: int
    host: Body
    direction: Direction
    to_host: Body
    after_due: bool
    reason: str
    policy: str = ""


class MatterEscalated(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-escalated"):
    """Raised to a level above; a department that handles it goes on, a unit passes it to the one of that level."""

    from_level: str
    to_level: str
    reason: str = ""


# whistle


class CalledBody(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A body that a whistle calls, and its clocks; ``due`` is that of its part, as a co-handler's is."""

    department: Body
    due_sign_in: datetime | None = None
    due_on_site: datetime | None = None
    due: datetime | None = None
    limit: str = ""


class WhistleBlown(Event, frozen=True, kw_only=True, omit_defaults=True, tag="whistle-blown"):
    """The unit that hosts the matter calls bodies to it (吹哨): from now on mandatory co-handlers of the round."""

    round: int
    host: Body
    called: tuple[CalledBody, ...]
    reason: str
    due_provisional: bool = False
    policy: str = ""


class WhistleSignedIn(Event, frozen=True, kw_only=True, omit_defaults=True, tag="whistle-signed-in"):
    """A body that was called says that it comes (报到)."""

    round: int
    host: Body
    department: Body
    in_time: bool
    due: datetime | None = None
    policy: str = ""


class OnSiteReported(Event, frozen=True, kw_only=True, omit_defaults=True, tag="on-site-reported"):
    """A body that was called is there (到场)."""

    occurred_at: datetime
    round: int
    host: Body
    department: Body
    in_time: bool
    due: datetime | None = None
    note: str = ""
    policy: str = ""


class WhistleContested(Event, frozen=True, kw_only=True, omit_defaults=True, tag="whistle-contested"):
    """A body that was called says, once, that the matter is not theirs."""

    round: int
    host: Body
    department: Body
    reason: str


class WhistleRuled(Event, frozen=True, kw_only=True, omit_defaults=True, tag="whistle-ruled"):
    """Whoever is above the host rules. A body that need not stay is released: co-handler no more, and not charged."""

    round: int
    host: Body
    department: Body
    stays: bool
    reason: str = ""


class WhistleRated(Event, frozen=True, kw_only=True, omit_defaults=True, tag="whistle-rated"):
    """The host rates what a body did that it had called: from 1, very bad, to 5, very good."""

    round: int
    host: Body
    department: Body
    rating: int
    note: str = ""


# person in charge


class MemberPutInCharge(Event, frozen=True, kw_only=True, omit_defaults=True, tag="member-put-in-charge"):
    """A member answers for it in person until it is closed (包案); handed over, ``relieved`` is who did before."""

    in_charge: str
    relieved: str = ""
    reason: str


# time


class ExtensionAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="extension-asked"):
    round: int
    host: Body
    limit: str
    reason: str


class ExtensionGranted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="extension-granted"):
    """``due`` is the round's new due time; ``number`` counts the extensions of the round."""

    round: int
    host: Body
    limit: str
    number: int
    due: datetime
    due_close: datetime | None = None
    due_provisional: bool = False
    policy: str = ""


class ExtensionRefused(Event, frozen=True, kw_only=True, omit_defaults=True, tag="extension-refused"):
    round: int
    host: Body
    reason: str = ""


class SuspensionAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="suspension-asked"):
    """``until`` is the end that is asked for; without one, the city's own counts from the grant on."""

    round: int
    host: Body
    reason: str
    until: datetime | None = None


class SuspensionGranted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="suspension-granted"):
    """The clocks stop (挂账) until the matter is resumed, or ``until`` has come; of before, some have no end."""

    round: int
    host: Body
    reason: str = ""
    until: datetime | None = None


class SuspensionRefused(Event, frozen=True, kw_only=True, omit_defaults=True, tag="suspension-refused"):
    round: int
    host: Body
    reason: str = ""


class SuspensionReminded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="suspension-reminded"):
    """The suspension ends soon: ``until`` then the clocks stand."""

    round: int
    host: str
    until: datetime


class CoHandlerDue(Struct, frozen=True, kw_only=True):
    department: Body
    due: datetime | None


class CalledBodyDue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """When a body that a whistle called is to have signed in, and to be on site."""

    department: Body
    due_sign_in: datetime | None = None
    due_on_site: datetime | None = None


class MatterResumed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-resumed"):
    """The clocks go on with what was left of them; ``suspended`` is how long they stood, in seconds of real time.

    Where the suspension had an end, they went on then, whenever somebody said so.
    """

    round: int
    host: Body
    suspended: int
    due: datetime | None = None
    due_close: datetime | None = None
    co_handlers: tuple[CoHandlerDue, ...] = ()
    called: tuple[CalledBodyDue, ...] = ()
    due_provisional: bool = False
    policy: str = ""


class MatterUrged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-urged"):
    round: int = 0
    host: Body = ""
    note: str = ""


class MatterSupervised(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-supervised"):
    """Put under supervision (督办) at a level, 1 the mildest."""

    supervision: int
    round: int = 0
    host: Body = ""
    note: str = ""


class DueWarned(Event, frozen=True, kw_only=True, omit_defaults=True, tag="due-warned"):
    """A deadline is near: the light turned yellow."""

    step: Step
    due: datetime
    round: int = 0
    host: Body = ""


class OverdueNoted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="overdue-noted"):
    """A deadline was missed: noted once for each step and due time."""

    step: Step
    due: datetime
    round: int = 0
    host: Body = ""


# handle


class CoHandlingReported(Event, frozen=True, kw_only=True, omit_defaults=True, tag="co-handling-reported"):
    """The verdict on a co-handler, beside the host's."""

    occurred_at: datetime
    round: int
    department: Body
    in_time: bool
    due: datetime | None = None
    used: int = 0
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    policy: str = ""


class HandlingReported(Event, frozen=True, kw_only=True, omit_defaults=True, tag="handling-reported"):
    """The verdict on the round. ``used`` is the allowance used, in seconds of its clock, suspended time left out.

    ``harm`` is what the host found that the matter had done.
    """

    occurred_at: datetime
    round: int
    host: Body
    in_time: bool
    due: datetime | None = None
    used: int = 0
    note: str = ""
    evidence_after: tuple[str, ...] = ()
    harm: Harm = Harm.NOT_STATED
    due_verify: datetime | None = None
    policy: str = ""


# verify


class ResultConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="result-confirmed"):
    round: int
    host: Body
    in_time: bool = True
    note: str = ""
    policy: str = ""


class ReworkOrdered(Event, frozen=True, kw_only=True, omit_defaults=True, tag="rework-ordered"):
    """The result does not stand: the matter is to be diverted again."""

    round: int
    host: Body
    cause: ReworkCause
    note: str = ""
    due: datetime | None = None
    policy: str = ""


# feedback, evaluate, close


class FeedbackAsked(Event, frozen=True, kw_only=True, omit_defaults=True, tag="feedback-asked"):
    """The reporter is asked; after ``due`` the matter is evaluated without an answer."""

    due: datetime | None = None
    policy: str = ""


class FeedbackRecorded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="feedback-recorded"):
    """The reporter's word. Only with ``contacted`` do ``solved`` and ``satisfaction`` count."""

    contacted: bool
    solved: bool = False
    satisfaction: Satisfaction = Satisfaction.NOT_ASKED
    in_time: bool = True
    host: Body = ""
    note: str = ""
    policy: str = ""


class MatterEvaluated(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-evaluated"):
    """The score of the matter, 0–100, with the rule that gave it and what it was given."""

    score: int
    rule: str
    inputs: dict[str, int | str | bool]
    host: Body = ""
    policy: str = ""


class MatterClosed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-closed"):
    """The loop is closed. ``master`` is set on a duplicate that closes with the matter it was merged into."""

    in_time: bool = True
    rounds: int = 0
    host: Body = ""
    due_close: datetime | None = None
    master: str = ""
    policy: str = ""


class MatterReopened(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-reopened"):
    """Back to diversion; the verdicts of the rounds before stand. After a closing, the whole has a new clock."""

    reason: str
    due: datetime | None = None
    due_close: datetime | None = None
    due_provisional: bool = False
    policy: str = ""


# what came of it


class PetitionRecorded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="petition-recorded"):
    """People went with it to a level above (上访): ``level`` is where they went, ``occurred_at`` when."""

    occurred_at: datetime
    level: str
    note: str = ""


class CaseRecorded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="case-recorded"):
    """The police opened a case because of it (立案侦查, 治安案件); ``occurred_at`` is when."""

    occurred_at: datetime
    kind: CaseKind
    major: bool = False
    note: str = ""


# merge, void, appeal


class MatterMerged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-merged"):
    """A duplicate of ``master``: its own clocks stop, and it closes with its master."""

    master: str
    reason: str = ""


class MatterUnmerged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-unmerged"):
    """A matter of its own again, to be diverted anew; the clock of the whole goes on with what was left of it."""

    master: str
    reason: str = ""
    due: datetime | None = None
    due_close: datetime | None = None
    due_provisional: bool = False
    policy: str = ""


class MatterVoided(Event, frozen=True, kw_only=True, omit_defaults=True, tag="matter-voided"):
    reason: str


class AppealFiled(Event, frozen=True, kw_only=True, omit_defaults=True, tag="appeal-filed"):
    """A department contests what a round, or the whole, adds to the metrics it names (申诉)."""

    appeal: int
    department: Body
    round: int
    metrics: tuple[str, ...]
    reason: str


class AppealOpinionGiven(Event, frozen=True, kw_only=True, omit_defaults=True, tag="appeal-opinion-given"):
    """One supervisor's opinion. A second supervisor who agrees decides the appeal."""

    appeal: int
    upheld: bool
    reason: str = ""


class AppealDecided(Event, frozen=True, kw_only=True, omit_defaults=True, tag="appeal-decided"):
    """If upheld, the round is left out of the metrics named. The verdicts themselves stand."""

    appeal: int
    department: Body
    round: int
    metrics: tuple[str, ...]
    upheld: bool
    reason: str = ""


class DemandOpinionGiven(Event, frozen=True, kw_only=True, omit_defaults=True, tag="demand-opinion-given"):
    """One supervisor finds that nobody can meet the demand, or that it can be met. A second who agrees decides."""

    unmeetable: bool
    reason: str


class DemandJudged(Event, frozen=True, kw_only=True, omit_defaults=True, tag="demand-judged"):
    """Two people found so. A demand that nobody can meet (无法满足的诉求) is left out of satisfaction, and listed."""

    unmeetable: bool
    reason: str


MatterEvent = (
    MatterReported
    | EvidenceAdded
    | ReportConfirmed
    | MatterClassified
    | MatterDeclined
    | MatterResolvedOnTheSpot
    | OnTheSpotReviewed
    | MatterDiverted
    | MatterAccepted
    | ResidentContacted
    | ReturnAsked
    | ReturnGranted
    | ReturnRefused
    | JurisdictionDisputed
    | JurisdictionRuled
    | MatterPassed
    | MatterEscalated
    | WhistleBlown
    | WhistleSignedIn
    | OnSiteReported
    | WhistleContested
    | WhistleRuled
    | WhistleRated
    | MemberPutInCharge
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | SuspensionAsked
    | SuspensionGranted
    | SuspensionRefused
    | SuspensionReminded
    | MatterResumed
    | MatterUrged
    | MatterSupervised
    | DueWarned
    | OverdueNoted
    | CoHandlingReported
    | HandlingReported
    | ResultConfirmed
    | ReworkOrdered
    | FeedbackAsked
    | FeedbackRecorded
    | MatterEvaluated
    | MatterClosed
    | MatterReopened
    | PetitionRecorded
    | CaseRecorded
    | MatterMerged
    | MatterUnmerged
    | MatterVoided
    | AppealFiled
    | AppealOpinionGiven
    | AppealDecided
    | DemandOpinionGiven
    | DemandJudged
)

FactOfItsOwnDate = PetitionRecorded | CaseRecorded
"""What happened outside the loop, and is entered when somebody hears of it."""
