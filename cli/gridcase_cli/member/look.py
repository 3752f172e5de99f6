"""Look at a grid member's day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from msgspec import to_builtins

from gridcase.aggregates import PATROLS
from gridcase.english import plural
from gridcase.errors import BadConfiguration, Refused
from gridcase.ids import patrol_key
from gridcase.matters.events import MatterEvent
from gridcase.patrols import rules
from gridcase.patrols.day import Day, day_of
from gridcase.patrols.events import PatrolEvent, Whereabouts
from gridcase.registry.records import Member
from gridcase.tags import tag_of
from gridcase_cli.about import day_meant
from gridcase_cli.member.group import Date, app
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import read_models
from gridcase_cli.sentences import sentence
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import verb

if TYPE_CHECKING:
    from gridcase_projections.members import ReportedMatter

MAX_STOPS = 16
"""Points of a route that are shown."""

MAX_STRAY_TIMES = 5
"""Points out of the grid whose times are shown."""

SOLVING_TAGS = ("matter-resolved-on-the-spot", "handling-reported", "matter-declined", "matter-voided", "matter-closed")
"""The events that say how a matter was solved."""


@verb(app, "day", example="member day 李敏 --date 2026-03-02\nmember day li --date 2026-03-02 --json")
def day(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The code of a grid member, or the name.")],
    date: Date = "",
    as_json: AsJson = False,
) -> None:
    """Show a member's day on one page: route, inspections, matters reported, and how each was solved.

    Exported with --json, every spot is rounded to about a kilometre.
    """
    with open_session(ctx) as session:
        member, on = member_named(session, name), day_meant(session, date)
        events = [recorded.event for recorded in session.engine.histories(PATROLS).events(patrol_key(member.code, on))]
        patrol = day_of(cast(list[PatrolEvent], events))
        if patrol is None:
            raise Refused(rules.NOT_STARTED, f"{member.code} on {on}")
        reports = list(reported_matters(session, patrol))
        if as_json:
            solved = [
                {**to_builtins(report), "solved_by": what_was_done(session, report.matter_id)} for report in reports
            ]
            show_json({**to_builtins(patrol.coarse()), "reported": solved})
        else:
            show_day(session, member, patrol, reports)


def member_named(session: Session, name: str) -> Member:
    """The member with this code, or the only one with this name."""
    if member := session.directory.member(name):
        return member
    members = [member for member in session.registrar.register().members.values() if member.name == name]
    if len(members) != 1:
        codes = ", ".join(member.code for member in members) or "nobody has it"
        raise BadConfiguration("NAME", name, f"the code of a member, or a name that only one has ({codes})")
    return members[0]


def reported_matters(session: Session, patrol: Day) -> "list[ReportedMatter]":
    from gridcase_projections.members import reported_by

    midnight = datetime.fromisoformat(patrol.date).replace(tzinfo=session.zone)
    with read_models(session) as connection:
        return reported_by(connection, patrol.member, midnight, midnight + timedelta(days=1))


def what_was_done(session: Session, matter_id: str) -> list[str]:
    """What was done about a matter, in sentences."""
    events = (cast(MatterEvent, recorded.event) for recorded in session.matters.history(matter_id))
    return [sentence(event, session.show_time) for event in events if tag_of(event) in SOLVING_TAGS]


def show_day(session: Session, member: Member, patrol: Day, reports: "list[ReportedMatter]") -> None:
    unit = session.directory.unit(patrol.unit)
    end = session.show_time(patrol.ended) if patrol.ended else "not ended"
    say(f"{member.code}, {member.name}, in {patrol.unit}{f', {unit.name}' if unit else ''}")
    say(f"{patrol.date}: {session.show_time(patrol.started)} to {end}")
    stops = patrol.stops(MAX_STOPS)
    of_these = f"; {len(stops)} of them:" if len(stops) < len(patrol.route) else ""
    length = f"{plural(len(patrol.route), 'point')}, {patrol.metres / 1000:.1f} km"
    say(f"\nroute: {length}, {stray_points(session, patrol)}{of_these}")
    show_table(("time", "spot", "m", "where"), (stop_row(session, point) for point in stops), numbers=("m",))
    findings = sum(len(inspection.findings) for inspection in patrol.inspections)
    say(f"\n{plural(len(patrol.inspections), 'inspection')}, {plural(findings, 'finding')}")
    if patrol.inspections:
        show_table(("time", "place", "found", "reported as"), inspection_rows(session, patrol), whole=("time",))
    say(f"\n{plural(len(reports), 'matter')} reported")
    if reports:
        rows = (
            (one.matter_id, one.class_code, one.stage, "; ".join(what_was_done(session, one.matter_id)))
            for one in reports
        )
        show_table(("matter", "class", "stage", "how it was solved"), rows, whole=("matter",))
    for miss in patrol.missed:
        say(f"missed: {miss.matter_id}, {miss.reason} ({miss.by})")


def stray_points(session: Session, patrol: Day) -> str:
    """How many points lie out of the grid, and when the first of them were."""
    out = [point.seen_at for point in patrol.route if point.whereabouts is Whereabouts.OUTSIDE]
    times = ", ".join(f"{seen_at.astimezone(session.zone):%H:%M}" for seen_at in out[:MAX_STRAY_TIMES])
    return f"{len(out)} out of the grid" + (f": {times}" if out else "") + (" …" if out[MAX_STRAY_TIMES:] else "")


def stop_row(session: Session, point: Any) -> tuple[str, ...]:
    return f"{point.seen_at.astimezone(session.zone):%H:%M:%S}", point.spot, str(point.accuracy), str(point.whereabouts)


def inspection_rows(session: Session, patrol: Day) -> Iterator[tuple[str, ...]]:
    for inspection in patrol.inspections:
        when, place = (
            f"{inspection.occurred_at.astimezone(session.zone):%H:%M}",
            session.directory.unit(inspection.place),
        )
        where = f"{inspection.place} {place.name}" if place else inspection.place
        if not inspection.findings:
            yield when, where, inspection.note or "nothing amiss", ""
        for finding in inspection.findings:
            yield when, where, f"{finding.finding}. {finding.text or finding.class_code}", finding.matter_id
