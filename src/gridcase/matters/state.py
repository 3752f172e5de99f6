"""What a matter is now, as far as some decision reads it. One class per stage."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from msgspec import Struct

from gridcase.matters.events import CoHandler, FeedbackRecorded, MatterEvent, Severity, Step


class Request(StrEnum):
    """Where a host's request of one kind stands in the round."""

    NEVER = "never asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Because(StrEnum):
    """Why a matter waits for diversion."""

    CLASSIFIED = "classified"
    REVIEW_REFUSED = "on-the-spot review refused"
    RETURNED = "returned"
    RULED = "ruled to another department"
    REWORK = "rework ordered"
    REOPENED = "reopened"
    UNMERGED = "unmerged"


class Round(Struct, frozen=True, kw_only=True):
    """One diversion to one host, until it is handled, returned, ruled away or the matter is merged or voided."""

    number: int
    host: str
    started: datetime
    limit: str
    due: datetime | None
    due_accept: datetime | None
    co_handlers: tuple[CoHandler, ...]
    co_handled: frozenset[str] = frozenset()
    accepted: bool = False
    returning: Request = Request.NEVER
    disputing: Request = Request.NEVER
    extending: Request = Request.NEVER
    suspending: Request = Request.NEVER
    extension_limit: str = ""
    extensions: int = 0
    suspensions: tuple[tuple[datetime, datetime], ...] = ()
    urged: bool = False
    escalated: bool = False

    def has(self, department: str) -> bool:
        """Whether the department handles in this round, as host or as co-handler."""
        return department == self.host or any(co.department == department for co in self.co_handlers)


class Appeal(Struct, frozen=True, kw_only=True):
    number: int
    department: str
    round: int
    metrics: tuple[str, ...]
    opinion_by: str = ""
    opinion: bool = False
    decided: bool = False


class Matter(Struct, frozen=True, kw_only=True):
    """What is known of a matter in every stage.

    ``filed`` says that it was classified. The clock of the whole ``began`` with the report, or with the reopening of a
    closed matter, and ``stood`` still in these stretches since. ``workers`` and ``departments`` handled it, ever.
    ``newest`` is the event that it heard last: what is said again is compared with it.
    """

    matter_id: str
    reporter: str
    reported_by: str
    reported_at: datetime
    unit: str
    class_code: str = ""
    severity: Severity = Severity.ORDINARY
    filed: bool = False
    level: str = ""
    newest: MatterEvent
    hosts: tuple[str, ...] = ()
    began: datetime
    stood: tuple[tuple[datetime, datetime], ...] = ()
    due_close: datetime | None = None
    workers: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    warned: frozenset[tuple[Step, datetime]] = frozenset()
    overdue: frozenset[tuple[Step, datetime]] = frozenset()
    supervision: int = 0
    late: bool = False
    reworks: int = 0
    reopenings: int = 0
    feedback: FeedbackRecorded | None = None
    appeals: tuple[Appeal, ...] = ()

    @property
    def rounds(self) -> int:
        return len(self.hosts)

    @property
    def last_at(self) -> datetime:
        return self.newest.at


class Unreported(Struct, frozen=True, tag=True):
    """Nothing is known of it yet."""

    stage: ClassVar[str] = "unreported"


class Running(NamedTuple):
    """A clock that runs: the step's allowance began ``since`` and ends at ``due``."""

    step: Step
    since: datetime
    due: datetime


class Stage(Struct, frozen=True, kw_only=True):
    """A matter that exists, in some stage."""

    stage: ClassVar[str]
    matter: Matter

    def clocks(self) -> Iterator[Running]:
        """The deadlines that run now."""
        yield from ()


class Reported(Stage, frozen=True, kw_only=True):
    """Waits for classification."""

    stage: ClassVar[str] = "reported"
    due: datetime | None

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter, (Step.CLASSIFY, self.matter.reported_at, self.due))


class OnTheSpot(Stage, frozen=True, kw_only=True):
    """Resolved on the spot; waits for its review."""

    stage: ClassVar[str] = "resolved on the spot"
    resolved_by: str

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter)


class Filed(Stage, frozen=True, kw_only=True):
    """Waits for diversion to a host.

    ``ruled_host`` is set when jurisdiction was ruled on.
    """

    stage: ClassVar[str] = "filed"
    since: datetime
    due: datetime | None
    because: Because = Because.CLASSIFIED
    ruled_host: str = ""

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter, (Step.DIVERT, self.since, self.due))


class Handling(Stage, frozen=True, kw_only=True):
    """With its host."""

    stage: ClassVar[str] = "handling"
    round: Round

    def clocks(self) -> Iterator[Running]:
        started, accept = self.round.started, None if self.round.accepted else self.round.due_accept
        yield from running(self.matter, (Step.ACCEPT, started, accept), (Step.HANDLE, started, self.round.due))


class Suspended(Stage, frozen=True, kw_only=True):
    """With its host, all clocks stopped."""

    stage: ClassVar[str] = "suspended"
    round: Round
    since: datetime


class AwaitingVerification(Stage, frozen=True, kw_only=True):
    """Handled, says its host; somebody else is to look.

    ``due`` is the verification's.
    """

    stage: ClassVar[str] = "awaiting verification"
    round: Round
    since: datetime
    due: datetime | None

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter, (Step.VERIFY, self.since, self.due))


class Verified(Stage, frozen=True, kw_only=True):
    """Its result stands.

    ``round`` is 0, and there is no ``host``, where it was resolved on the spot.
    """

    host: str
    round: int

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter)


class AwaitingFeedback(Verified, frozen=True, kw_only=True):
    """Its result stands; the reporter is to be asked."""

    stage: ClassVar[str] = "awaiting feedback"
    since: datetime
    asked: bool = False
    due: datetime | None = None

    def clocks(self) -> Iterator[Running]:
        yield from running(self.matter, (Step.FEEDBACK, self.since, self.due))


class AwaitingEvaluation(Verified, frozen=True, kw_only=True):
    """The reporter has spoken; the matter is to be scored."""

    stage: ClassVar[str] = "awaiting evaluation"


class AwaitingClosing(Verified, frozen=True, kw_only=True):
    """Scored; to be closed, or reopened if the reporter says that it is not solved."""

    stage: ClassVar[str] = "awaiting closing"


class Closed(Stage, frozen=True, kw_only=True):
    """The loop is closed.

    A duplicate has the ``master`` that it closed with.
    """

    stage: ClassVar[str] = "closed"
    host: str = ""
    evaluated: bool = False
    master: str = ""


class Declined(Stage, frozen=True, kw_only=True):
    """Not for the city to handle."""

    stage: ClassVar[str] = "declined"


class Merged(Stage, frozen=True, kw_only=True):
    """A duplicate: its clocks stand still until it closes with its master or is unmerged."""

    stage: ClassVar[str] = "merged"
    master: str
    since: datetime


class Voided(Stage, frozen=True, kw_only=True):
    """A mistake: it never was a matter."""

    stage: ClassVar[str] = "voided"


Open = (
    Reported
    | OnTheSpot
    | Filed
    | Handling
    | Suspended
    | AwaitingVerification
    | AwaitingFeedback
    | AwaitingEvaluation
    | AwaitingClosing
)
Known = Open | Closed | Declined | Merged | Voided
MatterState = Unreported | Known


def running(matter: Matter, *steps: tuple[Step, datetime, datetime | None]) -> Iterator[Running]:
    """The steps whose clock runs, and the clock of the whole."""
    for step, since, due in (*steps, (Step.CLOSE, matter.began, matter.due_close)):
        if due is not None:
            yield Running(step, since, due)
