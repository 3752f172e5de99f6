"""The verbs of ``gridcase score``: the same question of departments, units, members, classes or channels."""

from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.errors import BadConfiguration
from gridcase.periods import Earlier
from gridcase_cli.options import AsJson, Force, Period
from gridcase_cli.output import show_json
from gridcase_cli.read_models import note_rehearsal, read_models, unreadable_document
from gridcase_cli.score.choice import Choice, chosen_metrics
from gridcase_cli.score.define import definitions, say_definitions
from gridcase_cli.score.files import Files
from gridcase_cli.score.show import say_definition, show_rows_behind, show_scores
from gridcase_cli.score.table import ScoreTable, score_table
from gridcase_cli.score.what_if import show_what_if
from gridcase_cli.session import Session, open_session
from gridcase_cli.verbs import noun, verb
from gridcase_cli.windows import in_words

app = noun("Show scorecards, each number with the matters behind it.")


Metric = Annotated[
    list[str] | None,
    typer.Option("--metric", metavar="NAME", help="A metric, such as handling, closing or rework. Can be repeated."),
]
Preset = Annotated[
    str,
    typer.Option(
        "--preset",
        metavar="NAME",
        help="A composite: department, grid-member, three-rates, hotline-30-35-35, host-of-place, district-100, "
        "feedback.",
    ),
]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="By default, the year's first day.")]
To = Annotated[str, typer.Option("--to", metavar="TIME", help="Up to, and without; by default, now.")]
AsOf = Annotated[str, typer.Option("--as-of", metavar="TIME", help="By what had happened by then; by default, by now.")]
AsKnown = Annotated[
    str, typer.Option("--as-known", metavar="TIME", help="By what the store had recorded by then; by default, by all.")
]
Level = Annotated[
    str, typer.Option("--level", metavar="LEVEL", help="Of units: one row for each of this level of the grid tree.")
]
As = Annotated[
    str, typer.Option("--as", metavar="host", help="Of units: by what they handle, not by what happens in them.")
]
Under = Annotated[
    str, typer.Option("--under", metavar="UNIT", help="Only what lay at or below this unit when it counted.")
]
CompareWith = Annotated[
    Earlier | None, typer.Option("--compare", help="Beside the same a month or a year earlier (环比, 同比).")
]
Drill = Annotated[str, typer.Option("--drill", metavar="CODE", help="List the matters behind the numbers of this one.")]
Interval = Annotated[
    bool, typer.Option("--interval", help="Beside each share, between what it lies in 95 of 100 cases (Wilson).")
]
Define = Annotated[bool, typer.Option("--define", help="Say what the numbers mean, and nothing else.")]
WhatIf = Annotated[
    Path | None,
    typer.Option(
        "--what-if", metavar="FILE", help="Beside it, the same history judged by the rules of this city.toml."
    ),
]
Classes = Annotated[
    Path | None,
    typer.Option("--classes", metavar="FILE", help="With --what-if: classes.csv or registry.toml with other limits."),
]
Csv = Annotated[
    str, typer.Option("--csv", metavar="FILE", help="Write the scores as CSV for programs; - is the standard output.")
]
Excel = Annotated[str, typer.Option("--excel", metavar="FILE", help="Write the scores as CSV for a spreadsheet.")]
Parquet = Annotated[str, typer.Option("--parquet", metavar="FILE", help="Write the scores as Parquet.")]

EXAMPLES = {
    "departments": "score departments --period 2026-10 --preset department --compare month\n"
    "score departments --metric handling --from 2026-01-01 --to 2026-04-01 --as-of 2026-04-01 --json\n"
    "score departments --from 2026-01-01 --to 2026-04-01 --drill chengguan\n"
    "score departments --preset department --period 2026-10 --what-if proposed.toml",
    "units": "score units --level county --period 2026-Q4 --preset district-100\n"
    "score units --under 410702 --metric reported --period 2026\n"
    "score units --as host --level village --period 2026-10 --preset department",
    "members": "score members --preset grid-member --period 2026-10\nscore members --metric in-time-diversion --csv -",
    "classes": "score classes --metric repeat-complaints --period 2026-10",
    "channels": "score channels --metric satisfaction --metric solution --period 2026-10",
}

HELP = {
    "departments": "Score the departments: a share of the rounds that fell due in a period, or any other metric.",
    "units": "Score the units of the grid tree, as it was when each thing happened.",
    "members": "Score members: who reported, filed, diverted, verified or patrolled.",
    "classes": "Score the classes of the catalogue.",
    "channels": "Score the channels that matters come in by.",
}

DIMENSIONS = {
    "departments": "department",
    "units": "unit",
    "members": "member",
    "classes": "class",
    "channels": "channel",
}


def dimension(name: str, as_what: str) -> str:
    """Of whom is scored. Raises ``BadConfiguration`` for what units alone can be, or cannot."""
    if not as_what:
        return DIMENSIONS[name]
    if (name, as_what) != ("units", "host"):
        raise BadConfiguration("--as", repr(as_what), "score units --as host")
    return as_what


def declare(name: str) -> None:
    """A verb, whose help lists all that can be said with it."""

    def ask(
        ctx: typer.Context,
        metric: Metric = None,
        preset: Preset = "",
        from_: From = "",
        to: To = "",
        period: Period = "",
        as_of: AsOf = "",
        as_known: AsKnown = "",
        level: Level = "",
        as_what: As = "",
        under: Under = "",
        compare: CompareWith = None,
        drill: Drill = "",
        interval: Interval = False,
        define: Define = False,
        what_if: WhatIf = None,
        classes: Classes = None,
        as_json: AsJson = False,
        as_csv: Csv = "",
        excel: Excel = "",
        parquet: Parquet = "",
        force: Force = False,
    ) -> None:
        from gridcase_projections.metrics import Dimension

        by = Dimension(dimension(name, as_what))
        choice = Choice(
            by=by,
            metrics=chosen_metrics(by, metric, preset),
            preset=preset,
            from_=from_,
            to=to,
            period=period,
            as_of=as_of,
            as_known=as_known,
            level=level,
            under=under,
            compare=compare,
            drill=drill,
            interval=interval,
        )
        with open_session(ctx) as session:
            if define:
                defined = definitions(choice, session)
                show_json(defined) if as_json else say_definitions(defined)
            elif what_if:
                show_what_if(session, choice, what_if, classes, as_json)
            elif drill:
                show_drilled(session, choice, as_json)
            else:
                show_scored(session, choice, as_json, Files(as_csv, excel, parquet, force))

    ask.__doc__ = HELP[name]
    verb(app, name, example=EXAMPLES[name])(ask)


for _name in DIMENSIONS:
    declare(_name)


def show_scored(session: Session, choice: Choice, as_json: bool, files: Files) -> None:
    from gridcase_projections.metrics.names import names_of
    from gridcase_projections.unreadable import unreadable_streams

    files.check()
    question = choice.question(session)
    earlier = question.earlier(choice.compare, session.zone) if choice.compare else None
    with read_models(session) as connection:
        table = score_table(connection, choice, question, earlier, session.city.scoring)
        names = names_of(connection, choice.by)
        unreadable = unreadable_document(unreadable_streams(connection))
    files.write(table, rehearsal=session.rehearsal)
    if as_json:
        left_out = {"unreadable": unreadable} if unreadable else {}
        show_json({**document(choice, choice.document_head(session, question), table), **left_out})
    elif not files:
        note_rehearsal(session)
        say_definition(choice, session, in_words(session, question.window))
        show_scores(table, choice, names, session.city.scoring.least)


def document(choice: Choice, head: dict[str, Any], table: ScoreTable) -> dict[str, Any]:
    """Of one metric, or of several by name."""
    rows = [plain_row(row) for row in table.rows]
    extra = {name: value for name in ("level", "under", "compare") if (value := getattr(choice, name))}
    return {**head, **extra, "rows": rows}


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    from decimal import Decimal

    plain: dict[str, Any] = to_builtins(row, builtin_types=[Decimal])
    return plain


def show_drilled(session: Session, choice: Choice, as_json: bool) -> None:
    from gridcase_projections.metrics.presets import composite_of
    from gridcase_projections.metrics.scores import rows_behind

    question = choice.question(session)
    names = choice.metrics
    if choice.preset:
        names = tuple(part.metric for part in composite_of(choice.preset, session.city.scoring).parts)
    with read_models(session) as connection:
        rows_by_metric = {name: rows_behind(connection, name, choice.drill, question) for name in names}
    if not as_json:
        note_rehearsal(session)
        say_definition(choice, session, in_words(session, question.window))
        show_rows_behind(session, rows_by_metric)
        return
    head = {**choice.document_head(session, question), choice.by.value: choice.drill}
    rows = {name: [to_builtins(row) for row in rows] for name, rows in rows_by_metric.items()}
    if choice.is_one:
        show_json({**head, "rows": rows[names[0]]})
    else:
        show_json({**head, "rows_by_metric": rows})
