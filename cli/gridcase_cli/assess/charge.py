"""Charges that follow from matters: proposed, confirmed, rejected."""

from typing import Annotated

import typer

from gridcase.assessments import commands as c
from gridcase.english import plural
from gridcase.loop.charges import Charges
from gridcase_cli.about import about_assessment
from gridcase_cli.assess.group import Matter, Pack, Period, UnitCode, app
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give, show_outcomes
from gridcase_cli.options import AsJson, CommandId, Note, Reason
from gridcase_cli.output import say
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

Number = Annotated[int, typer.Argument(metavar="CHARGE", min=1, help="The number of the charge.")]


@verb(
    app,
    "propose",
    example="assess propose\nassess propose 410702001 petitions --period 2026-10 --matter M261012-7QK3F9",
)
def propose(
    ctx: typer.Context,
    unit: Annotated[str, typer.Argument(metavar="[UNIT]", help="The code of the unit; without it, all.")] = "",
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="The code of an item or a veto of the pack.")] = "",
    period: Period = "",
    matter: Matter = "",
    note: Note = "",
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Propose a charge; without a unit, every charge that follows from matters and was not proposed yet."""
    if unit and not (code and period and matter):
        raise usage_error(ctx, "A charge needs UNIT, CODE, --period and --matter; or say none of them.")
    with open_session(ctx) as session:
        if unit:
            about = about_assessment(session, unit, period, pack)
            give(session, c.ProposeCharge(**about, code=code, matter_id=matter, note=note), command_id, as_json)
            return
        proposed = Charges(session.store, session.codec, session.engine).catch_up(session.at)
        show_outcomes(session, proposed, as_json)
        if not as_json:
            say(f"{plural(len(proposed), 'charge')} proposed")


@verb(app, "confirm", example="assess confirm 410702001 1 --period 2026-10")
def confirm(
    ctx: typer.Context,
    unit: UnitCode,
    charge: Number,
    period: Period,
    note: Note = "",
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Confirm a proposed charge: it becomes a mark. Whoever proposed it may not."""
    with open_session(ctx) as session:
        command = c.ConfirmCharge(**about_assessment(session, unit, period, pack), charge=charge, note=note)
        give(session, command, command_id, as_json)


@verb(app, "reject", example='assess reject 410702001 1 --period 2026-10 --reason "settled on the spot"')
def reject(
    ctx: typer.Context,
    unit: UnitCode,
    charge: Number,
    period: Period,
    reason: Reason,
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Reject a proposed charge."""
    with open_session(ctx) as session:
        command = c.RejectCharge(**about_assessment(session, unit, period, pack), charge=charge, reason=reason)
        give(session, command, command_id, as_json)
