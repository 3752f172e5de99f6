"""What the loop owes a matter, and from when on: a pure function of the matter and the policy.

Suspended → reminded of the end, and resumed when it has come. Near due → warned. Missed → overdue noted, urged,
supervised, escalated. Verified → the reporter is asked. Answered, or the window over → evaluated. Good → closed; not
solved → reopened. A duplicate closes and opens with its master, and its reporter is heard as the master's is.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from gridcase.actors import THE_LOOP, Actor
from gridcase.matters import commands as c
from gridcase.matters.clocks import due_later, warned_from
from gridcase.matters.deadline import Deadline
from gridcase.matters.events import MatterEvaluated, Step
from gridcase.matters.policy import Policy
from gridcase.matters.state import (
    AwaitingClosing,
    AwaitingEvaluation,
    AwaitingFeedback,
    Closed,
    Declined,
    Handling,
    Known,
    Matter,
    MatterState,
    Merged,
    Suspended,
    Unreported,
    Voided,
)

INSTANT = datetime.resolution
NOT_SOLVED = "the reporter says that it is not solved"
DUPLICATE_NOT_SOLVED = "the reporter of a duplicate says that it is not solved"
MASTER_REOPENED = "its master was reopened"
MASTER_GONE = "its master was declined or voided"


class AgendaEntry(Struct, frozen=True):
    """A command that is owed from ``when`` on, but not after ``until``.

    ``command_id`` names the one occasion it is owed for, if it comes by the clock.
    """

    when: datetime
    command: Callable[[datetime], c.MatterCommand]
    command_id: str = ""
    until: datetime | None = None

    def is_owed(self, at: datetime) -> bool:
        return self.when <= at and (self.until is None or at <= self.until)


def agenda(state: MatterState, policy: Policy) -> Iterator[AgendaEntry]:
    """Everything that the loop owes this matter as it stands, now or later."""
    if isinstance(state, Unreported):
        return
    yield from deadlines(state, policy)
    yield from end_of_suspension(state, policy)
    yield from next_step(state, policy)


def deadlines(state: Known, policy: Policy) -> Iterator[AgendaEntry]:
    matter = state.matter
    for clock in state.clocks():
        step, due = clock.step, clock.due
        if (step, due) not in matter.warned and (step, due) not in matter.overdue:
            yellow = warned_from(clock, policy)
            warning = owed(matter, yellow, partial(c.WarnDue, step=step, due=due), occasion("warn", step, due))
            yield replace(warning, until=due)
        if (step, due) not in matter.overdue:
            yield owed(
                matter, due + INSTANT, partial(c.NoteOverdue, step=step, due=due), occasion("overdue", step, due)
            )
        elif isinstance(state, Handling) and step is Step.HANDLE:
            yield from ladder(state, clock, policy)


def ladder(state: Handling, clock: Deadline, policy: Policy) -> Iterator[AgendaEntry]:
    """What follows a missed handling deadline, step by step. While the clock stands, so does the ladder."""
    matter, round_, steps = state.matter, state.round, policy.ladder
    rungs: tuple[tuple[str, str, MakesCommand, bool], ...] = (
        ("urge", steps.urge, c.UrgeMatter, round_.urged),
        ("supervise", steps.supervise, c.SuperviseMatter, matter.supervision > 0),
        ("escalate", steps.escalate, c.EscalateMatter, round_.escalated or matter.level == policy.levels[-1]),
    )
    for what, limit, make, done in rungs:
        if limit and not done:
            when = due_later(clock, limit, policy).at
            yield owed(matter, when, make, occasion(what, clock.step, clock.due))


def end_of_suspension(state: Known, policy: Policy) -> Iterator[AgendaEntry]:
    """Of a suspension that has an end: the reminder when so much of it is over, and the resumption."""
    if not isinstance(state, Suspended) or state.until is None:
        return
    matter, until = state.matter, state.until
    if not state.reminded:
        near = state.since + (until - state.since) * policy.warn_at / 100
        reminder = owed(matter, near, partial(c.RemindOfSuspension, until=until), f"remind/{until.isoformat()}")
        yield replace(reminder, until=until - INSTANT)
    yield owed(matter, until, c.ResumeMatter, f"resume/{until.isoformat()}")


def next_step(state: MatterState, policy: Policy) -> Iterator[AgendaEntry]:  # noqa: C901 a table
    match state:
        case AwaitingFeedback(asked=False, matter=matter) if matter.reporter:
            yield owed(matter, matter.last_at, c.AskFeedback)
        case AwaitingFeedback(asked=False, matter=matter):
            yield owed(matter, matter.last_at, c.EvaluateMatter)
        case AwaitingFeedback(due=due, matter=matter) if due:
            yield owed(matter, due + INSTANT, c.EvaluateMatter)
        case AwaitingEvaluation(matter=matter):
            yield owed(matter, matter.last_at, c.EvaluateMatter)
        case AwaitingClosing(matter=matter) if to_reopen(matter, policy):
            yield owed(matter, matter.last_at, partial(c.ReopenMatter, reason=NOT_SOLVED))
        case AwaitingClosing(matter=matter):
            yield owed(matter, matter.last_at, c.CloseMatter)
        case Closed(evaluated=False, master="", matter=matter) if matter.feedback:
            yield owed(matter, matter.last_at, c.EvaluateMatter)
        case Closed(master="", evaluated=True, matter=matter) if just_heard(matter) and to_reopen(matter, policy):
            yield owed(matter, matter.last_at, partial(c.ReopenMatter, reason=NOT_SOLVED))
        case Closed(master=master, matter=matter) if master:
            if policy.neighbours.stage_of(master) != Closed.stage:
                yield owed(matter, matter.last_at, partial(c.ReopenMatter, reason=MASTER_REOPENED))
            elif unsolved(matter) and policy.neighbours.reopenings_of(master) < policy.max_reopenings:
                yield owed(matter, matter.last_at, partial(c.ReopenMatter, reason=DUPLICATE_NOT_SOLVED), about=master)
        case Merged(matter=matter, master=master):
            stage = policy.neighbours.stage_of(master)
            if stage == Closed.stage:
                yield owed(matter, matter.last_at, c.CloseMatter)
            elif stage in (Declined.stage, Voided.stage):
                yield owed(matter, matter.last_at, partial(c.UnmergeMatter, reason=MASTER_GONE))
        case _:
            pass


def just_heard(matter: Matter) -> bool:
    """Whether the reporter's word came after the closing: then it counts, whoever closed."""
    return isinstance(matter.newest, MatterEvaluated)


def to_reopen(matter: Matter, policy: Policy) -> bool:
    return unsolved(matter) and not matter.unmeetable and matter.reopenings < policy.max_reopenings


def unsolved(matter: Matter) -> bool:
    """Whether the reporter says so."""
    return matter.feedback is not None and not matter.feedback.solved


class MakesCommand(Protocol):
    """A type of command, with what it says beside matter, time and actor filled in."""

    def __call__(self, *, matter_id: str, at: datetime, actor: Actor) -> c.MatterCommand: ...


def owed(matter: Matter, when: datetime, make: MakesCommand, occasion: str = "", about: str = "") -> AgendaEntry:
    """What is owed to the matter, or to the one that it is ``about``."""

    def command(at: datetime) -> c.MatterCommand:
        return make(matter_id=about or matter.matter_id, at=at, actor=THE_LOOP)

    return AgendaEntry(when, command, f"loop/{matter.matter_id}/{matter.rounds}/{occasion}" if occasion else "")


def occasion(what: str, step: Step, due: datetime) -> str:
    return f"{what}/{step}/{due.isoformat()}"
