"""A grid member's own day on patrol, as the member tells it, and what supervision says was missed."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Annotated

import typer

from gridcase.configuration import text_of
from gridcase.errors import BadConfiguration
from gridcase.patrols import commands as c
from gridcase_cli.about import about_patrol
from gridcase_cli.giving import give
from gridcase_cli.member.group import Date, app
from gridcase_cli.options import AsJson, CommandId, Note, OccurredAt, Reason
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import verb

COLUMNS = ("time", "latitude", "longitude", "accuracy")

METRES = re.compile("[0-9]{1,6}")


@verb(app, "start", example="member start")
def start(
    ctx: typer.Context,
    date: Date = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Start the own patrol of a day."""
    with open_session(ctx) as session:
        command = c.StartPatrol(**about_patrol(session, date), occurred_at=session.occurred_at(occurred_at))
        give(session, command, command_id, as_json)


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
        give(session, c.AddPoints(**about_patrol(session, date), points=tuple(read_points(session, file))), "", as_json)


def read_points(session: Session, file: Path) -> Iterator[c.DevicePoint]:
    """Raises ``BadConfiguration`` with the line that is wrong."""
    rows = csv.DictReader(StringIO(text_of(str(file), file.read_bytes()), newline=""), strict=True, restval="")
    try:
        if not set(COLUMNS[:3]) <= set(rows.fieldnames or ()):
            raise BadConfiguration(str(file), "", f"the columns {', '.join(COLUMNS)}")
        for row in rows:
            where = f"{file} line {rows.line_num}"
            accuracy = row.get("accuracy") or "0"
            if not METRES.fullmatch(accuracy):
                raise BadConfiguration(where, "accuracy", f"whole metres, not {accuracy[:20]!r}")
            yield c.DevicePoint(
                seen_at=session.read_time(row["time"], where),
                spot=f"{row['latitude']},{row['longitude']}",
                accuracy=int(accuracy),
            )
    except csv.Error as error:
        raise BadConfiguration(f"{file} line {rows.line_num}", "", f"CSV ({error})") from None


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
    with open_session(ctx) as session:
        command = c.InspectPlace(
            **about_patrol(session, date),
            place=place,
            findings=tuple(c.ReportedFinding(text=text) for text in findings or ()),
            note=note,
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


@verb(app, "finding", example="member finding 1 M260302-7QK3F9")
def finding(
    ctx: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The number of the finding on that day.")],
    matter: Annotated[str, typer.Argument(metavar="MATTER", help="The matter that it was reported as.")],
    date: Date = "",
    as_json: AsJson = False,
) -> None:
    """Tell which matter a finding became."""
    with open_session(ctx) as session:
        give(session, c.ReportFinding(**about_patrol(session, date), finding=number, matter_id=matter), "", as_json)


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
    with open_session(ctx) as session:
        give(session, c.NoteMiss(**about_patrol(session, date, member), matter_id=matter, reason=reason), "", as_json)


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
    with open_session(ctx) as session:
        command = c.EndPatrol(**about_patrol(session, date), note=note, occurred_at=session.occurred_at(occurred_at))
        give(session, command, command_id, as_json)
