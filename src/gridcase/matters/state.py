"""What a matter is now, as far as some decision reads it. One class per stage."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from gridcase.matters.deadline import Deadline, Stretch
from gridcase.matters.events import FeedbackRecorded, MatterEvent, Severity, Step
from gridcase.matters.round import Round


class Because(StrEnum):
    """Why a matter waits for diversion."""

    CLASSIFIED = "classified"
    REVIEW_REFUSED = "on-the-spot review refused"
    RETURNED = "returned"
    RULED = "ruled to another department"
    PASSED = "passed on"
    REWORK = "rework ordered"
    REOPENED = "reopened"
    UNMERGED = "unmerged"


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
    closed matter; since then it was given ``extensions`` and ``stood`` still in some stretches. ``close_class`` is the
    class that it was set for. ``in_charge`` answers for it in person. ``ruled_host`` was found responsible by the last
    ruling on jurisdiction. ``workers`` and ``departments`` handled it, ever. ``unmeetable`` says that nobody can meet
    what is demanded, as two people found; ``demand_opinion_by`` is who has said the contrary of what holds. ``newest``
    is the event that it heard last: what is said again is compared with it.
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
    in_charge: str = ""
    newest: MatterEvent
    hosts: tuple[str, ...] = ()
    began: datetime
    extensions: tuple[str, ...] = ()
    stood: tuple[Stretch, ...] = ()
    due_close: datetime | None = None
    close_class: str = ""
    ruled_host: str = ""
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
    unmeetable: bool = False
    demand_opinion_by: str = ""

    @property
    def rounds(self) -> int:
        return len(self.hosts)

    @property
    def last_at(self) -> datetime:
        return self.newest.at

    @property
    def whole(self) -> Deadline | None:
        """The clock of the whole, if it has a limit."""
        if self.due_close is None:
            return None
        return Deadline(
            step=Step.CLOSE,
            since=self.began,
            due=self.due_close,
            class_code=self.close_class,
            extensions=self.extensions,
            stood=self.stood,
        )

    def step(self, step: Step, since: datetime, due: datetime | None, round_: int = 0) -> Deadline | None:
        """The clock of a step, if it has a limit."""
        if due is None:
            return None
        return Deadline(step=step, since=since, due=due, class_code=self.class_code, round=round_)


class Unreported(Struct, frozen=True, tag=True):
    """Nothing is known of it yet."""

    stage: ClassVar[str] = "unreported"


class Stage(Struct, frozen=True, kw_only=True):
    """A matter that exists, in some stage."""

    stage: ClassVar[str]
    over: ClassVar[bool] = False
    matter: Matter

    @property
    def stands_since(self) -> datetime | None:
        """Since when its clocks stand still, if they do."""
        return None

    def deadlines(self) -> Iterator[Deadline]:
        """The clocks that were set and have not ended, whether they run or stand."""
        if not self.over:
            yield from filter(None, (*self._steps(), self.matter.whole))

    def _steps(self) -> Iterator[Deadline | None]:
        """The clocks of the stage, beside that of the whole."""
        yield from ()

    def clocks(self) -> Iterator[Deadline]:
        """The clocks that run now and are watched: a co-handler's are not."""
        if self.stands_since is None:
            yield from (clock for clock in self.deadlines() if not clock.department)


class Reported(Stage, frozen=True, kw_only=True):
    """Waits for classification."""

    stage: ClassVar[str] = "reported"
    due: datetime | None

    def _steps(self) -> Iterator[Deadline | None]:
        yield self.matter.step(Step.CLASSIFY, self.matter.reported_at, self.due)


class OnTheSpot(Stage, frozen=True, kw_only=True):
    """Resolved on the spot; waits for its review."""

    stage: ClassVar[str] = "resolved on the spot"
    resolved_by: str


class Filed(Stage, frozen=True, kw_only=True):
    """Waits for diversion to a host."""

    stage: ClassVar[str] = "filed"
    since: datetime
    due: datetime | None
    because: Because = Because.CLASSIFIED

    def _steps(self) -> Iterator[Deadline | None]:
        yield self.matter.step(Step.DIVERT, self.since, self.due)


class Handling(Stage, frozen=True, kw_only=True):
    """With its host."""

    stage: ClassVar[str] = "handling"
    round: Round

    def _steps(self) -> Iterator[Deadline | None]:
        round_ = self.round
        if not round_.accepted:
            yield self.matter.step(Step.ACCEPT, round_.started, round_.due_accept, round_.number)
        yield from round_.clocks()


class Suspended(Stage, frozen=True, kw_only=True):
    """With its host, all clocks stopped; ``until`` is ``None`` where it was granted without an end."""

    stage: ClassVar[str] = "suspended"
    round: Round
    since: datetime
    until: datetime | None = None
    reminded: bool = False

    def stood_until(self, at: datetime) -> datetime:
        """When the clocks of a matter that is resumed went on: then, or when the suspension had ended."""
        return at if self.until is None else min(at, self.until)

    @property
    def stands_since(self) -> datetime:
        return self.since

    def _steps(self) -> Iterator[Deadline | None]:
        yield from self.round.clocks()


class AwaitingVerification(Stage, frozen=True, kw_only=True):
    """Handled, says its host; somebody else is to look.

    ``due`` is the verification's.
    """

    stage: ClassVar[str] = "awaiting verification"
    round: Round
    since: datetime
    due: datetime | None

    def _steps(self) -> Iterator[Deadline | None]:
        yield self.matter.step(Step.VERIFY, self.since, self.due, self.round.number)


class Verified(Stage, frozen=True, kw_only=True):
    """Its result stands.

    ``round`` is 0, and there is no ``host``, where it was resolved on the spot.
    """

    host: str
    round: int


class AwaitingFeedback(Verified, frozen=True, kw_only=True):
    """Its result stands; the reporter is to be asked."""

    stage: ClassVar[str] = "awaiting feedback"
    since: datetime
    asked: bool = False
    due: datetime | None = None

    def _steps(self) -> Iterator[Deadline | None]:
        yield self.matter.step(Step.FEEDBACK, self.since, self.due)


class AwaitingEvaluation(Verified, frozen=True, kw_only=True):
    """The reporter has spoken; the matter is to be scored."""

    stage: ClassVar[str] = "awaiting evaluation"


class AwaitingClosing(Verified, frozen=True, kw_only=True):
    """Scored; to be closed, or reopened if the reporter says that it is not solved."""

    stage: ClassVar[str] = "awaiting closing"


class Closed(Stage, frozen=True, kw_only=True):
    """The loop is closed.

    A duplicate has the ``master`` that it closed with, and stands ``since`` it was merged.
    """

    stage: ClassVar[str] = "closed"
    over: ClassVar[bool] = True
    host: str = ""
    evaluated: bool = False
    master: str = ""
    since: datetime | None = None


class Declined(Stage, frozen=True, kw_only=True):
    """Not for the city to handle."""

    stage: ClassVar[str] = "declined"
    over: ClassVar[bool] = True


class Merged(Stage, frozen=True, kw_only=True):
    """A duplicate: its clocks stand still until it closes with its master or is unmerged."""

    stage: ClassVar[str] = "merged"
    master: str
    since: datetime

    @property
    def stands_since(self) -> datetime:
        return self.since


class Voided(Stage, frozen=True, kw_only=True):
    """A mistake: it never was a matter."""

    stage: ClassVar[str] = "voided"
    over: ClassVar[bool] = True


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


def reopenings(state: MatterState) -> int:
    """How often a matter was reopened; never, if nobody reported it."""
    return 0 if isinstance(state, Unreported) else state.matter.reopenings
