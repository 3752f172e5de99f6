"""A grid member's day as people look at it: the route, the inspections, what was found and what was missed."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from gridcase.boundaries import Spot
from gridcase.patrols import events as e


class Inspection(Struct, frozen=True, kw_only=True):
    occurred_at: datetime
    place: str
    note: str
    findings: tuple[e.Finding, ...]


class Miss(Struct, frozen=True, kw_only=True):
    matter_id: str
    by: str
    reason: str


class Day(Struct, frozen=True, kw_only=True):
    """``route`` is in order of time; ``metres`` is its length from point to point."""

    member: str
    date: str
    unit: str
    started: datetime
    ended: datetime | None = None
    route: tuple[e.Point, ...] = ()
    metres: int = 0
    outside: int = 0
    inspections: tuple[Inspection, ...] = ()
    missed: tuple[Miss, ...] = ()

    def coarse(self) -> "Day":
        """The day as it may leave the house: each spot to about a kilometre, and no length."""
        spots = (replace(point, spot=coarse(point.spot)) for point in self.route)
        return replace(self, route=tuple(spots), metres=0)

    def stops(self, most: int) -> tuple[e.Point, ...]:
        """At most so many points of the route, spread evenly from the first to the last."""
        if len(self.route) <= most:
            return self.route
        last = len(self.route) - 1
        return tuple(self.route[number * last // (most - 1)] for number in range(most))


def day_of(events: Iterable[e.PatrolEvent]) -> Day | None:
    """The day that the events tell of; ``None`` if it never started."""
    day: Day | None = None
    points: list[e.Point] = []
    for event in events:
        match event:
            case e.PatrolStarted():
                day = Day(member=event.member, date=event.date, unit=event.unit, started=event.occurred_at)
            case e.PointsAdded():
                points += event.points
            case _ if day:
                day = with_event(day, event)
            case _:
                pass
    if day is None:
        return None
    route = tuple(sorted(points, key=lambda point: point.seen_at))
    outside = sum(point.whereabouts is e.Whereabouts.OUTSIDE for point in route)
    return replace(day, route=route, metres=length(route), outside=outside)


def with_event(day: Day, event: e.PatrolEvent) -> Day:
    match event:
        case e.PlaceInspected():
            seen = Inspection(
                occurred_at=event.occurred_at, place=event.place, note=event.note, findings=event.findings
            )
            inspections = sorted((*day.inspections, seen), key=lambda inspection: inspection.occurred_at)
            return replace(day, inspections=tuple(inspections))
        case e.FindingReported():
            inspections = [reported(inspection, event) for inspection in day.inspections]
            return replace(day, inspections=tuple(inspections))
        case e.MissNoted():
            miss = Miss(matter_id=event.matter_id, by=event.by.member, reason=event.reason)
            return replace(day, missed=(*day.missed, miss))
        case e.PatrolEnded():
            return replace(day, ended=event.occurred_at)
        case _:
            return day


def reported(inspection: Inspection, event: e.FindingReported) -> Inspection:
    findings = (
        replace(finding, matter_id=event.matter_id) if finding.finding == event.finding else finding
        for finding in inspection.findings
    )
    return replace(inspection, findings=tuple(findings))


def length(route: Iterable[e.Point]) -> int:
    """In metres, from each readable spot to the next; one that was erased is stepped over."""
    spots = [spot for point in route if (spot := readable(point.spot))]
    return round(sum(start.metres_to(end) for start, end in pairwise(spots)))


def coarse(text: str) -> str:
    spot = readable(text)
    return spot.coarse() if spot else text


def readable(text: str) -> Spot | None:
    try:
        return Spot.parse(text)
    except ValueError:
        return None
