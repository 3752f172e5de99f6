"""Scores as people read them: tables that fit the terminal, and the rows behind a number."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from gridcase_cli.output import say, show_table
from gridcase_cli.score.choice import Choice
from gridcase_cli.score.table import Row, ScoreTable
from gridcase_cli.session import Session
from gridcase_cli.too_few import TOO_FEW, too_few_to_rank

if TYPE_CHECKING:
    from gridcase_projections.metrics.scores import CountedRow


def shown(value: Any) -> str:
    """A number as it is published; what there is not is ``n/a``."""
    return "n/a" if value is None else str(value)


def show_scores(table: ScoreTable, choice: Choice, names: Mapping[str, str], least: int) -> None:
    """One row for each of whom it was asked. Of several metrics, each has a letter, and its column holds n/d.

    Fewer than ``least`` cases are too few to rank.
    """
    if choice.is_one:
        rows = [in_ones(row, choice.metrics[0]) for row in table.rows]
        flat_table(table.by, rows if choice.interval else [without(row, BOUNDS) for row in rows], names)
        return
    metrics = list(dict.fromkeys(name for row in table.rows for name in row["metrics"]))
    letters = dict(zip(metrics, ascii_lowercase, strict=False))
    say(", ".join(f"{letter}: {name}" for name, letter in letters.items()))
    rows = [short(row, letters, choice) for row in table.rows]
    if len({row.get("group") for row in rows}) < MIN_GROUPS_SHOWN:
        rows = [without(row, ("group",)) for row in rows]
    flat_table(table.by, rows, names)
    if any(row.get("too_few") for row in table.rows):
        say(too_few_to_rank(least, "case", "in a rate"))


BOUNDS = ("low", "high")
"""Between these a share lies in 95 of 100 cases."""

MIN_GROUPS_SHOWN = 2
"""So many groups of peers need a column that says which is which."""


def without(row: Row, names: Sequence[str]) -> Row:
    return {name: value for name, value in row.items() if name not in names}


def in_ones(part: Row, metric: str) -> Row:
    """The numbers of a metric with the numerator in ones, where it is counted in hundredths."""
    from gridcase_projections.metrics import find_metric

    if not find_metric(metric).hundredths:
        return part
    return {**part, "numerator": f"{Decimal(part['numerator']).scaleb(-2):f}"}


def short(row: Row, letters: Mapping[str, str], choice: Choice) -> Row:
    """A row in which each metric is one cell."""
    with_values = not choice.preset
    cells = {name: value for name, value in row.items() if name not in ("metrics", "too_few") and value != ()}
    if row.get("too_few"):
        cells["place"] = TOO_FEW
    for name, part in row["metrics"].items():
        ones = in_ones(part, name)
        whole = f"{ones['numerator']}/{ones['denominator']}"
        cells[letters[name]] = f"{shown(part['value'])} {whole}" if with_values else whole
        if choice.interval and part.get("low") is not None:
            cells[letters[name]] += f" {part['low']}–{part['high']}"
        if with_values and "value_change" in part:
            cells[f"{letters[name]} ±"] = part["value_change"]
    return cells


def flat_table(by: str, rows: Sequence[Row], names: Mapping[str, str]) -> None:
    """The numbers, and what each key is called where there is room for it."""
    if not rows:
        say(f"no {by} has anything to count here")
        return
    headers = list(dict.fromkeys([by, *(name for row in rows for name in row)]))
    cells = [[cell(name, row.get(name)) for name in headers] for row in rows]
    words = [SHORT_HEADERS.get(header, header) for header in headers]
    if names and len(headers) <= MAX_COLUMNS_WITH_NAMES:
        cells = [[*line, names.get(line[0], "")] for line in cells]
        show_table([*words, "name"], cells, numbers=words[1:], whole=words[:1])
    else:
        show_table(words, cells, numbers=words[1:], whole=words[:1])


MAX_COLUMNS_WITH_NAMES = 8
"""Beside which there is room for names."""


SHORT_HEADERS = {
    "value_before": "before",
    "value_change": "change",
    "score_before": "before",
    "score_change": "change",
    "places_up": "up",
}
"""How columns are named where there is little room."""


def cell(name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    changed = isinstance(value, int | Decimal) and name.endswith(("_change", "±", "places_up"))
    return f"{value:+}" if changed else shown(value)


def say_definition(choice: Choice, session: Session, words: str) -> None:
    """What the numbers below are, in a line each."""
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.metrics.presets import composite_of

    if choice.preset:
        composite = composite_of(choice.preset, session.city.scoring)
        say(f"{composite.en} {composite.zh} = {composite.formula}")
        say(f"{composite.source}; {words}")
        return
    for metric in map(find_metric, choice.metrics):
        say(f"{metric.en} {metric.zh}, charged to {metric.charged_to}")
    basis = {"due cohort": "due", "flow": "happened"}[find_metric(choice.metrics[0]).basis.value]
    say(f"{basis if choice.is_one else 'counted'} {words}")


def show_rows_behind(session: Session, rows_by_metric: "Mapping[str, Sequence[CountedRow]]") -> None:
    """One line a row: whether the numerator counts it, and what became of it."""
    for metric, rows in rows_by_metric.items():
        if len(rows_by_metric) > 1:
            say(f"{metric}:")
        if not rows:
            say("nothing to count here")
            continue
        show_table(
            ("+", "matter", "round", "counts at", "done", "what it came to"),
            (
                (
                    "+" if row.counted else "",
                    row.matter_id,
                    str(row.round or "-"),
                    session.show_time(row.counts_at),
                    session.show_time(row.done_at) if row.done_at else "-",
                    row.why,
                )
                for row in rows
            ),
            numbers=("round",),
            whole=("+", "counts at", "done"),
        )
        say(f"{sum(row.counted for row in rows)} of {len(rows)} count (+)")
