"""What each event of an imported history says, given the facts of its matter and the course so far."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.envelope import Origin
from gridcase.importers.facts import Facts
from gridcase.importers.happenings import Happening
from gridcase.matters import events as e
from gridcase.matters.policy import met


class Step(Struct, frozen=True, gc=False):
    """An event to tell: recorded ``at``, happened at ``occurred``, which verdicts judge by.

    ``by`` is who did it, as the file says; ``department`` the co-handler; ``note`` what the file calls it.
    """

    happening: Happening
    at: datetime
    occurred: datetime
    origin: Origin
    by: str = ""
    department: str = ""
    note: str = ""


class Course(Struct):
    """Where the history stands while it is told."""

    co_handlers: Sequence[tuple[e.CoHandler, ...]] = ()
    round: int = 0
    started: datetime | None = None
    resolved_by: str = ""
    held_since: datetime | None = None
    held: int = 0


def reported(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterReported(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        occurred_at=step.at if facts.occurred is None else min(facts.occurred, step.at),
        channel=facts.channel,
        unit=facts.unit,
        class_code=facts.class_code,
        address=facts.address,
        text=facts.text or step.note,
        source=facts.source,
        reference=facts.reference,
    )


def noted(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.EvidenceAdded(
        matter_id=facts.matter_id, at=step.at, by=by, occurred_at=step.occurred, note=step.note or facts.note
    )


def classified(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterClassified(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        unit=facts.unit,
        list_code=facts.list_code,
        class_code=facts.class_code,
        due_close=facts.due_close,
    )


def declined(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterDeclined(matter_id=facts.matter_id, at=step.at, by=by, reason=because(facts, step))


def resolved(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    course.resolved_by = by.member
    return e.MatterResolvedOnTheSpot(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        occurred_at=step.occurred,
        unit=facts.unit,
        class_code=facts.class_code,
        note=facts.note,
    )


def reviewed(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.OnTheSpotReviewed(
        matter_id=facts.matter_id, at=step.at, by=by, resolved_by=course.resolved_by, accepted=True
    )


def diverted(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    course.round += 1
    course.started = step.at
    course.held = 0
    return e.MatterDiverted(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        round=course.round,
        host=facts.host,
        co_handlers=course.co_handlers[course.round - 1] if course.co_handlers else (),
        unit=facts.unit,
        class_code=facts.class_code,
        due=facts.due,
    )


def accepted(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterAccepted(matter_id=facts.matter_id, at=step.at, by=by, round=course.round, host=facts.host)


def return_asked(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.ReturnAsked(
        matter_id=facts.matter_id, at=step.at, by=by, round=course.round, host=facts.host, reason=because(facts, step)
    )


def return_granted(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.ReturnGranted(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        round=course.round,
        host=facts.host,
        after_due=not met(facts.due, step.occurred),
        reason=because(facts, step),
    )


def suspension_asked(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.SuspensionAsked(
        matter_id=facts.matter_id, at=step.at, by=by, round=course.round, host=facts.host, reason=because(facts, step)
    )


def suspended(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    course.held_since = step.at
    return e.SuspensionGranted(
        matter_id=facts.matter_id, at=step.at, by=by, round=course.round, host=facts.host, reason=because(facts, step)
    )


def resumed(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    """The file's limits stand: if they were moved for the time it was held, the file says so."""
    held = seconds(course.held_since, step.at)
    course.held += held
    return e.MatterResumed(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        round=course.round,
        host=facts.host,
        suspended=held,
        due=facts.due,
        due_close=facts.due_close,
    )


def co_handled(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.CoHandlingReported(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        occurred_at=step.occurred,
        round=course.round,
        department=step.department,
        in_time=met(facts.due, step.occurred),
        due=facts.due,
        note=step.note,
    )


def handled(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.HandlingReported(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        occurred_at=step.occurred,
        round=course.round,
        host=facts.host,
        in_time=met(facts.due, step.occurred),
        due=facts.due,
        used=max(0, seconds(course.started, step.occurred) - course.held),
        note=step.note or facts.note,
    )


def confirmed(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.ResultConfirmed(
        matter_id=facts.matter_id, at=step.at, by=by, round=course.round, host=facts.host, note=step.note
    )


def rework(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.ReworkOrdered(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        round=course.round,
        host=facts.host,
        cause=e.ReworkCause.BAD_WORK,
        note=step.note,
    )


def feedback_asked(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.FeedbackAsked(matter_id=facts.matter_id, at=step.at, by=by)


def closed(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterClosed(
        matter_id=facts.matter_id,
        at=step.at,
        by=by,
        in_time=met(facts.due_close, step.occurred),
        rounds=course.round,
        host=facts.host,
        due_close=facts.due_close,
    )


def voided(facts: Facts, step: Step, by: Actor, course: Course) -> e.MatterEvent:
    return e.MatterVoided(matter_id=facts.matter_id, at=step.at, by=by, reason=because(facts, step))


TELL: dict[Happening, Callable[[Facts, Step, Actor, Course], e.MatterEvent]] = {
    Happening.REPORTED: reported,
    Happening.CLASSIFIED: classified,
    Happening.DECLINED: declined,
    Happening.RESOLVED: resolved,
    Happening.REVIEWED: reviewed,
    Happening.DIVERTED: diverted,
    Happening.ACCEPTED: accepted,
    Happening.RETURN_ASKED: return_asked,
    Happening.RETURN_GRANTED: return_granted,
    Happening.SUSPENSION_ASKED: suspension_asked,
    Happening.SUSPENDED: suspended,
    Happening.RESUMED: resumed,
    Happening.CO_HANDLED: co_handled,
    Happening.HANDLED: handled,
    Happening.CONFIRMED: confirmed,
    Happening.REWORK: rework,
    Happening.FEEDBACK_ASKED: feedback_asked,
    Happening.CLOSED: closed,
    Happening.VOIDED: voided,
    Happening.NOTED: noted,
}


def because(facts: Facts, step: Step) -> str:
    return step.note or facts.reason or "as the source says"


def seconds(since: datetime | None, until: datetime) -> int:
    return int((until - since).total_seconds()) if since else 0
