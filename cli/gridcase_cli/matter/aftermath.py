"""What came of a matter; duplicates, voids and appeals."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase.matters.events import CaseKind
from gridcase_cli.about import about_matter
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Note, OccurredAt, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "petition", example="matter petition M261124-7QK3F9 --to county --occurred-at 2026-11-28T09:00")
def petition(
    ctx: typer.Context,
    matter: MatterName,
    level: Annotated[str, typer.Option("--to", metavar="LEVEL", help="The level that people went to.")],
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Record that people went with it to a level above (上访), and when; also province and nation."""
    with open_session(ctx) as session:
        command = c.RecordPetition(
            **about_matter(session, matter), level=level, note=note, occurred_at=session.occurred_at(occurred_at)
        )
        give(session, command, command_id, as_json)


@verb(app, "case", example="matter case M261124-7QK3F9 --kind criminal --occurred-at 2026-11-28T09:00")
def case(
    ctx: typer.Context,
    matter: MatterName,
    kind: Annotated[CaseKind, typer.Option("--kind", help="What kind of case it is.")],
    major: Annotated[bool, typer.Option("--major", help="It is a major one (重大).")] = False,
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Record that the police opened a case because of it, and when."""
    with open_session(ctx) as session:
        command = c.RecordCase(
            **about_matter(session, matter),
            kind=kind,
            major=major,
            note=note,
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


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


@verb(
    app,
    "demand",
    example='matter demand M261124-7QK3F9 --unmeetable --reason "a lawful building is to be torn down"',
)
def demand(
    ctx: typer.Context,
    matter: MatterName,
    unmeetable: Annotated[
        bool, typer.Option("--unmeetable/--meetable", help="Whether nobody can meet it: two supervisors must agree.")
    ],
    reason: Reason,
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Find that nobody can meet what is demanded (无法满足的诉求): it is listed, and left out of satisfaction."""
    with open_session(ctx) as session:
        judge = c.JudgeDemand(**about_matter(session, matter), unmeetable=unmeetable, reason=reason)
        give(session, judge, command_id, as_json)
