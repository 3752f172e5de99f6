"""Look at assessments."""

from typing import Annotated, cast

import typer
from msgspec import to_builtins

from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments import rules
from gridcase.assessments.events import AssessmentEvent
from gridcase.assessments.pack import Pack as PackOfRules
from gridcase.assessments.state import Assessment
from gridcase.assessments.verdict import Verdict, verdict
from gridcase.errors import Refused
from gridcase.ids import assessment_key
from gridcase_cli.assess.document import as_document, titled
from gridcase_cli.assess.group import Pack, Period, Under, UnitCode, app
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.packs import pack_meant
from gridcase_cli.read_models import read_models
from gridcase_cli.sentences import sentence
from gridcase_cli.session import open_session
from gridcase_cli.verbs import verb


@verb(app, "show", example="assess show 410702001 --period 2026-10")
def show(ctx: typer.Context, unit: UnitCode, period: Period, pack: Pack = "", as_json: AsJson = False) -> None:
    """Show the marks, the charges, and the verdict that they make."""
    with open_session(ctx) as session:
        assessments = session.engine.histories(ASSESSMENTS)
        key = assessment_key(unit, period, pack_meant(session, unit, period, pack))
        state, history = assessments.get(key).state, assessments.events(key)
        if not isinstance(state, Assessment):
            raise Refused(rules.NOT_OPENED, f"{unit} in {period}")
        if as_json:
            show_json(as_document(state, history))
            return
        now = verdict(state.pack, state.threshold, state.marks)
        needed = "" if now.threshold is None else f" of {now.threshold} needed"
        meets = "meets the standard" if now.meets else "does not meet the standard"
        say(f"{unit} in {period}, {state.kind}, by {state.pack.title}: {state.stage}")
        vetoed = f", vetoed by {', '.join(titles_of_vetoes(now, state.pack))}" if now.vetoes else ""
        say(f"{now.score} points{needed}, grade {now.grade}: {meets}{vetoed}")
        events = (titled(cast(AssessmentEvent, recorded.event), state.pack) for recorded in history)
        show_table(
            ("when", "who", "what"),
            ((session.show_time(event.at), event.by.member, sentence(event, session.show_time)) for event in events),
            whole=("when",),
        )


def titles_of_vetoes(given: Verdict, pack: PackOfRules) -> list[str]:
    """``casualties (致人伤亡事故 Accident with casualties)``"""
    return [f"{code} ({rule.title})" if (rule := pack.veto(code)) else code for code in given.vetoes]


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
            ("period", "pack", "unit", "name", "verdict", "score", "grade", "charges", "appeals", "vetoed by"),
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
                    row.vetoes,
                )
                for row in rows
            ),
            numbers=("score", "charges", "appeals"),
            whole=("period", "pack", "unit", "verdict"),
        )
