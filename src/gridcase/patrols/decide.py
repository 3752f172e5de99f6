"""What a command leads to: new events, nothing (it is so already), or ``Refused`` with the rule."""

from datetime import datetime
from typing import TypedDict, assert_never

from gridcase import rules as shared
from gridcase.actors import Actor
from gridcase.boundaries import Boundary, Spot, read_boundary
from gridcase.errors import Refused
from gridcase.guards import require_matter, require_not_before
from gridcase.matters.policy import Policy
from gridcase.patrols import commands as c
from gridcase.patrols import events as e
from gridcase.patrols import rules
from gridcase.patrols.permissions import permit
from gridcase.patrols.state import NotStarted, Patrol, PatrolState


class OfDay(TypedDict):
    """What every event says: about whose day, when the command was given, and by whom."""

    member: str
    date: str
    at: datetime
    by: Actor


def of_day(command: c.PatrolCommand) -> OfDay:
    return {"member": command.member, "date": command.date, "at": command.at, "by": command.actor}


def decide(command: c.PatrolCommand, state: PatrolState, policy: Policy) -> list[e.PatrolEvent]:
    """Judge one command against one day. Raises ``Refused``; changes nothing."""
    permit(command, policy)
    if isinstance(command, c.StartPatrol):
        return start_patrol(command, state, policy)
    if isinstance(state, NotStarted):
        raise Refused(rules.NOT_STARTED, f"{command.member} on {command.date}")
    require_not_before(state.last_at, command.at)
    match command:
        case c.AddPoints():
            return add_points(command, state, policy)
        case c.InspectPlace():
            return inspect_place(command, state, policy)
        case c.ReportFinding():
            return report_finding(command, state, policy)
        case c.NoteMiss():
            return note_miss(command, state, policy)
        case c.EndPatrol():
            return end_patrol(command, state, policy)
        case _:
            assert_never(command)


def start_patrol(command: c.StartPatrol, state: PatrolState, policy: Policy) -> list[e.PatrolEvent]:
    if isinstance(state, Patrol):
        return []
    if not policy.directory.has_unit(command.actor.unit):
        raise Refused(rules.NO_GRID, command.member)
    return [
        e.PatrolStarted(
            **of_day(command),
            occurred_at=on_the_day(command, command.occurred_at, policy),
            unit=command.actor.unit,
        )
    ]


def add_points(command: c.AddPoints, state: Patrol, policy: Policy) -> list[e.PatrolEvent]:
    """Only what was seen while the patrol lasted is kept: nobody is followed before and after.

    Of two points at the same time the first stands, and it stands where it came in first.
    """
    if any(point.seen_at > command.at for point in command.points):
        raise Refused(shared.HAPPENED_LATER, "a point is newer than its batch: is the device's clock right?")
    new = {
        point.seen_at: point
        for point in reversed(command.points)
        if point.seen_at not in state.seen
        and state.lasted(point.seen_at)
        and day_of(point.seen_at, policy) == state.date
    }
    if not new:
        return []
    place = policy.directory.unit(state.unit)
    boundary = read_boundary(place.boundary) if place and place.boundary else None
    points = tuple(located(point, boundary) for _, point in sorted(new.items()))
    return [
        e.PointsAdded(
            **of_day(command),
            unit=state.unit,
            points=points,
            taken=len(points),
            outside=sum(point.whereabouts is e.Whereabouts.OUTSIDE for point in points),
        )
    ]


def located(point: c.DevicePoint, boundary: Boundary | None) -> e.Point:
    """The point with its whereabouts: outside only if it is so by more than the device's accuracy."""
    try:
        spot = Spot.parse(point.spot)
    except ValueError as error:
        raise Refused(rules.NO_SPOT, str(error)) from error
    whereabouts = e.Whereabouts.UNKNOWN
    if boundary:
        out = boundary.metres_outside(spot) > point.accuracy
        whereabouts = e.Whereabouts.OUTSIDE if out else e.Whereabouts.INSIDE
    return e.Point(seen_at=point.seen_at, spot=point.spot, accuracy=point.accuracy, whereabouts=whereabouts)


def inspect_place(command: c.InspectPlace, state: Patrol, policy: Policy) -> list[e.PatrolEvent]:
    occurred = on_the_day(command, command.occurred_at, policy)
    if (command.place, occurred) in state.inspected:
        return []
    if not state.lasted(occurred):
        raise Refused(rules.PATROL_ENDED if state.started <= occurred else rules.NOT_STARTED, "at that time")
    if not policy.directory.has_unit(command.place):
        raise Refused(shared.UNKNOWN_UNIT, command.place)
    for finding in command.findings:
        if finding.class_code and policy.directory.matter_class(finding.class_code) is None:
            raise Refused(shared.UNKNOWN_CLASS, finding.class_code)
        require_matter(finding.matter_id, policy)
    return [
        e.PlaceInspected(
            **of_day(command),
            occurred_at=occurred,
            unit=state.unit,
            place=command.place,
            findings=tuple(
                e.Finding(finding=number, class_code=finding.class_code, text=finding.text, matter_id=finding.matter_id)
                for number, finding in enumerate(command.findings, len(state.findings) + 1)
            ),
            note=command.note,
        )
    ]


def report_finding(command: c.ReportFinding, state: Patrol, policy: Policy) -> list[e.PatrolEvent]:
    if not 1 <= command.finding <= len(state.findings):
        raise Refused(rules.UNKNOWN_FINDING, str(command.finding))
    became = state.findings[command.finding - 1]
    if became == command.matter_id:
        return []
    if became:
        raise Refused(rules.FINDING_IS_ANOTHER, became)
    require_matter(command.matter_id, policy)
    return [
        e.FindingReported(
            **of_day(command),
            finding=command.finding,
            matter_id=command.matter_id,
        )
    ]


def note_miss(command: c.NoteMiss, state: Patrol, policy: Policy) -> list[e.PatrolEvent]:
    if command.matter_id in state.missed:
        return []
    if not command.reason.strip():
        raise Refused(shared.REASON_MISSING)
    require_matter(command.matter_id, policy)
    return [
        e.MissNoted(
            **of_day(command),
            unit=state.unit,
            matter_id=command.matter_id,
            reason=command.reason,
        )
    ]


def end_patrol(command: c.EndPatrol, state: Patrol, policy: Policy) -> list[e.PatrolEvent]:
    if state.ended:
        return []
    occurred = on_the_day(command, command.occurred_at, policy)
    if occurred < state.started:
        raise Refused(rules.ENDS_BEFORE_START)
    return [
        e.PatrolEnded(
            **of_day(command),
            occurred_at=occurred,
            unit=state.unit,
            note=command.note,
        )
    ]


def on_the_day(command: c.PatrolCommand, occurred_at: datetime | None, policy: Policy) -> datetime:
    """When it happened: as said, else when the command was given; never later, and never on another day."""
    occurred = occurred_at or command.at
    if occurred > command.at:
        raise Refused(shared.HAPPENED_LATER)
    if day_of(occurred, policy) != command.date:
        raise Refused(rules.OTHER_DAY, f"that was on {day_of(occurred, policy)}, not on {command.date}")
    return occurred


def day_of(moment: datetime, policy: Policy) -> str:
    return moment.astimezone(policy.time.zone).date().isoformat()
