"""What grid members did in a period: a row each."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins

from gridcase.english import plural
from gridcase.periods import Period
from gridcase_cli import options
from gridcase_cli.member.group import app
from gridcase_cli.member.look import member_named
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import read_models
from gridcase_cli.session import Session, open_session
from gridcase_cli.units import units_below
from gridcase_cli.verbs import verb

if TYPE_CHECKING:
    from gridcase_projections.members import MemberWork


@verb(
    app,
    "work",
    example="member work --period 2026-03\nmember work --period 2026-03 --under 410702 --json\n"
    "member work 李敏 --period 2026-Q1",
)
def work(
    ctx: typer.Context,
    period: options.Period,
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="The code or the name of one; without it, all.")] = "",
    under: Annotated[str, typer.Option("--under", metavar="UNIT", help="Those at or below this unit.")] = "",
    idle: Annotated[bool, typer.Option("--idle", help="Only those who patrolled on no day.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add up the work of grid members: days on patrol, places covered, valid reports, missed ones (漏报)."""
    from gridcase_projections.members import member_work

    with open_session(ctx) as session:
        member = member_named(session, name).code if name else None
        whole = Period.parse(period, "--period")
        starts, ends = whole.start(session.zone), whole.end(session.zone)
        first, until = (time.astimezone(session.zone).date() for time in (starts, ends))
        with read_models(session) as connection:
            rows = member_work(connection, first, until, starts, ends, member)
        below = units_below(session, under, "--under") if under else None
        rows = [row for row in rows if (below is None or row.unit in below) and not (idle and row.days)]
        if as_json:
            show_json({"period": period, "rows": [to_builtins(row) for row in rows]})
        else:
            show_work(session, starts, ends, rows)


def show_work(session: Session, starts: datetime, ends: datetime, rows: "list[MemberWork]") -> None:
    headers = ("member", "unit", "days", "points", "outside", "covered", "findings", "valid", "missed")
    say(f"from {session.show_time(starts)} to {session.show_time(ends)}")
    show_table(
        headers,
        (
            (
                row.member,
                row.unit,
                str(row.days),
                str(row.points),
                str(row.outside),
                f"{row.covered}/{row.places}",
                str(row.findings),
                f"{row.valid}/{row.reports}",
                str(row.missed),
            )
            for row in rows
        ),
        numbers=headers[2:],
        whole=headers[:1],
    )
    say("covered: places of the grid that were inspected; valid: reports that were filed, and not voided or merged")
    if households := sum(row.households for row in rows):
        settled = plural(sum(row.settled for row in rows), "matter")
        say(f"micro-grids: in touch with {plural(households, 'household')}, {settled} settled there")
