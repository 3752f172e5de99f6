"""Handle and verify."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase.matters.events import ReworkCause
from gridcase_cli.matter.giving import evidence, give
from gridcase_cli.matter.group import app
from gridcase_cli.options import After, AsJson, CommandId, MatterName, Note, OccurredAt
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
    shown = evidence(after, "--after")
    give(ctx, c.ReportCoHandling, matter, command_id, as_json, note=note, evidence_after=shown, occurred_at=occurred_at)


@verb(app, "handle", example="matter handle M261124-7QK3F9 --note 已安装净化器 --after installed.jpg")
def handle(
    ctx: typer.Context,
    matter: MatterName,
    note: Note = "",
    after: After = None,
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Report that the host has handled the matter: the verdict on its round, in time or not."""
    shown = evidence(after, "--after")
    give(ctx, c.ReportHandling, matter, command_id, as_json, note=note, evidence_after=shown, occurred_at=occurred_at)


@verb(app, "verify", example="matter verify M261124-7QK3F9")
def verify(
    ctx: typer.Context, matter: MatterName, note: Note = "", command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Confirm the result on site; whoever handled it may not."""
    give(ctx, c.ConfirmResult, matter, command_id, as_json, note=note)


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
    give(ctx, c.OrderRework, matter, command_id, as_json, cause=cause, note=note)
