"""Charges that follow from matters: proposed, confirmed, rejected."""

from typing import Annotated

import typer

from gridcase.assessments import commands as c
from gridcase.english import plural
from gridcase.loop.charges import Charges
from gridcase_cli.assess.giving import give, tell
from gridcase_cli.assess.group import Matter, Pack, Period, UnitCode, app
from gridcase_cli.errors import usage
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
    if not unit:
        with open_session(ctx) as session:
            proposed = Charges(session.store, session.codec, session.engine).catch_up(session.at)
            tell(session, proposed, as_json)
            if not as_json:
                say(f"{plural(len(proposed), 'charge')} proposed")
    elif code and period and matter:
        give(ctx, c.ProposeCharge, unit, period, pack, command_id, as_json, code=code, matter_id=matter, note=note)
    else:
        raise usage(ctx, "A charge needs UNIT, CODE, --period and --matter; or say none of them.")


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
    give(ctx, c.ConfirmCharge, unit, period, pack, command_id, as_json, charge=charge, note=note)


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
    give(ctx, c.RejectCharge, unit, period, pack, command_id, as_json, charge=charge, reason=reason)
