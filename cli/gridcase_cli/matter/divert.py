"""Divert, and everything that can come of it: accepted, returned, disputed, escalated."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase_cli.matter.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Reason
from gridcase_cli.verbs import verb

Grant = Annotated[
    bool | None, typer.Option("--grant/--refuse", help="Decide what the host asked; without either, the host asks.")
]


@verb(
    app,
    "divert",
    example="matter divert M261124-7QK3F9 --host chengguan\n"
    'matter divert M261124-7QK3F9 --host chengguan --with huanbao --with "shijian:5 working hours"',
)
def divert(
    ctx: typer.Context,
    matter: MatterName,
    host: Annotated[
        str, typer.Option("--host", metavar="CODE", help="The department that handles it; by default, the class's.")
    ] = "",
    co_handlers: Annotated[
        list[str] | None,
        typer.Option("--with", metavar="CODE[:LIMIT]", help="A co-handler for whom the host waits. Can be repeated."),
    ] = None,
    helpers: Annotated[
        list[str] | None,
        typer.Option("--helped-by", metavar="CODE[:LIMIT]", help="A co-handler for whom it does not. Can be repeated."),
    ] = None,
    limit: Annotated[
        str, typer.Option("--limit", metavar="LIMIT", help='As "5 working hours"; by default, the class\'s.')
    ] = "",
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="The level that handles it.")] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Send a matter to the department that handles it, and to any that help: a round begins."""
    mandatory = [co_handler(text, True) for text in co_handlers or []]
    asked = (*mandatory, *(co_handler(text, False) for text in helpers or []))
    give(ctx, c.DivertMatter, matter, command_id, as_json, host=host, co_handlers=asked, limit=limit, level=level)


def co_handler(text: str, mandatory: bool) -> c.CoHandlerAsked:
    """``huanbao`` or ``huanbao:5 working hours``."""
    department, _, limit = text.partition(":")
    return c.CoHandlerAsked(department=department, limit=limit.strip(), mandatory=mandatory)


@verb(app, "accept", example="matter accept M261124-7QK3F9")
def accept(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Take on a matter that was diverted to the actor's department."""
    give(ctx, c.AcceptMatter, matter, command_id, as_json)


@verb(
    app,
    "return",
    example='matter return M261124-7QK3F9 --reason "not ours: a park"\nmatter return M261124-7QK3F9 --grant',
)
def return_(
    ctx: typer.Context,
    matter: MatterName,
    granted: Grant = None,
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Ask to give a matter back, or decide on that."""
    if granted is None:
        give(ctx, c.AskReturn, matter, command_id, as_json, reason=reason)
    else:
        give(ctx, c.DecideReturn, matter, command_id, as_json, granted=granted, reason=reason)


@verb(app, "dispute", example='matter dispute M261124-7QK3F9 --claim huanbao --reason "an emission, not a stall"')
def dispute(
    ctx: typer.Context,
    matter: MatterName,
    reason: Reason,
    claimed_host: Annotated[
        str, typer.Option("--claim", metavar="CODE", help="The department that is responsible instead.")
    ] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Dispute that the actor's department is responsible (权属争议)."""
    give(ctx, c.DisputeJurisdiction, matter, command_id, as_json, reason=reason, claimed_host=claimed_host)


@verb(app, "rule", example="matter rule M261124-7QK3F9 --host huanbao")
def rule(
    ctx: typer.Context,
    matter: MatterName,
    host: Annotated[str, typer.Option("--host", metavar="CODE", help="The department that is responsible.")],
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Rule on whose matter it is (裁定)."""
    give(ctx, c.RuleOnJurisdiction, matter, command_id, as_json, ruled_host=host, reason=reason)


@verb(app, "escalate", example="matter escalate M261124-7QK3F9 --to county")
def escalate(
    ctx: typer.Context,
    matter: MatterName,
    to_level: Annotated[str, typer.Option("--to", metavar="LEVEL", help="By default, the level next above.")] = "",
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Raise a matter to a level above; whoever handles it goes on."""
    give(ctx, c.EscalateMatter, matter, command_id, as_json, to_level=to_level, reason=reason)
