"""Whistle (吹哨报到): blown by the unit that hosts a matter, and answered by those it calls."""

from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase_cli.about import about_matter
from gridcase_cli.giving import give
from gridcase_cli.matter.group import app
from gridcase_cli.options import AsJson, CommandId, MatterName, Note, OccurredAt, Reason
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

CalledBody = Annotated[str, typer.Option("--body", metavar="CODE", help="The department or unit that was called.")]


@verb(
    app,
    "whistle",
    example='matter whistle M261124-7QK3F9 --call chengguan --call huanbao --reason "fumes from an illegal stall"',
)
def whistle(
    ctx: typer.Context,
    matter: MatterName,
    departments: Annotated[
        list[str], typer.Option("--call", metavar="CODE", help="A department or unit to call. Can be repeated.")
    ],
    reason: Reason,
    limit: Annotated[
        str, typer.Option("--limit", metavar="LIMIT", help='For their part, as "5 working hours"; else the class\'s.')
    ] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Call departments to what the actor's unit hosts (吹哨): they sign in, come and do a part each."""
    with open_session(ctx) as session:
        command = c.BlowWhistle(
            **about_matter(session, matter), departments=tuple(departments), reason=reason, limit=limit
        )
        give(session, command, command_id, as_json)


@verb(app, "sign-in", example="matter sign-in M261124-7QK3F9")
def sign_in(ctx: typer.Context, matter: MatterName, command_id: CommandId = "", as_json: AsJson = False) -> None:
    """Say that the actor's department or unit, which a whistle called, comes (报到)."""
    with open_session(ctx) as session:
        give(session, c.SignIn(**about_matter(session, matter)), command_id, as_json)


@verb(app, "on-site", example="matter on-site M261124-7QK3F9 --note 已到场")
def on_site(
    ctx: typer.Context,
    matter: MatterName,
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Report that the actor's department or unit, which a whistle called, is there (到场)."""
    with open_session(ctx) as session:
        command = c.ReportOnSite(
            **about_matter(session, matter), note=note, occurred_at=session.occurred_at(occurred_at)
        )
        give(session, command, command_id, as_json)


@verb(
    app, "contest-whistle", example='matter contest-whistle M261124-7QK3F9 --reason "no emission: a matter of stalls"'
)
def contest_whistle(
    ctx: typer.Context, matter: MatterName, reason: Reason, command_id: CommandId = "", as_json: AsJson = False
) -> None:
    """Say, once, that what a whistle calls the actor's department or unit to is not theirs."""
    with open_session(ctx) as session:
        give(session, c.ContestWhistle(**about_matter(session, matter), reason=reason), command_id, as_json)


@verb(app, "rule-whistle", example="matter rule-whistle M261124-7QK3F9 --body huanbao --stays")
def rule_whistle(
    ctx: typer.Context,
    matter: MatterName,
    body: CalledBody,
    stays: Annotated[bool, typer.Option("--stays/--released", help="Whether it has to come.")],
    reason: Reason = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Rule whether a department that contests a whistle stays; by a unit above the host, or a supervisor."""
    with open_session(ctx) as session:
        command = c.RuleOnWhistle(**about_matter(session, matter), department=body, stays=stays, reason=reason)
        give(session, command, command_id, as_json)


@verb(app, "rate-whistle", example="matter rate-whistle M261124-7QK3F9 --body huanbao --rating 4")
def rate_whistle(
    ctx: typer.Context,
    matter: MatterName,
    body: CalledBody,
    rating: Annotated[int, typer.Option("--rating", min=1, max=5, help="From 1, very bad, to 5, very good.")],
    note: Note = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Rate what a department did that the actor's unit had called, once it has reported its part."""
    with open_session(ctx) as session:
        command = c.RateWhistle(**about_matter(session, matter), department=body, rating=rating, note=note)
        give(session, command, command_id, as_json)
