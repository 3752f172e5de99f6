"""What a grid member tells of the own day, and what supervision says was missed."""

import csv
from collections.abc import Iterator
from datetime import date as calendar_day
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.engine import Outcome
from gridcase.errors import BadConfiguration
from gridcase.patrols import commands as c
from gridcase.patrols import events as e
from gridcase_cli.member.group import Date, app
from gridcase_cli.options import AsJson, CommandId, Note, OccurredAt, Reason
from gridcase_cli.output import say, show_json
from gridcase_cli.sentences import filled
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import verb

SENTENCES: dict[type[e.PatrolEvent], str] = {
    e.PatrolStarted: "patrol started in {unit}, {occurred_at}",
    e.PointsAdded: "{taken} points taken, {outside} out of the grid",
    e.PlaceInspected: "{place} inspected[, note: {note}]",
    e.FindingReported: "finding {finding} reported as {matter_id}",
    e.MissNoted: "{matter_id} should have been reported: {reason}",
    e.PatrolEnded: "patrol ended, {occurred_at}",
}

COLUMNS = ("time", "latitude", "longitude", "accuracy")


def give(
    ctx: typer.Context, kind: type[c.PatrolCommand], date: str, command_id: str, as_json: bool, **said: Any
) -> None:
    """One command about the own day, or, where ``said`` names a member, about that member's."""
    with open_session(ctx) as session:
        actor = session.acting()
        if occurred_at := said.pop("occurred_at", ""):
            said["occurred_at"] = session.read_time(occurred_at, "--occurred-at")
        command = kind(at=session.at, actor=actor, **{"member": actor.member, "date": day(session, date), **said})
        tell(session, session.engine.execute(command, command_id=command_id), as_json)


def day(session: Session, day: str) -> str:
    """The day that is meant. Raises ``BadConfiguration`` for what no calendar has."""
    try:
        return calendar_day.fromisoformat(day).isoformat() if day else f"{session.at.astimezone(session.zone):%Y-%m-%d}"
    except ValueError as error:
        raise BadConfiguration("--date", repr(day), "a day, such as 2026-03-02") from error


def tell(session: Session, outcome: Outcome, as_json: bool) -> None:
    member, _, date = outcome.key.partition(":")
    if as_json:
        events = [to_builtins(event) for event in outcome.events]
        show_json({"member": member, "date": date, "repeated": outcome.repeated, "events": events})
    else:
        told = "; ".join(filled(SENTENCES[type(event)], event, session.show_time) for event in outcome.events)
        say(f"{member} {date}: {told or 'it is so already'}")


@verb(app, "start", example="member start")
def start(
    ctx: typer.Context,
    date: Date = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Start the own patrol of a day."""
    give(ctx, c.StartPatrol, date, command_id, as_json, occurred_at=occurred_at)


@verb(app, "points", example="member points track.csv --date 2026-03-02")
def points(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with the columns time, latitude, longitude, accuracy (metres).")
    ],
    date: Date = "",
    as_json: AsJson = False,
) -> None:
    """Add the points of a device to the own day, however late and in whatever order: what is known is left out."""
    with open_session(ctx) as session:
        actor, on = session.acting(), day(session, date)
        command = c.AddPoints(
            member=actor.member, date=on, at=session.at, actor=actor, points=tuple(read_points(session, file))
        )
        tell(session, session.engine.execute(command), as_json)


def read_points(session: Session, file: Path) -> Iterator[c.DevicePoint]:
    """Raises ``BadConfiguration`` with the line that is wrong."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if not set(COLUMNS[:3]) <= set(rows.fieldnames or ()):
            raise BadConfiguration(str(file), "", f"the columns {', '.join(COLUMNS)}")
        for row in rows:
            where = f"{file} line {rows.line_num}"
            accuracy = row.get("accuracy") or "0"
            if not accuracy.isdecimal():
                raise BadConfiguration(where, "accuracy", f"whole metres, not {accuracy!r}")
            yield c.DevicePoint(
                seen_at=session.read_time(row["time"], where),
                spot=f"{row['latitude']},{row['longitude']}",
                accuracy=int(accuracy),
            )


@verb(
    app,
    "inspect",
    example='member inspect 410702001009 --finding "fire door locked"\nmember inspect 410702001009',
)
def inspect(
    ctx: typer.Context,
    place: Annotated[str, typer.Argument(metavar="PLACE", help="The code of the unit that was inspected.")],
    findings: Annotated[
        list[str] | None, typer.Option("--finding", metavar="TEXT", help="Something found amiss. Can be repeated.")
    ] = None,
    note: Note = "",
    date: Date = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Tell that a place was inspected, and what was found."""
    found = tuple(c.ReportedFinding(text=text) for text in findings or ())
    give(
        ctx, c.InspectPlace, date, command_id, as_json, place=place, findings=found, note=note, occurred_at=occurred_at
    )


@verb(app, "finding", example="member finding 1 M260302-7QK3F9")
def finding(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number of the finding on that day.")],
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="The matter that it was reported as.")],
    date: Date = "",
    as_json: AsJson = False,
) -> None:
    """Tell which matter a finding became."""
    give(ctx, c.ReportFinding, date, "", as_json, finding=number, matter_id=matter)


@verb(app, "missed", example='member missed li M260302-7QK3F9 --date 2026-03-02 --reason "in plain sight"')
def missed(
    ctx: typer.Context,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="The code of the grid member.")],
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="The matter that others reported.")],
    reason: Reason,
    date: Date = "",
    as_json: AsJson = False,
) -> None:
    """Note that a patrol should have reported what others did (漏报)."""
    give(ctx, c.NoteMiss, date, "", as_json, member=member, matter_id=matter, reason=reason)


@verb(app, "end", example="member end")
def end(
    ctx: typer.Context,
    date: Date = "",
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """End the own patrol of a day."""
    give(ctx, c.EndPatrol, date, command_id, as_json, note=note, occurred_at=occurred_at)
