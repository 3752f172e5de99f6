"""Handle and verify."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase.matters.events import Harm, ReworkCause
from gridcase_cli.about import about_matter
from gridcase_cli.evidence import digests
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import After, AsJson, CommandId, MatterName, Note, OccurredAt
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "co-handle", example="matter co-handle M261124-7QK3F9 --note 已监测")
def co_handle(
    ctx: typer.Context,
    matter: MatterName,
    note: Note = "",
    after: After = None,
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Report that a co-handler has done its part (协办)."""
    with open_session(ctx) as session:
        command = c.ReportCoHandling(
            **about_matter(session, matter),
            note=note,
            evidence_after=digests(after, "--after"),
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


@verb(
    app,
    "handle",
    example="matter handle M261124-7QK3F9 --note 已安装净化器 --after installed.jpg\n"
    "matter handle M261124-7QK3F9 --harm casualties",
)
def handle(
    ctx: typer.Context,
    matter: MatterName,
    note: Note = "",
    after: After = None,
    harm: Annotated[
        Harm, typer.Option("--harm", help="What the matter did to people or property, as the host found (后果).")
    ] = Harm.NOT_STATED,
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Report that the host has handled the matter: the verdict on its round, in time or not."""
    with open_session(ctx) as session:
        command = c.ReportHandling(
            **about_matter(session, matter),
            note=note,
            evidence_after=digests(after, "--after"),
            harm=harm,
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


@verb(app, "contact", example="matter contact M261124-7QK3F9 --note 已约定下午上门")
def contact(
    ctx: typer.Context,
    matter: MatterName,
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Record that the host has spoken with the resident who reported it (联系): in time or not."""
    with open_session(ctx) as session:
        command = c.RecordContact(
            **about_matter(session, matter), note=note, occurred_at=session.occurred_at(occurred_at)
        )
        give(session, command, command_id, as_json)


@verb(app, "verify", example="matter verify M261124-7QK3F9")
def verify(
    ctx: typer.Context, matter: MatterName, note: Note = "", command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Confirm the result on site; whoever handled it may not."""
    with open_session(ctx) as session:
        give(session, c.ConfirmResult(**about_matter(session, matter), note=note), command_id, as_json)


@verb(app, "rework", example='matter rework M261124-7QK3F9 --note "still smells"')
def rework(
    ctx: typer.Context,
    matter: MatterName,
    cause: Annotated[
        ReworkCause, typer.Option("--cause", help="Bad work is charged to the host, a wrong diversion is not.")
    ] = ReworkCause.BAD_WORK,
    note: Note = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Order that it is done again: the matter is to be diverted anew (返工)."""
    with open_session(ctx) as session:
        give(session, c.OrderRework(**about_matter(session, matter), cause=cause, note=note), command_id, as_json)
