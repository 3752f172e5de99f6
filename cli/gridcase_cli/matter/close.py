"""Feedback, evaluation, closing and reopening."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase.matters.events import Satisfaction
from gridcase_cli.about import about_matter
from gridcase_cli.errors import usage_error
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Note, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(
    app,
    "feedback",
    example="matter feedback M261124-7QK3F9 --solved --satisfaction satisfied\n"
    "matter feedback M261124-7QK3F9 --no-answer",
)
def feedback(
    ctx: typer.Context,
    matter: MatterName,
    contacted: Annotated[bool, typer.Option("--answer/--no-answer", help="Whether the reporter was reached.")] = True,
    solved: Annotated[
        bool | None, typer.Option("--solved/--not-solved", help="The reporter's word on it: said with an answer.")
    ] = None,
    satisfaction: Annotated[
        Satisfaction, typer.Option("--satisfaction", help="How satisfied the reporter is.")
    ] = Satisfaction.NOT_ASKED,
    note: Note = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Record what the reporter says of the result."""
    if contacted and solved is None:
        raise usage_error(ctx, "Say --solved or --not-solved, as the reporter does; or --no-answer.")
    with open_session(ctx) as session:
        command = c.RecordFeedback(
            **about_matter(session, matter),
            contacted=contacted,
            solved=bool(solved),
            satisfaction=satisfaction,
            note=note,
        )
        give(session, command, command_id, as_json)


@verb(app, "evaluate", example="matter evaluate M261124-7QK3F9")
def evaluate(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Score a matter by the city's rule; the loop does it by itself."""
    with open_session(ctx) as session:
        give(session, c.EvaluateMatter(**about_matter(session, matter)), command_id, as_json)


@verb(app, "close", example="matter close M261124-7QK3F9")
def close(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Close the loop of a verified matter; whoever handled it may not."""
    with open_session(ctx) as session:
        give(session, c.CloseMatter(**about_matter(session, matter)), command_id, as_json)


@verb(app, "reopen", example='matter reopen M261124-7QK3F9 --reason "it came back"')
def reopen(
    ctx: typer.Context, matter: MatterName, reason: Reason, command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Take up a closed matter again; the verdicts given before stand."""
    with open_session(ctx) as session:
        give(session, c.ReopenMatter(**about_matter(session, matter), reason=reason), command_id, as_json)
