"""What became of one matter, walked through event by event. Events after the time asked about are not among them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec import Struct, field

from gridcase.matters import events as e
from gridcase.tags import tag_of

Events = Sequence[e.MatterEvent]


class Part(Struct):
    """A co-handler's part of a round."""

    due: datetime | None
    stands: bool = False
    reported_at: datetime | None = None
    in_time: bool = False


class Round(Struct):
    number: int
    host: str
    unit: str
    class_code: str
    began: datetime
    due: datetime | None
    parts: dict[str, Part] = field(default_factory=dict)
    suspended_at: datetime | None = None
    extensions: int = 0
    stood: int = 0
    handled_at: datetime | None = None
    in_time: bool = False
    ended: str = ""

    @property
    def due_now(self) -> datetime | None:
        """None while it is suspended and was not yet due."""
        stands = self.suspended_at and self.due and self.suspended_at < self.due and not self.ended
        return None if stands else self.due

    @property
    def took(self) -> int:
        return (self.handled_at - self.began) // timedelta(seconds=1) - self.stood if self.handled_at else 0


class Cycle(Struct):
    """From the first filing, or a reopening, to a closing."""

    due: datetime | None = None
    suspended_at: datetime | None = None
    host: str = ""
    round: int = 0
    reopenings: int = 0
    closed_at: datetime | None = None
    in_time: bool = False

    @property
    def due_now(self) -> datetime | None:
        return None if self.suspended_at and self.due and self.suspended_at < self.due else self.due


class Wait(Struct):
    """A deadline for diversion; ``by`` is who diverted."""

    due: datetime | None
    diverted_at: datetime | None = None
    by: str = ""
    in_time: bool = False


def set_aside(events: Events) -> str:
    """``merged``, ``declined``, ``voided``, or nothing."""
    found = ""
    for event in events:
        match event:
            case e.MatterMerged():
                found = "merged"
            case e.MatterDeclined():
                found = "declined"
            case e.MatterVoided():
                found = "voided"
            case e.MatterUnmerged():
                found = ""
    return found


def filing(events: Events) -> e.MatterClassified | e.OnTheSpotReviewed | None:
    """The event that filed it first."""
    for event in events:
        if isinstance(event, e.MatterClassified) or (isinstance(event, e.OnTheSpotReviewed) and event.accepted):
            return event
    return None


def class_of(events: Events) -> str:
    """The class that it was first given by those who file or resolve; before that, the reporter's."""
    for event in events:
        if isinstance(event, e.MatterClassified | e.MatterResolvedOnTheSpot) and event.class_code:
            return event.class_code
    return report_of(events).class_code


def report_of(events: Events) -> e.MatterReported:
    found = events[0]
    assert isinstance(found, e.MatterReported)
    return found


def rounds(events: Events) -> list[Round]:  # noqa: C901 one case per event
    found: list[Round] = []
    for event in events:
        match event:
            case e.MatterDiverted():
                parts = {co.department: Part(co.due) for co in event.co_handlers}
                found.append(Round(event.round, event.host, event.unit, event.class_code, event.at, event.due, parts))
            case e.ExtensionGranted():
                found[-1].due = event.due
                found[-1].extensions += 1
            case e.SuspensionGranted():
                found[-1].suspended_at = event.at
                for part in found[-1].parts.values():
                    part.stands = part.due is not None and event.at < part.due
            case e.MatterResumed():
                found[-1].due = event.due
                found[-1].suspended_at = None
                found[-1].stood += event.suspended
                for co in event.co_handlers:
                    found[-1].parts[co.department].due = co.due
                for part in found[-1].parts.values():
                    part.stands = False
            case e.CoHandlingReported():
                part = found[-1].parts[event.department]
                part.reported_at, part.in_time = event.at, event.in_time
            case e.HandlingReported():
                found[-1].ended = "handled"
                found[-1].handled_at, found[-1].in_time = event.at, event.in_time
            case e.ReturnGranted():
                found[-1].ended = "returned after due" if event.after_due else "returned"
            case e.JurisdictionRuled() if event.ruled_host != event.host:
                found[-1].ended = "ruled away"
            case e.MatterMerged() | e.MatterDeclined() | e.MatterVoided() if found and not found[-1].ended:
                found[-1].ended = tag_of(event).removeprefix("matter-")
    return found


def cycles(events: Events) -> list[Cycle]:
    """One more after each closing; empty before the matter is filed."""
    found: list[Cycle] = []
    host, number, reopenings = "", 0, 0
    for event in events:
        match event:
            case e.MatterClassified() | e.ExtensionGranted() | e.MatterUnmerged():
                found = found or [Cycle()]
                found[-1].due = event.due_close
            case e.MatterResumed():
                found[-1].due, found[-1].suspended_at = event.due_close, None
            case e.SuspensionGranted():
                found[-1].suspended_at = event.at
            case e.MatterReopened():
                reopenings += 1
                if found and found[-1].closed_at:
                    found.append(Cycle())
                found = found or [Cycle()]
                found[-1].due = event.due_close
            case e.MatterDiverted():
                host, number = event.host, event.round
            case e.MatterClosed(master=""):
                found = found or [Cycle()]
                found[-1].closed_at, found[-1].in_time = event.at, event.in_time
        if found and isinstance(event, CHANGES):
            found[-1].host, found[-1].round, found[-1].reopenings = host, number, reopenings
    return found


CHANGES = (
    *(e.MatterClassified, e.ExtensionGranted, e.MatterUnmerged, e.MatterResumed, e.MatterReopened),
    *(e.MatterDiverted, e.MatterClosed),
)


def waits(events: Events) -> Iterator[Wait]:
    """The deadlines for diversion that ended by one, and the one that runs."""
    running: Wait | None = None
    for event in events:
        match event:
            case e.MatterClassified() | e.ReturnGranted() | e.ReworkOrdered() | e.MatterReopened() | e.MatterUnmerged():
                running = Wait(event.due)
            case e.OnTheSpotReviewed() if not event.accepted:
                running = Wait(event.due)
            case e.JurisdictionRuled() if event.ruled_host != event.host:
                running = Wait(event.due)
            case e.MatterDiverted():
                if running:
                    running.diverted_at, running.by, running.in_time = event.at, event.by.member, event.in_time
                    yield running
                running = None
            case e.MatterResolvedOnTheSpot() | e.MatterDeclined() | e.MatterMerged() | e.MatterVoided():
                running = None
    if running:
        yield running
