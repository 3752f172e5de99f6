"""Duplicates, voids and appeals."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase_cli.about import about_matter
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "merge", example="matter merge M261124-7QK3F9 --into M261123-2B4C6D")
def merge(
    ctx: typer.Context,
    matter: MatterName,
    master: Annotated[str, typer.Option("--into", metavar="MATTER", help="The matter that it is a duplicate of.")],
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Merge a duplicate into its master: its clocks stop, and it closes with it."""
    with open_session(ctx) as session:
        command = c.MergeMatter(**about_matter(session, matter), master=session.find(master), reason=reason)
        give(session, command, command_id, as_json)


@verb(app, "unmerge", example="matter unmerge M261124-7QK3F9")
def unmerge(
    ctx: typer.Context, matter: MatterName, reason: Reason = "", command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Make a duplicate a matter of its own again."""
    with open_session(ctx) as session:
        give(session, c.UnmergeMatter(**about_matter(session, matter), reason=reason), command_id, as_json)


@verb(app, "void", example='matter void M261124-7QK3F9 --reason "reported by mistake"')
def void(
    ctx: typer.Context, matter: MatterName, reason: Reason, command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Void a matter (作废); its history stays."""
    with open_session(ctx) as session:
        give(session, c.VoidMatter(**about_matter(session, matter), reason=reason), command_id, as_json)


@verb(
    app,
    "appeal",
    example='matter appeal M261124-7QK3F9 --metric on-time-handling --reason "the road was closed"\n'
    "matter appeal M261124-7QK3F9 --uphold",
)
def appeal(
    ctx: typer.Context,
    matter: MatterName,
    upheld: Annotated[
        bool | None,
        typer.Option("--uphold/--reject", help="Decide: two supervisors must agree. Without either, appeal."),
    ] = None,
    metrics: Annotated[
        list[str] | None,
        typer.Option("--metric", metavar="METRIC", help="What the round must not count in. Can be repeated."),
    ] = None,
    round_: Annotated[int, typer.Option("--round", min=0, help="Which round; 0 is the newest.")] = 0,
    number: Annotated[int, typer.Option("--appeal", min=0, help="Which appeal is decided; 0 is the newest.")] = 0,
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Appeal against what a round adds to a metric, or decide on that (申诉); the verdicts themselves stand."""
    if upheld is None and not metrics:
        raise usage_error(ctx, "Say --metric METRIC to appeal, or --uphold or --reject to decide.")
    with open_session(ctx) as session:
        about = about_matter(session, matter)
        if upheld is None:
            file = c.FileAppeal(**about, metrics=tuple(metrics or ()), reason=reason, round=round_)
            give(session, file, command_id, as_json)
        else:
            decide = c.DecideAppeal(**about, upheld=upheld, reason=reason, appeal=number)
            give(session, decide, command_id, as_json)
