"""Report and classify."""

import sys
from typing import Annotated

import typer

from gridcase.matters import commands as c
from gridcase.matters.events import Channel, Severity
from gridcase_cli.about import about_matter
from gridcase_cli.errors import answering
from gridcase_cli.evidence import digests
from gridcase_cli.giving import as_document, give, summary
from gridcase_cli.matter.group import app
from gridcase_cli.options import After, AsJson, Before, CommandId, MatterName, Note, OccurredAt, Reason
from gridcase_cli.output import say, show_json
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb

ClassCode = Annotated[str, typer.Option("--class", metavar="CODE", help="The class of the catalogue.")]


@verb(
    app,
    "report",
    example='matter report --unit 4107021 --channel app --text "楼下饭店油烟呛人"\n'
    'id=$(gridcase matter report --unit 4107021 --text "Street lamp is out")',
)
def report(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option("--unit", metavar="CODE", help="The unit of the grid tree where it is.")],
    channel: Annotated[Channel, typer.Option("--channel", help="How it came in.")] = Channel.OTHER,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is the matter.")] = "",
    class_code: ClassCode = "",
    address: Annotated[str, typer.Option("--address", metavar="TEXT", help="Where exactly.")] = "",
    reporter: Annotated[
        str,
        typer.Option("--reporter", metavar="ID", help="The random id of the resident who reports; empty: anonymous."),
    ] = "",
    reporter_name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The reporter's name.")] = "",
    phone: Annotated[str, typer.Option("--phone", metavar="NUMBER", help="The reporter's phone.")] = "",
    before: Before = None,
    source: Annotated[str, typer.Option("--source", metavar="CODE", help="The other platform that it came from.")] = "",
    reference: Annotated[str, typer.Option("--reference", metavar="TEXT", help="Its number there.")] = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Report a matter; its new id is all that a pipe gets."""
    with open_session(ctx) as session:
        actor = session.current_actor()
        command = c.ReportMatter(
            matter_id="",  # it gets one when it is decided
            at=session.at,
            actor=actor,
            channel=channel,
            unit=unit,
            class_code=class_code,
            reporter=reporter or (actor.member if actor.role == "resident" else ""),
            reporter_name=reporter_name,
            phone=phone,
            address=address,
            text=text,
            evidence_before=digests(before, "--before"),
            source=source,
            reference=reference,
            occurred_at=session.occurred_at(occurred_at),
        )
        outcome = session.engine.execute(command, command_id=command_id, timing=session.timing)
        with answering(lambda: outcome.matter_id):
            if as_json:
                show_json(as_document(session, outcome))
                return
            say(outcome.matter_id)
            if sys.stdout.isatty():
                say(summary(session, outcome))


@verb(app, "evidence", example="matter evidence M261124-7QK3F9 --before photo.jpg")
def add_evidence(
    ctx: typer.Context,
    matter: MatterName,
    before: Before = None,
    after: After = None,
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Add evidence to a matter: what is kept of a file is its SHA-256."""
    with open_session(ctx) as session:
        command = c.AddEvidence(
            **about_matter(session, matter),
            evidence_before=digests(before, "--before"),
            evidence_after=digests(after, "--after"),
            note=note,
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


@verb(
    app, "confirm", example="matter confirm M261124-7QK3F9\nmatter confirm M261124-7QK3F9 --not-there --note 已自行消除"
)
def confirm(
    ctx: typer.Context,
    matter: MatterName,
    found: Annotated[bool, typer.Option("--there/--not-there", help="Whether the matter is really there.")] = True,
    note: Note = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Say what a look on site found of a report."""
    with open_session(ctx) as session:
        command = c.ConfirmReport(
            **about_matter(session, matter), found=found, note=note, occurred_at=session.occurred_at(occurred_at)
        )
        give(session, command, command_id, as_json)


@verb(app, "classify", example="matter classify M261124-7QK3F9 --class fumes --severity serious")
def classify(
    ctx: typer.Context,
    matter: MatterName,
    class_code: Annotated[str, typer.Option("--class", metavar="CODE", help="The class of the catalogue.")],
    severity: Annotated[Severity, typer.Option("--severity", help="How bad it is.")] = Severity.ORDINARY,
    level: Annotated[str, typer.Option("--level", metavar="LEVEL", help="The level that it concerns.")] = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """File a matter under a class of the catalogue: from now on its clocks run."""
    with open_session(ctx) as session:
        command = c.ClassifyMatter(
            **about_matter(session, matter), class_code=class_code, severity=severity, level=level
        )
        give(session, command, command_id, as_json)


@verb(app, "decline", example='matter decline M261124-7QK3F9 --reason "not the city\'s to solve"')
def decline(
    ctx: typer.Context,
    matter: MatterName,
    reason: Reason,
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Decline to file a matter."""
    with open_session(ctx) as session:
        give(session, c.DeclineMatter(**about_matter(session, matter), reason=reason), command_id, as_json)


@verb(
    app,
    "resolve",
    example="matter resolve M261124-7QK3F9 --class litter --note 当场清扫 --after swept.jpg\n"
    "matter resolve M261124-7QK3F9 --class neighbours --micro-grid m00017 --agreement signed.pdf",
)
def resolve(
    ctx: typer.Context,
    matter: MatterName,
    class_code: ClassCode = "",
    note: Note = "",
    after: After = None,
    micro_grid: Annotated[
        str, typer.Option("--micro-grid", metavar="CODE", help="The micro-grid in it whose contact the actor is.")
    ] = "",
    agreement: Annotated[
        str, typer.Option("--agreement", metavar="FILE", help="What the parties signed; its SHA-256 is kept.")
    ] = "",
    occurred_at: OccurredAt = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Say that a matter was resolved on the spot; a foreman reviews it."""
    with open_session(ctx) as session:
        command = c.ResolveOnTheSpot(
            **about_matter(session, matter),
            class_code=class_code,
            note=note,
            evidence_after=digests(after, "--after"),
            micro_grid=micro_grid,
            agreement="".join(digests([agreement], "--agreement")) if agreement else "",
            occurred_at=session.occurred_at(occurred_at),
        )
        give(session, command, command_id, as_json)


@verb(app, "review", example="matter review M261124-7QK3F9 --accept")
def review(
    ctx: typer.Context,
    matter: MatterName,
    accepted: Annotated[bool, typer.Option("--accept/--reject", help="Whether the work on the spot stands.")],
    note: Note = "",
    command_id: CommandId = "",
    as_json: AsJson = False,
) -> None:
    """Review what was resolved on the spot."""
    with open_session(ctx) as session:
        command = c.ReviewOnTheSpot(**about_matter(session, matter), accepted=accepted, note=note)
        give(session, command, command_id, as_json)
