"""A matter as a person wants to see it: what it is, where it stands, who has it and until when."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, field

from gridcase.explanation import Account, Entry
from gridcase.matters import events as e
from gridcase.matters.clocks import Light, read_clock
from gridcase.matters.policy import Policy
from gridcase.matters.state import Closed, Merged, Unreported
from gridcase.tags import tag_of


class ShownCall(Struct, kw_only=True):
    """A body that a whistle called; ``released`` is ``None`` unless somebody ruled."""

    department: str
    called: datetime
    due_sign_in: datetime | None
    due_on_site: datetime | None
    signed_in: datetime | None = None
    on_site: datetime | None = None
    contested: bool = False
    released: bool | None = None
    rating: int | None = None


class ShownRound(Struct, kw_only=True):
    """One diversion. ``ended_by`` is the tag of the event that ended it; ``in_time`` is the verdict, if any."""

    round: int
    host: str
    co_handlers: tuple[str, ...]
    started: datetime
    limit: str
    due: datetime | None
    ended: datetime | None = None
    ended_by: str = ""
    in_time: bool | None = None
    calls: list[ShownCall] = field(default_factory=list)


class RunningClock(Struct, kw_only=True):
    """``light`` is ``None`` while the clock stands."""

    step: e.Step
    department: str
    limit: str
    due: datetime
    light: Light | None


class Feedback(Struct, kw_only=True):
    at: datetime
    contacted: bool
    solved: bool
    satisfaction: e.Satisfaction


class Picture(Struct, kw_only=True):
    """Told from the events alone; ``version`` counts them."""

    matter_id: str
    stage: str
    version: int
    unit: str
    class_code: str
    list_code: str = ""
    severity: str = ""
    level: str = ""
    channel: e.Channel
    source: str
    reference: str
    reported_at: datetime
    occurred_at: datetime
    reported_by: str
    reporter: str
    reporter_name: str
    phone: str
    address: str
    text: str
    host: str = ""
    in_charge: str = ""
    in_charge_since: datetime | None = None
    rounds: list[ShownRound] = field(default_factory=list)
    clocks: list[RunningClock] = field(default_factory=list)
    due_close: datetime | None = None
    reworks: int = 0
    reopenings: int = 0
    supervision: int = 0
    evidence: list[str] = field(default_factory=list)
    micro_grid: str = ""
    agreement: str = ""
    master: str = ""
    feedback: Feedback | None = None
    score: int | None = None
    appeals: int = 0
    last_at: datetime


def picture(events: Sequence[e.MatterEvent], policy: Policy, at: datetime) -> Picture:
    """The matter after all of its events, its lights as they are at a time."""
    account = Account(events, policy)
    state, report = account.state, events[0]
    if isinstance(state, Unreported) or not isinstance(report, e.MatterReported):
        raise TypeError("a history begins with a report")
    shown = Picture(
        matter_id=report.matter_id,
        stage=state.stage,
        version=len(events),
        unit=report.unit,
        class_code=report.class_code,
        channel=report.channel,
        source=report.source,
        reference=report.reference,
        reported_at=report.at,
        occurred_at=report.occurred_at,
        reported_by=report.by.member,
        reporter=report.reporter,
        reporter_name=report.reporter_name,
        phone=report.phone,
        address=report.address,
        text=report.text,
        master=state.master if isinstance(state, Merged | Closed) else "",
        last_at=events[-1].at,
    )
    for event in events:
        add(shown, event)
    shown.due_close = state.matter.due_close
    shown.clocks = [running(entry, at, policy) for entry in account.running()]
    return shown


def add(shown: Picture, event: e.MatterEvent) -> None:  # noqa: C901 a table
    """What an event adds to the picture."""
    shown.evidence += [*getattr(event, "evidence_before", ()), *getattr(event, "evidence_after", ())]
    match event:
        case e.MatterClassified():
            shown.class_code, shown.list_code = event.class_code, event.list_code
            shown.severity, shown.level = event.severity, event.level
        case e.MatterResolvedOnTheSpot():
            shown.class_code = event.class_code or shown.class_code
            shown.micro_grid, shown.agreement = event.micro_grid, event.agreement
        case e.MatterDiverted():
            shown.host, shown.level = event.host, event.level
            shown.rounds.append(begun(event))
        case e.MatterEscalated():
            shown.level = event.to_level
        case e.ExtensionGranted() | e.MatterResumed():
            shown.rounds[-1].due = event.due
            for due in event.called if isinstance(event, e.MatterResumed) else ():
                call = call_of(shown, due.department)
                call.due_sign_in, call.due_on_site = due.due_sign_in, due.due_on_site
        case e.WhistleBlown():
            shown.rounds[-1].co_handlers += tuple(one.department for one in event.called)
            shown.rounds[-1].calls += [
                ShownCall(
                    department=one.department,
                    called=event.at,
                    due_sign_in=one.due_sign_in,
                    due_on_site=one.due_on_site,
                )
                for one in event.called
            ]
        case e.WhistleSignedIn():
            call_of(shown, event.department).signed_in = event.at
        case e.OnSiteReported():
            call_of(shown, event.department).on_site = event.at
        case e.WhistleContested():
            call_of(shown, event.department).contested = True
        case e.WhistleRuled():
            call_of(shown, event.department).released = not event.stays
            if not event.stays:
                last = shown.rounds[-1]
                last.co_handlers = tuple(one for one in last.co_handlers if one != event.department)
        case e.WhistleRated():
            call_of(shown, event.department).rating = event.rating
        case e.MemberPutInCharge():
            shown.in_charge, shown.in_charge_since = event.in_charge, event.at
        case e.HandlingReported():
            end(shown, event, event.in_time)
        case e.ReturnGranted() | e.MatterPassed() | e.MatterMerged() | e.MatterVoided():
            end(shown, event)
        case e.JurisdictionRuled(host=host, ruled_host=ruled) if host != ruled:
            end(shown, event)
        case e.MatterSupervised():
            shown.supervision = event.supervision
        case e.ReworkOrdered():
            shown.reworks += 1
        case e.MatterReopened():
            shown.reopenings += 1
        case e.FeedbackRecorded():
            shown.feedback = Feedback(
                at=event.at, contacted=event.contacted, solved=event.solved, satisfaction=event.satisfaction
            )
        case e.MatterEvaluated():
            shown.score = event.score
        case e.AppealFiled():
            shown.appeals = event.appeal
        case _:
            pass


def begun(event: e.MatterDiverted) -> ShownRound:
    return ShownRound(
        round=event.round,
        host=event.host,
        co_handlers=tuple(co.department for co in event.co_handlers),
        started=event.at,
        limit=event.limit,
        due=event.due,
    )


def call_of(shown: Picture, department: str) -> ShownCall:
    """The call of a body in the newest round."""
    return next(call for call in shown.rounds[-1].calls if call.department == department)


def end(shown: Picture, event: e.MatterEvent, in_time: bool | None = None) -> None:
    """The newest round ends, if it had not ended before."""
    if shown.rounds and shown.rounds[-1].ended is None:
        last = shown.rounds[-1]
        last.ended, last.ended_by, last.in_time = event.at, tag_of(event), in_time


def running(entry: Entry, at: datetime, policy: Policy) -> RunningClock:
    allowance = entry.allowance
    return RunningClock(
        step=allowance.step,
        department=allowance.department,
        limit=allowance.limit,
        due=allowance.due,
        light=None if allowance.stands_since else read_clock(entry.clock, at, policy).light,
    )
