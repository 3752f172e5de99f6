"""Up and down along the grid tree: sent up, ordered down, escalated."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase_cli.about import about_matter
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "send-up", example='matter send-up M261124-7QK3F9 --reason "the village has no means for it"')
def send_up(
    ctx: typer.Context,
    matter: MatterName,
    reason: Reason,
    to_level: Annotated[
        str, typer.Option("--to", metavar="LEVEL", help="By default, the next above that can act.")
    ] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Give what the actor's unit handles to the unit above (上报): a round ends, another begins."""
    with open_session(ctx) as session:
        command = c.SendUpMatter(**about_matter(session, matter), reason=reason, to_level=to_level)
        give(session, command, command_id, as_json)


@verb(app, "order-down", example='matter order-down M261124-7QK3F9 --host 410702101 --reason "to be mediated there"')
def order_down(
    ctx: typer.Context,
    matter: MatterName,
    host: Annotated[
        str, typer.Option("--host", metavar="CODE", help="A unit below that answers for the place of the matter.")
    ],
    reason: Reason,
    limit: Annotated[
        str, typer.Option("--limit", metavar="LIMIT", help='As "5 working hours"; by default, that of its level.')
    ] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Give a matter by order to a unit below (交办): a round ends, another begins."""
    with open_session(ctx) as session:
        command = c.OrderDownMatter(**about_matter(session, matter), host=host, reason=reason, limit=limit)
        give(session, command, command_id, as_json)


@verb(app, "escalate", example="matter escalate M261124-7QK3F9 --to county")
def escalate(
    ctx: typer.Context,
    matter: MatterName,
    to_level: Annotated[str, typer.Option("--to", metavar="LEVEL", help="By default, the level next above.")] = "",
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Raise a matter to a level above (提级办理): a department goes on with it, a unit passes it to the one above."""
    with open_session(ctx) as session:
        command = c.EscalateMatter(**about_matter(session, matter), to_level=to_level, reason=reason)
        give(session, command, command_id, as_json)
