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


class Call(Struct):
    """Of a body that a whistle called; ``doubtful`` while it is contested, and for good once it is released."""

    due_sign_in: datetime | None
    due_on_site: datetime | None
    signed_in: bool | None = None
    on_site: bool | None = None
    doubtful: bool = False
    rated_at: datetime | None = None
    rating: int = 0


class Round(Struct):
    number: int
    host: str
    unit: str
    class_code: str
    began: datetime
    due: datetime | None
    parts: dict[str, Part] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    ended_at: datetime | None = None
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
    reason = ""
    for event in events:
        match event:
            case e.MatterMerged():
                reason = "merged"
            case e.MatterDeclined():
                reason = "declined"
            case e.MatterVoided():
                reason = "voided"
            case e.MatterUnmerged():
                reason = ""
    return reason


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
    first = events[0]
    assert isinstance(first, e.MatterReported)
    return first


def rounds(events: Events) -> list[Round]:  # noqa: C901 one case per event
    rounds: list[Round] = []
    for event in events:
        match event:
            case e.MatterDiverted():
                parts = {co.department: Part(co.due) for co in event.co_handlers}
                rounds.append(Round(event.round, event.host, event.unit, event.class_code, event.at, event.due, parts))
            case e.ExtensionGranted():
                rounds[-1].due = event.due
                rounds[-1].extensions += 1
            case e.SuspensionGranted():
                rounds[-1].suspended_at = event.at
                for part in rounds[-1].parts.values():
                    part.stands = part.due is not None and event.at < part.due
            case e.MatterResumed():
                rounds[-1].due = event.due
                rounds[-1].suspended_at = None
                for one in event.called:
                    call = rounds[-1].calls[one.department]
                    call.due_sign_in, call.due_on_site = one.due_sign_in, one.due_on_site
                rounds[-1].stood += event.suspended
                for co in event.co_handlers:
                    rounds[-1].parts[co.department].due = co.due
                for part in rounds[-1].parts.values():
                    part.stands = False
            case e.WhistleBlown():
                for body in event.called:
                    rounds[-1].parts[body.department] = Part(body.due)
                    rounds[-1].calls[body.department] = Call(body.due_sign_in, body.due_on_site)
            case e.WhistleSignedIn():
                rounds[-1].calls[event.department].signed_in = event.in_time
            case e.OnSiteReported():
                rounds[-1].calls[event.department].on_site = event.in_time
            case e.WhistleContested():
                rounds[-1].calls[event.department].doubtful = True
            case e.WhistleRuled():
                rounds[-1].calls[event.department].doubtful = not event.stays
                if not event.stays:
                    del rounds[-1].parts[event.department]
            case e.WhistleRated():
                call = rounds[-1].calls[event.department]
                call.rated_at, call.rating = event.at, event.rating
            case e.CoHandlingReported():
                if event.department in rounds[-1].calls:
                    rounds[-1].calls[event.department].doubtful = False
                part = rounds[-1].parts[event.department]
                part.reported_at, part.in_time = event.at, event.in_time
            case e.HandlingReported():
                rounds[-1].ended = "handled"
                rounds[-1].handled_at, rounds[-1].in_time = event.at, event.in_time
            case e.ReturnGranted():
                rounds[-1].ended = "returned after due" if event.after_due else "returned"
            case e.MatterPassed():
                rounds[-1].ended = "passed on after due" if event.after_due else "passed on"
            case e.JurisdictionRuled() if event.ruled_host != event.host:
                rounds[-1].ended = "ruled away"
            case e.MatterMerged() | e.MatterDeclined() | e.MatterVoided() if rounds and not rounds[-1].ended:
                rounds[-1].ended = tag_of(event).removeprefix("matter-")
        if rounds and rounds[-1].ended:
            rounds[-1].ended_at = rounds[-1].ended_at or event.at
    return rounds


def cycles(events: Events) -> list[Cycle]:
    """One more after each closing; empty before the matter is filed."""
    cycles: list[Cycle] = []
    host, number, reopenings = "", 0, 0
    for event in events:
        match event:
            case e.MatterClassified() | e.ExtensionGranted() | e.MatterUnmerged():
                cycles = cycles or [Cycle()]
                cycles[-1].due = event.due_close
            case e.MatterResumed():
                cycles[-1].due, cycles[-1].suspended_at = event.due_close, None
            case e.SuspensionGranted():
                cycles[-1].suspended_at = event.at
            case e.MatterReopened():
                reopenings += 1
                if cycles and cycles[-1].closed_at:
                    cycles.append(Cycle())
                cycles = cycles or [Cycle()]
                cycles[-1].due = event.due_close
            case e.MatterDiverted():
                host, number = event.host, event.round
            case e.MatterClosed(master=""):
                cycles = cycles or [Cycle()]
                cycles[-1].closed_at, cycles[-1].in_time = event.at, event.in_time
        if cycles and isinstance(event, CHANGES):
            cycles[-1].host, cycles[-1].round, cycles[-1].reopenings = host, number, reopenings
    return cycles


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
