"""Look at assessments."""

from typing import Annotated

import typer
from msgspec import to_builtins

from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments import rules
from gridcase.assessments.state import Assessment
from gridcase.assessments.verdict import verdict
from gridcase.errors import Refused
from gridcase.ids import assessment_key
from gridcase_cli.assess.giving import pack_of
from gridcase_cli.assess.group import Pack, Period, Under, UnitCode, app
from gridcase_cli.assess.words import picture, sentence
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import read_models
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "show", example="assess show 410702001 --period 2026-10")
def show(ctx: typer.Context, unit: UnitCode, period: Period, pack: Pack = "", as_json: AsJson = False) -> None:
    """Show the marks, the charges, and the verdict that they make."""
    with open_session(ctx) as session:
        assessments, key = (
            session.engine.histories(ASSESSMENTS),
            assessment_key(unit, period, pack_of(session, unit, period, pack)),
        )
        state, history = assessments.get(key).state, assessments.events(key)
        if not isinstance(state, Assessment):
            raise Refused(rules.NOT_OPENED, f"{unit} in {period}")
        if as_json:
            show_json(picture(state, history))
            return
        made = verdict(state.pack, state.threshold, state.marks)
        needed = "" if made.threshold is None else f" of {made.threshold} needed"
        meets = "meets the standard" if made.meets else "does not meet the standard"
        say(f"{unit} in {period}, {state.kind}, by {state.pack.title}: {state.stage}")
        say(f"{made.score} points{needed}, grade {made.grade}: {meets}")
        told = ((recorded.event, recorded.event.by.member) for recorded in history)
        show_time = session.show_time
        show_table(
            ("when", "who", "what"),
            ((show_time(event.at), member, sentence(event, show_time, state.pack)) for event, member in told),
            whole=("when",),
        )


@verb(app, "list", example="assess list --period 2026-10 --pending\nassess list --under 410702 --json")
def list_(
    ctx: typer.Context,
    period: Period = "",
    under: Under = "",
    pending: Annotated[
        bool, typer.Option("--pending", help="Only where a charge or an appeal waits for a person.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="At most so many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List assessments, the newest period first."""
    from gridcase_projections.standards import list_assessments

    with open_session(ctx) as session:
        with read_models(session) as connection:
            rows = list_assessments(
                connection, period=period or None, under=under or None, pending=pending, limit=limit
            )
        if as_json:
            show_json([to_builtins(row) for row in rows])
            return
        verdicts = {None: "open", True: "meets", False: "does not meet"}
        show_table(
            ("period", "pack", "unit", "name", "verdict", "score", "grade", "charges", "appeals"),
            (
                (
                    row.period,
                    row.pack,
                    row.unit,
                    row.name,
                    verdicts[row.meets],
                    "" if row.score is None else str(row.score),
                    row.grade or "",
                    str(row.pending_charges),
                    str(row.pending_appeals),
                )
                for row in rows
            ),
            numbers=("score", "charges", "appeals"),
            whole=("period", "pack", "unit", "verdict"),
        )
