"""Explain every due time of a matter."""

import typer

from gridcase.explanation import Allowance, explain
from gridcase.working_time import Interval
from gridcase_cli.matter.group import app
from gridcase_cli.matter.then import history_then
from gridcase_cli.options import AsJson, AsKnown, AsOf, MatterName
from gridcase_cli.output import say, show_json
from gridcase_cli.session import Session, open_session
from gridcase_cli.times import show_seconds
from gridcase_cli.verbs import verb


@verb(app, "explain", example="matter explain M261124-7QK3F9")
def explain_dues(
    ctx: typer.Context, matter: MatterName, as_of: AsOf = "", as_known: AsKnown = "", as_json: AsJson = False
) -> None:
    """Explain every due time: each interval counted and skipped, what moved it, and how it was judged."""
    with open_session(ctx) as session:
        then = history_then(session, matter, as_of, as_known)
        matter_id, allowances = then.matter_id, explain(then.events, session.policy)
        if as_json:
            show_json({"matter_id": matter_id, "dues": allowances})
            return
        say(matter_id if allowances else f"{matter_id}: no limit was ever set")
        for allowance in allowances:
            say("")
            say(heading(session, allowance))
            for interval in allowance.intervals:
                say(f"  {interval_line(session, interval)}")
            say(f"  {verdict_line(session, allowance)}")


def heading(session: Session, allowance: Allowance) -> str:
    """``handle, round 1: due 2026-03-03 09:20 = 2026-03-02 09:20 + 1 working day``"""
    whose = [f"round {allowance.round}"] if allowance.round else []
    whose += [f"co-handler {allowance.department}"] if allowance.department else []
    name = ", ".join([str(allowance.step), *whose])
    limits = [allowance.limit] if allowance.limit else []
    limits += [f"{extension} (extension)" for extension in allowance.extensions]
    sum_of = " + ".join([session.show_time(allowance.start), *limits])
    due = f"{session.show_time(allowance.due)}{' (provisional)' if allowance.provisional else ''}"
    return f"{name}: due {due} = {sum_of}" if limits else f"{name}: due {due}, from {sum_of}"


def interval_line(session: Session, interval: Interval) -> str:
    """``Mon 2026-03-02 09:20 - 12:00        2 h 40 min  working hours``"""
    start, end = (moment.astimezone(session.zone) for moment in (interval.start, interval.end))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    counted = show_seconds(interval.seconds) if interval.seconds else "-"
    return f"{start:%Y-%m-%d %H:%M} - {until:16}  {counted:>10}  {interval.reason}"


def verdict_line(session: Session, allowance: Allowance) -> str:
    if allowance.ended is None:
        stands = allowance.stands_since
        return f"stands since {session.show_time(stands)}" if stands else "running"
    judged = {True: "in time", False: "late", None: "ended without a verdict"}[allowance.in_time]
    used = f", {show_seconds(allowance.used)} used" if allowance.used is not None else ""
    return f"{judged}: {allowance.ended_by} {session.show_time(allowance.ended)}{used}"
