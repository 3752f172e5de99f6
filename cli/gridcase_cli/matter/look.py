"""Look at matters: one, its history, or many."""

from datetime import datetime, timedelta
from typing import Any, cast

import typer
from msgspec import to_builtins

from gridcase.envelope import Recorded
from gridcase.matters.events import MatterEvent
from gridcase.picture import Picture, RunningClock, ShownCall, ShownRound, picture
from gridcase_cli.matter.group import app
from gridcase_cli.matter.then import history_then
from gridcase_cli.options import AsJson, AsKnown, AsOf, MatterName
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session, open_session
from gridcase_cli.times import show_seconds
from gridcase_cli.verbs import verb

LATE_NEWS = timedelta(minutes=5)
"""News from the field that is at least so old is told with its age."""


@verb(app, "show", example="matter show M261124-7QK3F9\nmatter show 19937896 --json")
def show(
    ctx: typer.Context, matter: MatterName, as_of: AsOf = "", as_known: AsKnown = "", as_json: AsJson = False
) -> None:
    """Show a matter: what it is, where it stands, who has it and until when."""
    with open_session(ctx) as session:
        then = history_then(session, matter, as_of, as_known)
        events = then.events
        shown = picture(events, session.policy, then.at)
        if as_json:
            show_json(shown)
            return
        for label, value in labelled_lines(session, shown):
            say(f"{label:9} {value}".rstrip())
        say(f"{'latest':9} {session.show_time(events[-1].at)} {sentence(events[-1], session.show_time)}")
        say(f"{'history':9} {len(events)} events: gridcase matter history {shown.matter_id}")


def labelled_lines(session: Session, shown: Picture) -> list[tuple[str, str]]:
    """What is known, each under its label."""
    unit, matter_class = session.directory.unit(shown.unit), session.directory.matter_class(shown.class_code)
    rows = [
        ("matter", f"{shown.matter_id}: {shown.stage}"),
        (
            "class",
            joined(shown.class_code, matter_class.name if matter_class else "", shown.severity.replace("-", " ")),
        ),
        ("where", joined(shown.unit, unit.name if unit else "", shown.address)),
        ("reported", f"{session.show_time(shown.reported_at)} by {shown.reported_by}, channel {shown.channel}"),
        ("reporter", joined(shown.reporter, shown.reporter_name, shown.phone)),
        ("from", joined(shown.source, shown.reference)),
        ("text", shown.text),
        ("settled", shown.micro_grid and f"in micro-grid {shown.micro_grid}"),
        ("agreed", shown.agreement),
        ("charge", charge_line(session, shown)),
        *(("round", round_line(session, round_)) for round_ in shown.rounds),
        *(("called", call_line(session, call)) for round_ in shown.rounds for call in round_.calls),
        *(("due", clock_line(session, clock)) for clock in shown.clocks),
        ("master", shown.master),
        ("score", "" if shown.score is None else f"{shown.score} of 100"),
    ]
    return [(label, value) for label, value in rows if value]


def joined(*parts: str) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def round_line(session: Session, round_: ShownRound) -> str:
    """``1: chengguan with huanbao since 2026-03-02 09:20, due 2026-03-03 09:20: in time 2026-03-02 11:00``"""
    helped = f" with {', '.join(round_.co_handlers)}" if round_.co_handlers else ""
    due = f", due {session.show_time(round_.due)}" if round_.due else ""
    line = f"{round_.round}: {round_.host}{helped} since {session.show_time(round_.started)}{due}"
    if round_.ended is None:
        return line
    ended = {True: "in time", False: "late", None: round_.ended_by.replace("-", " ")}[round_.in_time]
    return f"{line}: {ended} {session.show_time(round_.ended)}"


def charge_line(session: Session, shown: Picture) -> str:
    """``liu, 刘, since 2026-03-02 10:35``: who answers for it in person."""
    if shown.in_charge_since is None:
        return ""
    member = session.directory.member(shown.in_charge)
    since = f"since {session.show_time(shown.in_charge_since)}"
    return joined(shown.in_charge, member.name if member else "", since)


def call_line(session: Session, call: ShownCall) -> str:
    """``huanbao since 2026-03-02 10:30: signed in 2026-03-02 10:40, on site due 2026-03-09 10:30``"""

    def done(what: str, at: datetime | None, due: datetime | None) -> str:
        when = at or due
        return f"{what}{'' if at else ' due'} {session.show_time(when)}" if when else ""

    return f"{call.department} since {session.show_time(call.called)}: " + joined(
        "released" if call.released else "contested" if call.contested and call.released is None else "",
        *(() if call.released else (done("signed in", call.signed_in, call.due_sign_in),)),
        *(() if call.released else (done("on site", call.on_site, call.due_on_site),)),
        f"rated {call.rating} of 5" if call.rating else "",
    )


def clock_line(session: Session, clock: RunningClock) -> str:
    """``handle 2026-03-03 09:20, green``"""
    who = f" ({clock.department})" if clock.department else ""
    return f"{clock.step}{who} {session.show_time(clock.due)}, {clock.light or 'stands still'}"


@verb(app, "history", example="matter history M261124-7QK3F9\nmatter history 19937896 --json")
def history(
    ctx: typer.Context, matter: MatterName, as_of: AsOf = "", as_known: AsKnown = "", as_json: AsJson = False
) -> None:
    """Tell everything that happened to a matter, in order."""
    with open_session(ctx) as session:
        recorded = history_then(session, matter, as_of, as_known).recorded
        if as_json:
            show_json([as_document(one) for one in recorded])
            return
        show_table(
            ("", "when", "who", "what"), (event_row(session, one) for one in recorded), numbers=("",), whole=("when",)
        )


def as_document(recorded: Recorded) -> dict[str, Any]:
    """An event with everything around it, on one level."""
    envelope = recorded.envelope
    return {
        "version": recorded.version,
        **to_builtins(recorded.event),
        "recorded_at": envelope.recorded_at,
        "position": recorded.position,
        "command_id": envelope.command_id,
        "correlation_id": envelope.correlation_id,
        "causation_id": envelope.causation_id,
        "origin": None if envelope.origin is None else to_builtins(envelope.origin),
        "rehearsal": envelope.rehearsal,
    }


def event_row(session: Session, recorded: Recorded) -> tuple[str, ...]:
    event = cast(MatterEvent, recorded.event)
    origin = recorded.envelope.origin
    what = sentence(event, session.show_time) + (" (time inferred)" if origin and origin.inferred else "")
    lag = event.at - getattr(event, "occurred_at", event.at)
    if lag >= LATE_NEWS:
        what += f" (happened {session.show_time(event.at - lag)}, {show_seconds(int(lag.total_seconds()))} earlier)"
    return str(recorded.version), session.show_time(event.at), f"{event.by.member} ({event.by.role})", what
