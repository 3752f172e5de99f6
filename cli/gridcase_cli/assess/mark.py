"""Open an assessment, and mark it: deductions, vetoes, bonus."""

from typing import Annotated

import typer

from gridcase.assessments import commands as c
from gridcase.assessments.packs import load_pack
from gridcase_cli.about import about_assessment
from gridcase_cli.assess.group import Matter, Pack, Period, SomeUnit, Under, UnitCode, app
from gridcase_cli.evidence import digests
from gridcase_cli.giving import give, give_all
from gridcase_cli.options import AsJson, CommandId, Note, Reason
from gridcase_cli.packs import assessable_units
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

Evidence = Annotated[
    list[str] | None,
    typer.Option("--evidence", metavar="FILE", help="A file, or its SHA-256. May be said more than once."),
]


@verb(
    app,
    "open",
    example="assess open 410702001 --period 2026-10\nassess open --under 410702 --period 2026-10 --pack three-zeros",
)
def open_(
    ctx: typer.Context,
    period: Period,
    unit: SomeUnit = "",
    under: Under = "",
    pack: Annotated[
        str, typer.Option("--pack", metavar="PACK", help="safe-unit, three-zeros, or the path of a .toml file.")
    ] = "safe-unit",
    as_json: AsJson = False,
) -> None:
    """Open the assessment of a unit, or of every one below a unit, by a rule pack that it keeps."""
    rules = load_pack(pack)
    with open_session(ctx) as session:
        units = [unit] if unit else assessable_units(ctx, session, under, rules)
        commands = [
            c.OpenAssessment(unit=code, period=period, at=session.at, actor=session.current_actor(), pack=rules)
            for code in units
        ]
        give_all(session, commands, as_json)


@verb(app, "deduct", example="assess deduct 410702001 hazards --period 2026-10 --matter M261012-7QK3F9")
def deduct(
    ctx: typer.Context,
    unit: UnitCode,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="The code of an item of the pack.")],
    period: Period,
    points: Annotated[int, typer.Option("--points", min=0, help="How many; 0 is what the pack says.")] = 0,
    matter: Matter = "",
    evidence: Evidence = None,
    note: Note = "",
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Take points off under an item, with evidence or the matter that it follows from."""
    with open_session(ctx) as session:
        command = c.DeductItem(
            **about_assessment(session, unit, period, pack),
            code=item,
            cost=points,
            matter_id=matter,
            evidence=digests(evidence, "--evidence"),
            note=note,
        )
        give(session, command, command_id, as_json)


@verb(app, "veto", example="assess veto 410702001 casualties --period 2026-10 --matter M261012-7QK3F9")
def veto(
    ctx: typer.Context,
    unit: UnitCode,
    code: Annotated[str, typer.Argument(metavar="VETO", help="The code of a veto of the pack.")],
    period: Period,
    matter: Matter = "",
    evidence: Evidence = None,
    note: Note = "",
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Record what fails the unit whatever its score (一票否决)."""
    with open_session(ctx) as session:
        command = c.RecordVeto(
            **about_assessment(session, unit, period, pack),
            code=code,
            matter_id=matter,
            evidence=digests(evidence, "--evidence"),
            note=note,
        )
        give(session, command, command_id, as_json)


@verb(app, "bonus", example='assess bonus 410702001 2 --period 2026-10 --reason "put out a fire" --evidence report.pdf')
def bonus(
    ctx: typer.Context,
    unit: UnitCode,
    points: Annotated[int, typer.Argument(metavar="POINTS", min=1, help="How many; the pack caps their sum.")],
    period: Period,
    reason: Reason,
    matter: Matter = "",
    evidence: Evidence = None,
    pack: Pack = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Give points for what the unit did well."""
    with open_session(ctx) as session:
        command = c.GiveBonus(
            **about_assessment(session, unit, period, pack),
            gain=points,
            reason=reason,
            matter_id=matter,
            evidence=digests(evidence, "--evidence"),
        )
        give(session, command, command_id, as_json)
