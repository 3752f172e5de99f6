"""``gridcase score``: scorecards, each number with the matters behind it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.errors import BadConfiguration
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.read_models import read_models
from gridcase_cli.verbs import noun, verb
from gridcase_cli.wiring import Desk, open_desk

app = noun("Show scorecards, each number with the matters behind it.")


@verb(
    app,
    "departments",
    example="score departments --from 2026-01-01 --to 2026-04-01\n"
    "score departments --metric handling --from 2026-01-01 --to 2026-04-01 --as-of 2026-04-01 --json\n"
    "score departments --from 2026-01-01 --to 2026-04-01 --drill chengguan",
)
def departments(
    ctx: typer.Context,
    metric: Annotated[
        str, typer.Option("--metric", metavar="NAME", help="on-time-handling, handling, overdue or extension.")
    ] = "on-time-handling",
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="By default, the year's first day.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="TIME", help="Up to, and without; by default, now.")] = "",
    as_of: Annotated[
        str, typer.Option("--as-of", metavar="TIME", help="By what had happened by then; by default, by now.")
    ] = "",
    department: Annotated[
        str, typer.Option("--drill", metavar="CODE", help="List the rounds behind this department's number.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Score the departments: a share of the rounds that fell due in a period, numerator and denominator beside it."""
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.scorecards import drill, score_departments

    declared = find_metric(metric)
    with open_desk(ctx) as desk:
        period = Period(desk, from_, to, as_of)
        with read_models(desk) as connection:
            asked = (period.start, period.end, period.as_of)
            rows: list[Any] = (
                [*drill(connection, metric, department, *asked)]
                if department
                else [*score_departments(connection, metric, *asked)]
            )
        if as_json:
            whose = {"department": department} if department else {}
            show_json({"metric": metric, **period.told(), **whose, "rows": [to_builtins(row, builtin_types=[Decimal]) for row in rows]})
            return
        say(f"{declared.en} {declared.zh}, charged to {declared.charged_to}")
        say(f"due {period.words()}")
        if department:
            show_behind(desk, rows)
        else:
            headers = ("department", "numerator", "denominator", "value")
            show_table(headers, (score_row(row) for row in rows), numbers=headers[1:])


class Period:
    """What is scored, and by which knowledge. Raises ``BadConfiguration`` if it ends before it begins."""

    def __init__(self, desk: Desk, from_: str, to: str, as_of: str) -> None:
        self._desk = desk
        year = f"{desk.at.astimezone(desk.zone):%Y}-01-01"
        self.start = desk.read_time(from_ or year, "--from")
        self.end = desk.read_time(to, "--to") if to else desk.at
        if self.end <= self.start:
            raise BadConfiguration("--to", repr(to), f"a time after {desk.show_time(self.start)}, which --from says")
        self.as_of = desk.read_time(as_of, "--as-of") if as_of else desk.at

    def told(self) -> dict[str, datetime]:
        return {"from": self.start, "to": self.end, "as_of": self.as_of}

    def words(self) -> str:
        start, end, as_of = (self._desk.show_time(time) for time in (self.start, self.end, self.as_of))
        return f"from {start} to {end}, as of {as_of}"


def score_row(score: Any) -> tuple[str, ...]:
    value = "n/a" if score.value is None else f"{score.value:.4f}"
    return score.department, str(score.numerator), str(score.denominator), value


def show_behind(desk: Desk, rows: list[Any]) -> None:
    """One line a round: whether the numerator counts it, and what became of it."""
    counted = sum(row.counted for row in rows)
    show_table(
        ("+", "matter", "round", "due", "handled", "what it came to"),
        (
            (
                "+" if row.counted else "",
                row.matter_id,
                str(row.round),
                desk.show_time(row.counts_at),
                desk.show_time(row.done_at) if row.done_at else "-",
                row.why,
            )
            for row in rows
        ),
        numbers=("round",),
        whole=("+", "due", "handled"),
    )
    say(f"{counted} of {len(rows)} count (+)")
