"""What can have happened on a grid member's day. Storage format: the rules above ``matters.events`` hold here too.

Streams are named ``patrol:member:date``; ``date`` is the day by the city's clock, ``2026-03-02``. Where a member was is
personal: a ``spot`` (``latitude,longitude``) is for people to read, and what readers count stands beside it.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from gridcase.actors import Actor


class Whereabouts(StrEnum):
    """Whether a spot lies in the member's grid, by the boundary known when it came in; unknown where there is none."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every event of a patrol says: whose day, when, by whom."""

    member: str
    date: str
    at: datetime
    by: Actor


class PatrolStarted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="patrol-started"):
    """``unit`` is the member's grid on that day."""

    occurred_at: datetime
    unit: str


class Point(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A spot at a time; ``accuracy`` is the radius in metres within which the device was sure to be."""

    seen_at: datetime
    spot: str
    accuracy: int = 0
    whereabouts: Whereabouts = Whereabouts.UNKNOWN


class PointsAdded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="points-added"):
    """A batch from a device, however late: what was new in it, by time. ``outside`` of them lie out of the grid."""

    unit: str
    points: tuple[Point, ...]
    taken: int
    outside: int = 0


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something found amiss; ``finding`` is its number on that day, ``matter_id`` the matter it became."""

    finding: int
    class_code: str = ""
    text: str = ""
    matter_id: str = ""


class PlaceInspected(Event, frozen=True, kw_only=True, omit_defaults=True, tag="place-inspected"):
    """``place`` is a registered unit: an enterprise, an institution, a grid."""

    occurred_at: datetime
    unit: str
    place: str
    findings: tuple[Finding, ...] = ()
    note: str = ""


class FindingReported(Event, frozen=True, kw_only=True, omit_defaults=True, tag="finding-reported"):
    """A finding became a matter."""

    finding: int
    matter_id: str


class MissNoted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="miss-noted"):
    """Somebody else reported what the patrol should have seen (漏报): a supervisor or foreman says so."""

    unit: str
    matter_id: str
    reason: str


class PatrolEnded(Event, frozen=True, kw_only=True, omit_defaults=True, tag="patrol-ended"):
    occurred_at: datetime
    unit: str
    note: str = ""


PatrolEvent = PatrolStarted | PointsAdded | PlaceInspected | FindingReported | MissNoted | PatrolEnded
