"""Divert, and everything that can come of it: accepted, returned, disputed."""

from typing import Annotated

import typer

from gridcase.bodies import UNIT_PREFIX
from gridcase.matters import commands as c
from gridcase_cli.about import about_matter
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Reason
from gridcase_cli.session import open_session
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
        str,
        typer.Option("--host", metavar="CODE", help="The department or unit that handles it; by default, the class's."),
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
    """Send a matter to the department or unit that handles it, and to any that help: a round begins."""
    mandatory = [co_handler(text, True) for text in co_handlers or []]
    all_asked = (*mandatory, *(co_handler(text, False) for text in helpers or []))
    with open_session(ctx) as session:
        command = c.DivertMatter(
            **about_matter(session, matter), host=host, co_handlers=all_asked, limit=limit, level=level
        )
        give(session, command, command_id, as_json)


def co_handler(text: str, mandatory: bool) -> c.CoHandlerAsked:
    """``huanbao`` or ``huanbao:5 working hours``; a unit's code with its mark or without."""
    mark = UNIT_PREFIX if text.startswith(UNIT_PREFIX) else ""
    name, _, limit = text.removeprefix(mark).partition(":")
    return c.CoHandlerAsked(department=mark + name, limit=limit.strip(), mandatory=mandatory)


@verb(app, "accept", example="matter accept M261124-7QK3F9")
def accept(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Take on a matter that was diverted to the actor's department or unit."""
    with open_session(ctx) as session:
        give(session, c.AcceptMatter(**about_matter(session, matter)), command_id, as_json)


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
    with open_session(ctx) as session:
        about = about_matter(session, matter)
        if granted is None:
            give(session, c.AskReturn(**about, reason=reason), command_id, as_json)
        else:
            give(session, c.DecideReturn(**about, granted=granted, reason=reason), command_id, as_json)


@verb(app, "dispute", example='matter dispute M261124-7QK3F9 --claim huanbao --reason "an emission, not a stall"')
def dispute(
    ctx: typer.Context,
    matter: MatterName,
    reason: Reason,
    claimed_host: Annotated[
        str, typer.Option("--claim", metavar="CODE", help="The department or unit that is responsible instead.")
    ] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Dispute that the actor's department or unit is responsible (权属争议)."""
    with open_session(ctx) as session:
        command = c.DisputeJurisdiction(**about_matter(session, matter), reason=reason, claimed_host=claimed_host)
        give(session, command, command_id, as_json)


@verb(app, "rule", example="matter rule M261124-7QK3F9 --host huanbao")
def rule(
    ctx: typer.Context,
    matter: MatterName,
    host: Annotated[str, typer.Option("--host", metavar="CODE", help="The department or unit that is responsible.")],
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Rule on whose matter it is (裁定)."""
    with open_session(ctx) as session:
        command = c.RuleOnJurisdiction(**about_matter(session, matter), ruled_host=host, reason=reason)
        give(session, command, command_id, as_json)
