"""What of one matter each cohort counts: one function each, by the definition, on the events so far."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from gridcase.matters import events as e
from tests.support.plain.walks import (
    Call,
    Events,
    Round,
    cycles,
    filing,
    report_of,
    rounds,
    set_aside,
    waits,
)


class Row(Struct, frozen=True):
    """Something that counts at a time, of whom, and how much of each counter."""

    at: datetime
    counters: dict[str, int]
    round: int | None = None
    department: str = ""
    member: str = ""
    unit: str = ""
    class_code: str = ""


class Window(Struct, frozen=True):
    """From ``start`` up to, and without, ``end``. ``basically`` is in hundredths."""

    start: datetime
    end: datetime
    basically: int = 90
    co_handlers_answer: bool = False

    def has(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end


Rows = Iterator[Row]


def reports(events: Events, window: Window) -> Rows:
    report, aside, filed = report_of(events), set_aside(events), filing(events) is not None
    counters = {
        "reported": 1,
        "accepted": aside != "merged",
        "accepted_filed": aside != "merged" and filed,
        "merged": aside == "merged",
        "valid": not aside and filed,
    }
    yield Row(report.at, counters, member=report.by.member)


def filings(events: Events, window: Window) -> Rows:
    filed, aside = filing(events), set_aside(events)
    if filed and aside != "merged":
        in_time = filed.in_time if isinstance(filed, e.MatterClassified) else True
        counters = {"filed": 1, "filed_in_time": in_time, "not_voided": aside != "voided"}
        yield Row(filed.at, counters, member=filed.by.member)


def own_filings(events: Events, window: Window) -> Rows:
    filed, aside = filing(events), set_aside(events)
    if filed and aside != "merged":
        accepted = [event for event in events if isinstance(event, e.OnTheSpotReviewed) and event.accepted]
        member = accepted[0].resolved_by if accepted else report_of(events).by.member
        yield Row(filed.at, {"filed": 1, "on_the_spot": bool(accepted) and not aside}, member=member)


def hosted(events: Events, window: Window) -> Rows:
    filed, went = filing(events), rounds(events)
    if filed and went and not set_aside(events):
        yield Row(filed.at, {"filed": 1}, round=went[-1].number, department=went[-1].host)


def declined(events: Events, window: Window) -> Rows:
    declines = [event for event in events if isinstance(event, e.MatterDeclined)]
    if declines and set_aside(events) != "merged":
        yield Row(declines[0].at, {"declined": 1}, member=declines[0].by.member)


def diversions_due(events: Events, window: Window) -> Rows:
    for wait in waits(events):
        if wait.due and not set_aside(events):
            counters = {"due_divert": 1, "diverted": wait.diverted_at is not None, "diverted_in_time": wait.in_time}
            yield Row(wait.due, counters, member=wait.by)


def first_diversions(events: Events, window: Window) -> Rows:
    before = (None, *events)
    diversions = [
        event
        for event, previous in zip(events, before, strict=False)
        if isinstance(event, e.MatterDiverted) and not isinstance(previous, e.MatterPassed)
    ]
    if diversions and not set_aside(events):
        counters = {"diverted": 1, "accurate": diversions[0].host == diversions[-1].host}
        yield Row(diversions[0].at, counters, member=diversions[0].by.member)


def of_round(one: Round, at: datetime, **counters: int) -> Row:
    return Row(at, counters, round=one.number, department=one.host, unit=one.unit, class_code=one.class_code)


def charged(events: Events) -> Iterator[Round]:
    """The rounds that somebody is charged with."""
    if not set_aside(events):
        yield from (one for one in rounds(events) if one.ended not in ("returned", "passed on", "ruled away", "merged"))


def delayed_by(one: Round) -> str:
    """The co-handler through which alone the round came late: late itself, and the last that was waited for."""
    if one.handled_at is None or one.in_time or one.due is None:
        return ""
    late = [
        (part.reported_at, name)
        for name, part in one.parts.items()
        if part.reported_at and not part.in_time and one.due < part.reported_at <= one.handled_at
    ]
    return max(late, default=(one.due, ""))[1]


def rounds_due(events: Events, window: Window) -> Rows:
    for one in charged(events):
        if one.due_now:
            handled = one.handled_at is not None
            delayed = delayed_by(one) if window.co_handlers_answer else ""
            yield of_round(
                replace(one, host=delayed or one.host),
                one.due_now,
                due_dispose=1,
                disposed=handled,
                disposed_in_time=handled and one.in_time,
                overdue_open=not one.ended,
                extended=one.extensions > 0,
            )


def rounds_begun(events: Events, window: Window) -> Rows:
    if not set_aside(events):
        for one in rounds(events):
            if one.ended != "merged":
                yield of_round(one, one.began, begun=1, returned=one.ended.startswith("returned"))


def rounds_open(events: Events, window: Window) -> Rows:
    for one in charged(events):
        if not one.ended and one.began < window.end:
            at = max(one.began, window.start)
            yield of_round(one, at, still_open=1, suspended=one.suspended_at is not None)


def handlings(events: Events, window: Window) -> Rows:
    for one in charged(events):
        if one.handled_at:
            reports = [part.reported_at for part in one.parts.values() if part.reported_at]
            through = any(one.due is not None and one.due < at <= one.handled_at for at in reports)
            late = not one.in_time
            yield of_round(
                one, one.handled_at, handled=1, took=one.took, late=late, late_through_co_handler=late and through
            )


def entries(events: Events, window: Window) -> Rows:
    for event in events:
        if isinstance(event, e.HandlingReported | e.CoHandlingReported) and not set_aside(events):
            seconds = int((event.at - event.occurred_at).total_seconds())
            department = event.host if isinstance(event, e.HandlingReported) else event.department
            yield Row(event.at, {"entered": 1, "entered_late": seconds > 300}, round=event.round, department=department)


def returns(events: Events, window: Window) -> Rows:
    granted: list[str] = []
    for event in events:
        if isinstance(event, e.ReturnGranted | e.ReturnRefused) and not set_aside(events):
            yes = isinstance(event, e.ReturnGranted)
            counters = {"returned": yes, "shuffled": not yes or event.host in granted}
            yield Row(event.at, counters, round=event.round, department=event.host)
            granted += [event.host] if yes else []


def reworks(events: Events, window: Window) -> Rows:
    hosts = {one.number: one.host for one in rounds(events)}
    for event in events:
        if (
            isinstance(event, e.ReworkOrdered)
            and event.cause is e.ReworkCause.BAD_WORK
            and event.host
            and hosts.get(event.round + 1) == event.host
            and not set_aside(events)
        ):
            yield Row(event.at, {"rework": 1}, round=event.round, department=event.host)


def done_again(events: Events, after: int, before: int, host: str) -> bool:
    """Whether rounds of the host between two others failed, and went to it again, and no appeal contests that."""
    contested = [
        (event.department, event.round)
        for event in events
        if isinstance(event, e.AppealDecided) and event.upheld and "rework" in event.metrics
    ]
    failed = {row.round for row in reworks(events, Window(events[0].at, events[0].at)) if row.department == host}
    return any(after < number < before and (host, number) not in contested for number in failed if number)


def closings_due(events: Events, window: Window) -> Rows:
    before = 0
    for cycle in cycles(events) if not set_aside(events) else ():
        reworked = done_again(events, before, cycle.round, cycle.host)
        before = cycle.round
        if cycle.due_now:
            closed = cycle.closed_at is not None
            at = min(cycle.due_now, cycle.closed_at or cycle.due_now)
            in_time = closed and cycle.in_time
            counters = {"due_close": 1, "closed": closed, "closed_in_time": in_time, "reworked": reworked}
            yield Row(at, counters, round=cycle.round or None, department=cycle.host)


def closed(events: Events, window: Window) -> Rows:
    every_cycle = cycles(events) if not set_aside(events) else []
    reopened = any(isinstance(event, e.MatterReopened) for event in events)
    for cycle in every_cycle:
        if cycle.closed_at:
            counters = {"closed": 1, "first_time_right": not reopened and cycle.round <= 1}
            yield Row(cycle.closed_at, counters, round=cycle.round or None, department=cycle.host)


def on_the_spot(events: Events, window: Window) -> Rows:
    reviews = [event for event in events if isinstance(event, e.OnTheSpotReviewed) and event.accepted]
    if reviews and not set_aside(events):
        resolved = [event for event in events if isinstance(event, e.MatterResolvedOnTheSpot)][-1]
        how = {"in_micro_grid": bool(resolved.micro_grid), "by_agreement": bool(resolved.agreement)}
        yield Row(reviews[0].at, {"on_the_spot": 1, **how}, member=reviews[0].resolved_by)


def co_handlings_due(events: Events, window: Window) -> Rows:
    for one in charged(events):
        for department, part in one.parts.items():
            if part.due and (part.reported_at or not (one.ended or part.stands)):
                done = part.reported_at is not None
                counters = {"co_due": 1, "co_disposed": done, "co_disposed_in_time": done and part.in_time}
                yield Row(
                    part.due,
                    counters,
                    round=one.number,
                    department=department,
                    unit=one.unit,
                    class_code=one.class_code,
                )


def contacts_due(events: Events, window: Window) -> Rows:
    """Whether the host spoke with the resident, by its own events alone."""
    owed = {event.round: event.due_contact for event in events if isinstance(event, e.MatterDiverted)}
    verdicts = {event.round: event.in_time for event in events if isinstance(event, e.ResidentContacted)}
    for one in charged(events):
        if at := owed[one.number]:
            yield of_round(one, at, contact_due=1, contacted_in_time=verdicts.get(one.number, False))


def of_call(one: Round, department: str, due: datetime | None, in_time: bool | None, counter: str) -> Rows:
    """A clock of a call that ended, or went on beyond its due time: charged though the round was passed on then."""
    missed = due and (one.ended_at is None or due < one.ended_at)
    stands = due and one.suspended_at and one.suspended_at < due and not one.ended
    if due and not one.calls[department].doubtful and (in_time is not None or (missed and not stands)):
        counters = {counter: 1, f"{counter}_in_time": bool(in_time)}
        yield Row(due, counters, round=one.number, department=department, unit=one.unit, class_code=one.class_code)


def with_calls(events: Events) -> Iterator[tuple[Round, str, Call]]:
    for one in rounds(events):
        if not set_aside(events) and one.ended != "merged":
            yield from ((one, department, call) for department, call in one.calls.items())


def sign_ins_due(events: Events, window: Window) -> Rows:
    for one, department, call in with_calls(events):
        yield from of_call(one, department, call.due_sign_in, call.signed_in, "sign_ins")


def on_site_due(events: Events, window: Window) -> Rows:
    for one, department, call in with_calls(events):
        yield from of_call(one, department, call.due_on_site, call.on_site, "arrivals")


def whistle_ratings(events: Events, window: Window) -> Rows:
    for one, department, call in with_calls(events):
        if call.rated_at:
            yield Row(
                call.rated_at,
                {"rated": 1, "rating": call.rating},
                round=one.number,
                department=department,
                unit=one.unit,
                class_code=one.class_code,
            )


def charges(events: Events, window: Window) -> Rows:
    """Each member put in charge, and whether the matter was closed before another was."""
    turns = [event for event in events if isinstance(event, e.MemberPutInCharge | e.MatterClosed)]
    for event, ended in zip_longest(turns, turns[1:]):
        if isinstance(event, e.MemberPutInCharge) and not set_aside(events):
            closed = isinstance(ended, e.MatterClosed)
            counters = {"in_charge": 1, "closed": closed, "kept": closed or ended is None}
            yield Row(event.at, counters, member=event.in_charge)


def revisits(events: Events, window: Window) -> Rows:
    answers = [event for event in events if isinstance(event, e.FeedbackRecorded) and event.contacted]
    for event in [event for event in answers if window.has(event.at)][-1:]:
        if not set_aside(events):
            counters = {
                "valid": 1,
                "solved": event.solved,
            }
            yield Row(event.at, counters, department=event.host)


def ratings(events: Events, window: Window) -> Rows:
    worth = {"very-satisfied": 100, "satisfied": 100, "basically-satisfied": window.basically}
    judged = [event.unmeetable for event in events if isinstance(event, e.DemandJudged)]
    answers = [event for event in events if isinstance(event, e.FeedbackRecorded) and event.contacted]
    for event in [event for event in answers if window.has(event.at)][-1:]:
        was_asked = event.satisfaction is not e.Satisfaction.NOT_ASKED
        if was_asked and not set_aside(events) and judged[-1:] != [True]:
            host = event.host
            if window.co_handlers_answer and host:
                before = [one for one in rounds(events) if one.handled_at and one.handled_at <= event.at]
                host = (delayed_by(before[-1]) if before else "") or host
            counters = {"rated": 1, "satisfied": worth.get(event.satisfaction, 0)}
            yield Row(event.at, counters, department=host)


def evaluations(events: Events, window: Window) -> Rows:
    evaluated = [event for event in events if isinstance(event, e.MatterEvaluated) and window.has(event.at)]
    for event in evaluated[-1:]:
        if not set_aside(events):
            yield Row(event.at, {"evaluated": 1, "score": event.score}, department=event.host)


def looks_before(events: Events, window: Window) -> Rows:
    filed, due = filing(events), report_of(events).due
    for event in events:
        if isinstance(event, e.ReportConfirmed) and not set_aside(events) and (not filed or event.at < filed.at):
            counters = {"looked": 1, "looked_in_time": due is None or event.at <= due}
            yield Row(event.at, counters, member=event.by.member)


def looks_after(events: Events, window: Window) -> Rows:
    for event in events:
        if isinstance(event, e.ResultConfirmed) and not set_aside(events):
            counters = {"verified": 1, "verified_in_time": event.in_time}
            yield Row(event.at, counters, round=event.round, member=event.by.member)


def appeals(events: Events, window: Window) -> Rows:
    for event in events:
        if isinstance(event, e.AppealDecided) and event.upheld:
            for _ in event.metrics:
                yield Row(event.at, {"left_out": 1}, round=event.round, department=event.department)


def demands(events: Events, class_code: str) -> set[tuple[str, ...]]:
    """What a complaint of a class may be the same as: others of its place and class, by who made it and its address."""
    report = report_of(events)
    known = (("person", report.reporter), ("address", report.address_digest))
    return {(report.unit, class_code, what, who) for what, who in known if class_code and who}


COHORTS: dict[str, Callable[[Events, Window], Rows]] = {
    count.__name__: count
    for count in (
        *(reports, filings, own_filings, hosted, declined, diversions_due, first_diversions, rounds_due, rounds_begun),
        *(
            rounds_open,
            handlings,
            entries,
            returns,
            reworks,
            closings_due,
            closed,
            on_the_spot,
            co_handlings_due,
            contacts_due,
            charges,
            sign_ins_due,
            on_site_due,
            whistle_ratings,
            revisits,
            ratings,
            evaluations,
        ),
        *(looks_before, looks_after, appeals),
    )
}
"""The cohorts that look at one matter alone."""
