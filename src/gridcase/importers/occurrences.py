"""What each event of an imported history says, given the facts of its matter and what was told so far."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.envelope import Origin
from gridcase.importers.facts import Facts
from gridcase.importers.happenings import Happening
from gridcase.matters import events as e
from gridcase.matters.policy import met


class Occurrence(Struct, frozen=True, gc=False):
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


class HistorySoFar(Struct):
    """Where the history stands while it is told."""

    co_handlers: Sequence[tuple[e.CoHandler, ...]] = ()
    round: int = 0
    started: datetime | None = None
    resolved_by: str = ""
    held_since: datetime | None = None
    held: int = 0


def reported(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterReported(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        occurred_at=occurrence.at if facts.occurred is None else min(facts.occurred, occurrence.at),
        channel=facts.channel,
        unit=facts.unit,
        class_code=facts.class_code,
        address=facts.address,
        text=facts.text or occurrence.note,
        source=facts.source,
        reference=facts.reference,
    )


def noted(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.EvidenceAdded(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        occurred_at=occurrence.occurred,
        note=occurrence.note or facts.note,
    )


def classified(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterClassified(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        unit=facts.unit,
        list_code=facts.list_code,
        class_code=facts.class_code,
        due_close=facts.due_close,
    )


def declined(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterDeclined(matter_id=facts.matter_id, at=occurrence.at, by=by, reason=because(facts, occurrence))


def resolved(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    so_far.resolved_by = by.member
    return e.MatterResolvedOnTheSpot(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        occurred_at=occurrence.occurred,
        unit=facts.unit,
        class_code=facts.class_code,
        note=facts.note,
    )


def reviewed(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.OnTheSpotReviewed(
        matter_id=facts.matter_id, at=occurrence.at, by=by, resolved_by=so_far.resolved_by, accepted=True
    )


def diverted(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    so_far.round += 1
    so_far.started = occurrence.at
    so_far.held = 0
    return e.MatterDiverted(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        co_handlers=so_far.co_handlers[so_far.round - 1] if so_far.co_handlers else (),
        unit=facts.unit,
        class_code=facts.class_code,
        due=facts.due,
    )


def accepted(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterAccepted(matter_id=facts.matter_id, at=occurrence.at, by=by, round=so_far.round, host=facts.host)


def return_asked(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.ReturnAsked(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        reason=because(facts, occurrence),
    )


def return_granted(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.ReturnGranted(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        after_due=not met(facts.due, occurrence.occurred),
        reason=because(facts, occurrence),
    )


def suspension_asked(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.SuspensionAsked(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        reason=because(facts, occurrence),
    )


def suspended(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    so_far.held_since = occurrence.at
    return e.SuspensionGranted(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        reason=because(facts, occurrence),
    )


def resumed(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    """The file's limits stand: if they were moved for the time it was held, the file says so."""
    held = seconds(so_far.held_since, occurrence.at)
    so_far.held += held
    return e.MatterResumed(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        suspended=held,
        due=facts.due,
        due_close=facts.due_close,
    )


def co_handled(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.CoHandlingReported(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        occurred_at=occurrence.occurred,
        round=so_far.round,
        department=occurrence.department,
        in_time=met(facts.due, occurrence.occurred),
        due=facts.due,
        note=occurrence.note,
    )


def handled(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.HandlingReported(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        occurred_at=occurrence.occurred,
        round=so_far.round,
        host=facts.host,
        in_time=met(facts.due, occurrence.occurred),
        due=facts.due,
        used=max(0, seconds(so_far.started, occurrence.occurred) - so_far.held),
        note=occurrence.note or facts.note,
    )


def confirmed(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.ResultConfirmed(
        matter_id=facts.matter_id, at=occurrence.at, by=by, round=so_far.round, host=facts.host, note=occurrence.note
    )


def rework(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.ReworkOrdered(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        round=so_far.round,
        host=facts.host,
        cause=e.ReworkCause.BAD_WORK,
        note=occurrence.note,
    )


def feedback_asked(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.FeedbackAsked(matter_id=facts.matter_id, at=occurrence.at, by=by)


def closed(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterClosed(
        matter_id=facts.matter_id,
        at=occurrence.at,
        by=by,
        in_time=met(facts.due_close, occurrence.occurred),
        rounds=so_far.round,
        host=facts.host,
        due_close=facts.due_close,
    )


def voided(facts: Facts, occurrence: Occurrence, by: Actor, so_far: HistorySoFar) -> e.MatterEvent:
    return e.MatterVoided(matter_id=facts.matter_id, at=occurrence.at, by=by, reason=because(facts, occurrence))


MAKE_EVENT: dict[Happening, Callable[[Facts, Occurrence, Actor, HistorySoFar], e.MatterEvent]] = {
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


def because(facts: Facts, occurrence: Occurrence) -> str:
    return occurrence.note or facts.reason or "as the source says"


def seconds(since: datetime | None, until: datetime) -> int:
    return int((until - since).total_seconds()) if since else 0
