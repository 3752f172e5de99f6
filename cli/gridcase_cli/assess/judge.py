"""The verdict, and appeals."""

from typing import Annotated

import typer

from gridcase.assessments import commands as c
from gridcase_cli.about import about_assessment
from gridcase_cli.assess.group import Pack, Period, SomeUnit, Under, UnitCode, app
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give, give_all
from gridcase_cli.options import AsJson, CommandId, Reason
from gridcase_cli.packs import assessable_units, opened_assessments
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(
    app,
    "appeal",
    example='assess appeal 410702001 --period 2026-10 --mark 2 --reason "not in our village"\n'
    "assess appeal 410702001 --period 2026-10 --uphold",
)
def appeal(
    ctx: typer.Context,
    unit: UnitCode,
    period: Period,
    upheld: Annotated[
        bool | None,
        typer.Option("--uphold/--reject", help="Decide: two supervisors must agree. Without either, appeal."),
    ] = None,
    marks: Annotated[
        list[int] | None, typer.Option("--mark", metavar="NUMBER", help="A mark that is contested. Can be repeated.")
    ] = None,
    number: Annotated[int, typer.Option("--appeal", min=0, help="Which appeal is decided; 0 is the newest.")] = 0,
    reason: Reason = "",
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Appeal against marks, or decide on that (申诉); a verdict given before stands, another is issued after it."""
    if upheld is None and not marks:
        raise usage_error(ctx, "Say --mark NUMBER to appeal, or --uphold or --reject to decide.")
    with open_session(ctx) as session:
        about = about_assessment(session, unit, period, pack)
        if upheld is None:
            give(session, c.AppealMarks(**about, marks=tuple(marks or ()), reason=reason), command_id, as_json)
        else:
            decide = c.DecideMarksAppeal(**about, upheld=upheld, reason=reason, appeal=number)
            give(session, decide, command_id, as_json)


@verb(app, "close", example="assess close 410702001 --period 2026-10\nassess close --under 410702 --period 2026-10")
def close(
    ctx: typer.Context, period: Period, unit: SomeUnit = "", under: Under = "", pack: Pack = "", as_json: AsJson = False
) -> None:
    """Give the verdict that follows from the marks, when the period is over."""
    with open_session(ctx) as session:
        units = [] if unit else assessable_units(ctx, session, under)
        opened = [(unit, pack)] if unit else opened_assessments(session, units, period, pack)
        give_all(
            session,
            [c.CloseAssessment(**about_assessment(session, code, period, by_pack)) for code, by_pack in opened],
            as_json,
        )
