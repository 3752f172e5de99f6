"""List matters."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from gridcase.errors import BadConfiguration
from gridcase.matters.state import Known, Suspended
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, AsKnown, AsOf
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.paging import Limit
from gridcase_cli.read_models import read_models, unreadable_document
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

if TYPE_CHECKING:
    from gridcase_projections.queries import MatterListed

STAGES = [known.stage.replace(" ", "-") for known in get_args(Known)]


def stages(incomplete: str) -> list[str]:
    return [stage for stage in STAGES if stage.startswith(incomplete)]


def suspended_until(row: "MatterListed", show_time: Callable[[datetime], str]) -> str:
    """When the suspension ends of a matter that is suspended (挂账); one of before may have no end."""
    if row.stage != Suspended.stage:
        return ""
    return show_time(row.suspended_until) if row.suspended_until else "no end"


@verb(
    app,
    "list",
    example="matter list --stage handling --host chengguan\nmatter list --stage suspended\n"
    "matter list --unit 410702 --overdue\n"
    "matter list --text 油烟 --limit 10 --page 2 --json",
)
def list_(
    ctx: typer.Context,
    stage: Annotated[
        str, typer.Option("--stage", metavar="STAGE", help=f"{', '.join(STAGES)}.", autocompletion=stages)
    ] = "",
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help="In this unit, or in one below it.")] = "",
    host: Annotated[str, typer.Option("--host", metavar="CODE", help="With this department or unit now.")] = "",
    department: Annotated[
        str, typer.Option("--department", metavar="CODE", help="Ever diverted to this department or unit.")
    ] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="With a deadline that has passed unanswered.")] = False,
    unmeetable: Annotated[
        bool, typer.Option("--unmeetable", help="Whose demand nobody can meet, as two supervisors found.")
    ] = False,
    text: Annotated[
        str, typer.Option("--text", metavar="TEXT", help="Whose id, reference, class, unit or host contains this.")
    ] = "",
    as_of: AsOf = "",
    as_known: AsKnown = "",
    limit: Limit = 20,
    page: Annotated[int, typer.Option("--page", min=1, help="Which page of so many.")] = 1,
    as_json: AsJson = False,
) -> None:
    """List matters, the newest first."""
    from gridcase_projections.queries import list_matters
    from gridcase_projections.unreadable import unreadable_streams

    if stage and stage.replace(" ", "-") not in STAGES:
        raise BadConfiguration("--stage", repr(stage), f"one of {', '.join(STAGES)}")
    with open_session(ctx) as session, read_models(session) as connection:
        then = session.moment_of(as_of)
        matching = list_matters(
            connection,
            stage=stage.replace("-", " ") or None,
            unit=unit or None,
            host=host or None,
            department=department or None,
            unmeetable=unmeetable,
            overdue_at=(then or session.at) if overdue else None,
            as_of=then,
            as_known=session.read_time(as_known, "--as-known") if as_known else None,
            text=text or None,
            limit=limit + 1,
            offset=(page - 1) * limit,
        )
        rows, more = matching[:limit], len(matching) > limit
        if as_json:
            unreadable = unreadable_document(unreadable_streams(connection))
            show_json({"rows": rows, "page": page, "next": page + 1 if more else None, "unreadable": unreadable})
            return
        ends = any(row.stage == Suspended.stage for row in rows)
        show_table(
            ("matter", "stage", "host", "due", *(("suspended until",) if ends else ()), "class"),
            (
                (
                    row.matter_id,
                    row.stage,
                    row.host,
                    session.show_time(row.due) if row.due else "",
                    *((suspended_until(row, session.show_time),) if ends else ()),
                    row.class_name or row.class_code,
                )
                for row in rows
            ),
            whole=("due", "suspended until"),
        )
        if more:
            say(f"more: --page {page + 1}")
