"""The clocks: extended, suspended, resumed, urged, supervised."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase_cli.about import about_matter
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give
from gridcase_cli.matter.divert import Grant
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Note, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(
    app,
    "extend",
    example='matter extend M261124-7QK3F9 --by "1 working day" --reason "waiting for a part"\n'
    "matter extend M261124-7QK3F9 --grant",
)
def extend(
    ctx: typer.Context,
    matter: MatterName,
    granted: Grant = None,
    limit: Annotated[str, typer.Option("--by", metavar="LIMIT", help='How much more time, as "1 working day".')] = "",
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Ask for more time, or decide on that (延期)."""
    if granted is None and not limit:
        raise usage_error(ctx, "Say --by LIMIT to ask for more time, or --grant or --refuse to decide.")
    with open_session(ctx) as session:
        about = about_matter(session, matter)
        if granted is None:
            give(session, c.AskExtension(**about, limit=limit, reason=reason), command_id, as_json)
        else:
            give(session, c.DecideExtension(**about, granted=granted, reason=reason), command_id, as_json)


@verb(
    app,
    "suspend",
    example='matter suspend M261124-7QK3F9 --until 2027-02-28 --reason "no works in frost"\n'
    "matter suspend M261124-7QK3F9 --grant",
)
def suspend(
    ctx: typer.Context,
    matter: MatterName,
    granted: Grant = None,
    until: Annotated[
        str,
        typer.Option(
            "--until",
            metavar="TIME",
            help="When it ends by itself: as asked, or as granted; by default, after policy.suspension_at_most.",
        ),
    ] = "",
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Ask to stop the clocks of a matter, or decide on that (挂账).

    The loop reminds of the end, and resumes the matter when it has come.
    """
    with open_session(ctx) as session:
        about = about_matter(session, matter)
        end = session.read_time(until, "--until") if until else None
        if granted is None:
            give(session, c.AskSuspension(**about, reason=reason, until=end), command_id, as_json)
        else:
            decided = c.DecideSuspension(**about, granted=granted, reason=reason, until=end)
            give(session, decided, command_id, as_json)


@verb(app, "resume", example="matter resume M261124-7QK3F9")
def resume(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Let the clocks of a suspended matter run on."""
    with open_session(ctx) as session:
        give(session, c.ResumeMatter(**about_matter(session, matter)), command_id, as_json)


@verb(app, "urge", example='matter urge M261124-7QK3F9 --note "the school opens on Monday"')
def urge(
    ctx: typer.Context, matter: MatterName, note: Note = "", command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Urge whoever has the matter (催办)."""
    with open_session(ctx) as session:
        give(session, c.UrgeMatter(**about_matter(session, matter), note=note), command_id, as_json)


@verb(app, "in-charge", example='matter in-charge M261124-7QK3F9 --member liu --reason "three years old"')
def in_charge(
    ctx: typer.Context,
    matter: MatterName,
    member: Annotated[str, typer.Option("--member", metavar="CODE", help="Who answers for it in person.")],
    reason: Reason,
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Put a member in charge of a matter until it is closed (包案); naming another hands it over."""
    with open_session(ctx) as session:
        command = c.PutInCharge(**about_matter(session, matter), in_charge=member, reason=reason)
        give(session, command, command_id, as_json)


@verb(app, "supervise", example="matter supervise M261124-7QK3F9 --degree 2")
def supervise(
    ctx: typer.Context,
    matter: MatterName,
    supervision: Annotated[int, typer.Option("--degree", min=1, max=9, help="1 is the mildest.")] = 1,
    note: Note = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Put a matter under supervision (督办)."""
    with open_session(ctx) as session:
        command = c.SuperviseMatter(**about_matter(session, matter), supervision=supervision, note=note)
        give(session, command, command_id, as_json)
