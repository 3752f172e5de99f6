"""How each event changes what a matter is. Trusts history: no checks, no clock, no policy."""

from datetime import datetime
from typing import assert_never

from msgspec.structs import replace

from gridcase.actors import Actor, Role
from gridcase.errors import UnreadableEvent
from gridcase.ids import matter_stream
from gridcase.matters import events as e
from gridcase.matters.changes import in_round, round_of, with_appeal, with_call, with_matter, with_round
from gridcase.matters.deadline import Stretch
from gridcase.matters.round import Call, Request, Round
from gridcase.matters.state import (
    Appeal,
    AwaitingClosing,
    AwaitingEvaluation,
    AwaitingFeedback,
    AwaitingVerification,
    Because,
    Closed,
    Declined,
    Filed,
    Handling,
    Known,
    Matter,
    MatterState,
    Merged,
    OnTheSpot,
    Reported,
    Suspended,
    Unreported,
    Verified,
    Voided,
)


def evolve(state: MatterState, event: e.MatterEvent) -> Known:
    """The state after the event."""
    if isinstance(event, e.MatterReported):
        return reported(event)
    if isinstance(state, Unreported):
        raise UnreadableEvent(matter_stream(event.matter_id), 1, "a history begins with a report")
    return changed(replace(state, matter=replace(state.matter, newest=event)), event)


def changed(state: Known, event: e.MatterEvent) -> Known:  # noqa: C901 one line per event: a table
    matter = state.matter
    match event:
        case e.MatterReported():
            return reported(event)
        case e.EvidenceAdded() | e.ReportConfirmed():
            return state
        case e.MatterClassified():
            return classified(state, event)
        case e.MatterDeclined():
            return Declined(matter=matter)
        case e.MatterResolvedOnTheSpot():
            resolved = replace(
                worked(matter, event.by, event.by.department), class_code=event.class_code or matter.class_code
            )
            return OnTheSpot(matter=resolved, resolved_by=event.by.member)
        case e.OnTheSpotReviewed():
            return reviewed(state, event)
        case e.MatterDiverted():
            return diverted(matter, event)
        case e.MatterAccepted():
            return with_round(state, accepted=True)
        case e.ResidentContacted():
            return with_round(state, contacted=True)
        case e.ReturnAsked():
            return with_round(state, returning=Request.ASKED)
        case e.ReturnGranted():
            late = replace(matter, late=matter.late or event.after_due)
            return Filed(matter=late, since=event.at, due=event.due, because=Because.RETURNED)
        case e.ReturnRefused():
            return with_round(state, returning=Request.REFUSED)
        case e.JurisdictionDisputed():
            return with_round(state, disputing=Request.ASKED)
        case e.JurisdictionRuled(host=host, ruled_host=ruled) if host == ruled:
            return with_matter(with_round(state, disputing=Request.REFUSED), ruled_host=ruled)
        case e.JurisdictionRuled():
            ruled_on = replace(matter, ruled_host=event.ruled_host)
            return Filed(matter=ruled_on, since=event.at, due=event.due, because=Because.RULED)
        case e.MatterPassed():
            late = replace(matter, late=matter.late or event.after_due)
            return Filed(matter=late, since=event.at, due=None, because=Because.PASSED)
        case e.MatterEscalated():
            return with_matter(in_round(state, escalated=True), level=event.to_level)
        case e.WhistleBlown():
            return called(state, event)
        case e.WhistleSignedIn():
            return with_call(state, event.department, signed_in=True)
        case e.OnSiteReported():
            return with_call(state, event.department, on_site=True)
        case e.WhistleContested():
            return with_call(state, event.department, contesting=Request.ASKED)
        case e.WhistleRuled(stays=True):
            return with_call(state, event.department, contesting=Request.REFUSED)
        case e.WhistleRuled():
            left = tuple(co for co in round_of(state).co_handlers if co.department != event.department)
            return with_round(with_call(state, event.department, contesting=Request.GRANTED), co_handlers=left)
        case e.WhistleRated():
            return with_call(state, event.department, rating=event.rating)
        case e.MemberPutInCharge():
            return with_matter(state, in_charge=event.in_charge)
        case e.ExtensionAsked():
            return with_round(state, extending=Request.ASKED, extension_limit=event.limit)
        case e.ExtensionGranted():
            of_round = (*round_of(state).extensions, event.limit)
            extended = with_round(state, extending=Request.GRANTED, extensions=of_round, due=event.due)
            return with_matter(extended, extensions=(*matter.extensions, event.limit), due_close=event.due_close)
        case e.ExtensionRefused():
            return with_round(state, extending=Request.REFUSED)
        case e.SuspensionAsked():
            return with_round(state, suspending=Request.ASKED, suspension_until=event.until)
        case e.SuspensionGranted():
            held = replace(round_of(state), suspending=Request.GRANTED, accepted=True)
            return Suspended(matter=matter, round=held, since=event.at, until=event.until)
        case e.SuspensionRefused():
            return with_round(state, suspending=Request.REFUSED)
        case e.SuspensionReminded():
            return replace(state, reminded=True) if isinstance(state, Suspended) else state
        case e.MatterResumed():
            return resumed(state, event)
        case e.MatterUrged():
            return in_round(state, urged=True) if event.by.role is Role.LOOP else state
        case e.MatterSupervised():
            return with_matter(state, supervision=event.supervision)
        case e.DueWarned():
            return with_matter(state, warned=matter.warned | {(event.step, event.due)})
        case e.OverdueNoted():
            return with_matter(state, overdue=matter.overdue | {(event.step, event.due)})
        case e.CoHandlingReported():
            done = with_round(state, co_handled=round_of(state).co_handled | {event.department})
            call = round_of(done).call(event.department)
            if call and call.contesting is Request.ASKED:
                done = with_call(done, event.department, contesting=Request.REFUSED)
            return replace(done, matter=worked(matter, event.by, event.department))
        case e.HandlingReported():
            round_ = round_of(state)
            handled = worked(matter, event.by, event.host, *(co.department for co in round_.co_handlers))
            late = replace(handled, late=matter.late or not event.in_time)
            return AwaitingVerification(matter=late, round=round_, since=event.at, due=event.due_verify)
        case e.ResultConfirmed():
            return AwaitingFeedback(matter=matter, host=event.host, round=event.round, since=event.at)
        case e.ReworkOrdered():
            bad_work = event.cause is e.ReworkCause.BAD_WORK
            again = replace(matter, reworks=matter.reworks + bad_work, feedback=None)
            return Filed(matter=again, since=event.at, due=event.due, because=Because.REWORK)
        case e.FeedbackAsked():
            return (
                replace(state, asked=True, since=event.at, due=event.due)
                if isinstance(state, AwaitingFeedback)
                else state
            )
        case e.FeedbackRecorded():
            return with_feedback(state, event)
        case e.MatterEvaluated():
            return replace(state, evaluated=True) if isinstance(state, Closed) else verified(state, AwaitingClosing)
        case e.MatterClosed():
            evaluated = isinstance(state, AwaitingClosing)
            return Closed(
                matter=replace(matter, in_charge=""),
                host=event.host,
                evaluated=evaluated,
                master=event.master,
                since=merged_since(state),
            )
        case e.MatterReopened():
            return reopened(state, event)
        case e.PetitionRecorded() | e.CaseRecorded():
            return state
        case e.MatterMerged():
            since = merged_since(state) or event.at
            return Merged(matter=replace(matter, feedback=None), master=event.master, since=since)
        case e.MatterUnmerged():
            alone = replace(stood_still(state, event.at, event.due_close), feedback=None)
            return Filed(matter=alone, since=event.at, due=event.due, because=Because.UNMERGED)
        case e.MatterVoided():
            return Voided(matter=matter)
        case e.AppealFiled():
            filed_appeal = Appeal(
                number=event.appeal, department=event.department, round=event.round, metrics=event.metrics
            )
            return with_matter(state, appeals=(*matter.appeals, filed_appeal))
        case e.AppealOpinionGiven():
            return with_appeal(state, event.appeal, opinion_by=event.by.member, opinion=event.upheld)
        case e.AppealDecided():
            return with_appeal(state, event.appeal, opinion=event.upheld, decided=True)
        case e.DemandOpinionGiven():
            contrary = event.unmeetable != matter.unmeetable
            return with_matter(state, demand_opinion_by=event.by.member if contrary else "")
        case e.DemandJudged():
            return with_matter(state, unmeetable=event.unmeetable, demand_opinion_by="")
        case _:
            assert_never(event)


def reported(event: e.MatterReported) -> Reported:
    matter = Matter(
        matter_id=event.matter_id,
        reporter=event.reporter,
        reported_by=event.by.member,
        reported_at=event.at,
        unit=event.unit,
        class_code=event.class_code,
        newest=event,
        began=event.at,
    )
    return Reported(matter=matter, due=event.due)


def classified(state: Known, event: e.MatterClassified) -> Filed:
    """Filed. Classified again, it waits on since it first came, and for the same reason."""
    filed = replace(
        state.matter,
        class_code=event.class_code,
        severity=event.severity,
        filed=True,
        level=event.level,
        due_close=event.due_close,
        close_class=event.class_code,
    )
    if isinstance(state, Filed):
        return replace(state, matter=filed, due=event.due, since=state.since if state.matter.filed else event.at)
    return Filed(matter=filed, since=event.at, due=event.due)


def worked(matter: Matter, by: Actor, *departments: str) -> Matter:
    """The matter with who handled it added, for good."""
    return replace(matter, workers=matter.workers | {by.member}, departments=matter.departments | {*departments} - {""})


def reviewed(state: Known, event: e.OnTheSpotReviewed) -> Known:
    if not event.accepted:
        return Filed(matter=state.matter, since=event.at, due=event.due, because=Because.REVIEW_REFUSED)
    return AwaitingFeedback(matter=state.matter, host="", round=0, since=event.at)


def diverted(matter: Matter, event: e.MatterDiverted) -> Handling:
    round_ = Round(
        number=event.round,
        host=event.host,
        class_code=event.class_code,
        started=event.at,
        limit=event.limit,
        due=event.due,
        due_accept=event.due_accept,
        due_contact=event.due_contact,
        co_handlers=event.co_handlers,
    )
    with_host = replace(matter, hosts=(*matter.hosts, event.host), level=event.level or matter.level)
    return Handling(matter=with_host, round=round_)


def called(state: Known, event: e.WhistleBlown) -> Known:
    """Each body that a whistle calls is a co-handler, and has a call to answer."""
    round_ = round_of(state)
    helpers = (e.CoHandler(department=one.department, due=one.due, limit=one.limit) for one in event.called)
    calls = (
        Call(department=one.department, since=event.at, due_sign_in=one.due_sign_in, due_on_site=one.due_on_site)
        for one in event.called
    )
    return with_round(state, co_handlers=(*round_.co_handlers, *helpers), calls=(*round_.calls, *calls))


def resumed(state: Known, event: e.MatterResumed) -> Known:
    round_ = round_of(state)
    since, until = stood(state, event.at)
    dues = {co.department: co.due for co in event.co_handlers}
    calls = {one.department: one for one in event.called}
    going_on = replace(
        round_,
        due=event.due,
        suspending=Request.NEVER,
        suspension_until=None,
        suspensions=(*round_.suspensions, (since, until)),
        co_handlers=tuple(replace(co, due=dues.get(co.department, co.due)) for co in round_.co_handlers),
        calls=tuple(recalled(call, calls.get(call.department)) for call in round_.calls),
    )
    return Handling(matter=stood_still(state, until, event.due_close), round=going_on)


def stood(state: Known, at: datetime) -> Stretch:
    """From when to when the clocks of a matter stood that is resumed."""
    return (state.since, state.stood_until(at)) if isinstance(state, Suspended) else (at, at)


def recalled(call: Call, due: e.CalledBodyDue | None) -> Call:
    """The call with the due times that a resumption gives it anew."""
    return replace(call, due_sign_in=due.due_sign_in, due_on_site=due.due_on_site) if due else call


def reopened(state: Known, event: e.MatterReopened) -> Filed:
    """Back to diversion. Where the matter was not closed yet, the clock of the whole goes on."""
    matter = state.matter
    if isinstance(state, Closed):
        matter = replace(matter, began=event.at, extensions=(), stood=(), close_class=matter.class_code)
    again = replace(matter, reopenings=matter.reopenings + 1, feedback=None, due_close=event.due_close, supervision=0)
    return Filed(matter=again, since=event.at, due=event.due, because=Because.REOPENED)


def merged_since(state: Known) -> datetime | None:
    """Since when a duplicate stands still, open or closed."""
    return state.since if isinstance(state, Merged | Closed) else None


def stood_still(state: Known, until: datetime, due_close: datetime | None) -> Matter:
    """The matter whose clock of the whole goes on, after it stood still since the stage began."""
    since = state.since if isinstance(state, Suspended | Merged) else until
    return replace(state.matter, stood=(*state.matter.stood, (since, until)), due_close=due_close)


def with_feedback(state: Known, event: e.FeedbackRecorded) -> Known:
    if not event.contacted:
        return state
    known = with_matter(state, feedback=event)
    return replace(known, evaluated=False) if isinstance(known, Closed) else verified(known, AwaitingEvaluation)


def verified(state: Known, stage: type[AwaitingEvaluation | AwaitingClosing]) -> Known:
    if not isinstance(state, Verified):
        return state
    return stage(matter=state.matter, host=state.host, round=state.round)
