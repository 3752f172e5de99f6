"""How each event changes what a day is. Trusts history: no checks, no clock, no policy."""

from typing import assert_never

from msgspec.structs import replace

from gridcase.errors import UnreadableEvent
from gridcase.ids import patrol_key, patrol_stream
from gridcase.patrols import events as e
from gridcase.patrols.state import NotStarted, Patrol, PatrolState


def evolve(state: PatrolState, event: e.PatrolEvent) -> PatrolState:
    """The state after the event."""
    if isinstance(event, e.PatrolStarted):
        return started(event)
    if isinstance(state, NotStarted):
        raise UnreadableEvent(patrol_stream(patrol_key(event.member, event.date)), 1, "a patrol begins with its start")
    return changed(replace(state, last_at=event.at), event)


def changed(state: Patrol, event: e.PatrolEvent) -> Patrol:
    match event:
        case e.PatrolStarted():
            return started(event)
        case e.PointsAdded():
            return replace(state, seen=state.seen.union(point.seen_at for point in event.points))
        case e.PlaceInspected():
            became = tuple(finding.matter_id for finding in event.findings)
            inspected = state.inspected | {(event.place, event.occurred_at)}
            return replace(state, inspected=inspected, findings=state.findings + became)
        case e.FindingReported():
            findings = list(state.findings)
            findings[event.finding - 1] = event.matter_id
            return replace(state, findings=tuple(findings))
        case e.MissNoted():
            return replace(state, missed=state.missed | {event.matter_id})
        case e.PatrolEnded():
            return replace(state, ended=event.occurred_at)
        case _:
            assert_never(event)


def started(event: e.PatrolStarted) -> Patrol:
    return Patrol(member=event.member, date=event.date, unit=event.unit, started=event.occurred_at, last_at=event.at)
