"""What can be said about a grid member's day. Time and the actor come in with the command."""

from datetime import datetime
from typing import Annotated, TypedDict

from msgspec import Meta, Struct

from gridcase.actors import Actor

MOST_POINTS = 2_000
"""In one batch: a day of one point every 15 seconds."""


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True):
    member: str
    date: str
    at: datetime
    actor: Actor


class CommonFields(TypedDict):
    """What every command says, spelt once where many are given: ``StartPatrol(**common)``."""

    member: str
    date: str
    at: datetime
    actor: Actor


class StartPatrol(Command, frozen=True, kw_only=True, omit_defaults=True, tag="start-patrol"):
    occurred_at: datetime | None = None


class DevicePoint(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A point as a device sends it; ``accuracy`` in metres."""

    seen_at: datetime
    spot: str
    accuracy: Annotated[int, Meta(ge=0)] = 0


class AddPoints(Command, frozen=True, kw_only=True, omit_defaults=True, tag="add-points"):
    """In any order, late, and again: what is known already is left out."""

    points: Annotated[tuple[DevicePoint, ...], Meta(max_length=MOST_POINTS)]


class ReportedFinding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something found amiss, and the matter it was reported as, if it was."""

    class_code: str = ""
    text: str = ""
    matter_id: str = ""


class InspectPlace(Command, frozen=True, kw_only=True, omit_defaults=True, tag="inspect-place"):
    place: str
    findings: tuple[ReportedFinding, ...] = ()
    note: str = ""
    occurred_at: datetime | None = None


class ReportFinding(Command, frozen=True, kw_only=True, omit_defaults=True, tag="report-finding"):
    finding: int
    matter_id: str


class NoteMiss(Command, frozen=True, kw_only=True, omit_defaults=True, tag="note-miss"):
    matter_id: str
    reason: str


class EndPatrol(Command, frozen=True, kw_only=True, omit_defaults=True, tag="end-patrol"):
    note: str = ""
    occurred_at: datetime | None = None


PatrolCommand = StartPatrol | AddPoints | InspectPlace | ReportFinding | NoteMiss | EndPatrol
