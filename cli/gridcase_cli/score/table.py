"""Scores as rows: of one metric, of several, or of a preset; beside those of an earlier period where that is asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gridcase_cli.score.choice import Choice

if TYPE_CHECKING:
    from gridcase.city.scoring import Scoring
    from gridcase_projections.database import Connection
    from gridcase_projections.metrics.question import Question
    from gridcase_projections.metrics.scorecards import Scorecard
    from gridcase_projections.metrics.scores import Score

Row = dict[str, Any]

SQL_TYPES = {bool: "BOOLEAN", int: "BIGINT", Decimal: "DECIMAL(38, 4)", str: "VARCHAR"}
"""How the values of a row are written to Parquet."""


class ScoreTable(Struct, frozen=True):
    """What there is to show: by whom the rows are, and each as plain values."""

    by: str
    rows: list[Row]

    def columns(self) -> dict[str, str]:
        """The columns of the rows on one level, ``closing_numerator`` for the numerator of ``closing``; their types."""
        return {self.by: "VARCHAR", **sql_types(self._flat())}

    def cells(self) -> list[list[Any]]:
        """What each row says under these columns."""
        names = self.columns()
        return [[row.get(name) for name in names] for row in self._flat()]

    def _flat(self) -> list[Row]:
        return [flat_row(row) for row in self.rows]


def flat_row(row: Mapping[str, Any], before: str = "") -> Row:
    flat: Row = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= flat_row(value, "" if name == "metrics" else f"{before}{name}_")
        else:
            flat[f"{before}{name}"] = ", ".join(value) if isinstance(value, tuple) else value
    return flat


def sql_types(rows: Sequence[Row]) -> dict[str, str]:
    """The type of each column, by the first value that it has."""
    types = {name: "" for row in rows for name in row}
    for name in types:
        value = next((row[name] for row in rows if row.get(name) is not None), Decimal(0))
        types[name] = SQL_TYPES[type(value)]
    return types


def score_table(
    connection: "Connection", choice: Choice, question: "Question", earlier: "Question | None", scoring: "Scoring"
) -> ScoreTable:
    """The rows that were asked for."""
    rows_of = rows_of_preset(choice, scoring) if choice.preset else rows_of_metrics(choice)
    rows = rows_of(connection, question)
    if earlier is not None:
        rows = with_changes(rows, rows_of(connection, earlier))
    return ScoreTable(choice.by.value, [{choice.by.value: key, **row} for key, row in rows.items()])


RowsOf = Callable[["Connection", "Question"], dict[str, Row]]


def rows_of_metrics(choice: Choice) -> RowsOf:
    """Those with the most first, by the first metric's denominator."""
    from gridcase_projections.metrics.scores import scores

    def rows_of(connection: "Connection", question: "Question") -> dict[str, Row]:
        by_key: dict[str, dict[str, Score]] = {}
        counted = scores(connection, choice.metrics, question)
        for metric in choice.metrics:
            for one in sorted(counted[metric], key=lambda one: (-one.denominator, one.key)):
                by_key.setdefault(one.key, {})[metric] = one
        if choice.is_one:
            return {key: number(choice.metrics[0], row[choice.metrics[0]]) for key, row in by_key.items()}
        return {
            key: {"metrics": {name: number(name, row.get(name)) for name in choice.metrics}}
            for key, row in by_key.items()
        }

    return rows_of


def number(metric: str, score: "Score | None") -> Row:
    """What was counted; of a share, also between what it lies in 95 of 100 cases."""
    from gridcase_projections.metrics import find_metric
    from gridcase_projections.metrics.interval import interval

    declared = find_metric(metric)
    if score is None:
        counted: Row = {"numerator": 0, "denominator": 0, "value": None}
    else:
        counted = {"numerator": score.numerator, "denominator": score.denominator, "value": score.value}
    if not declared.is_part_of_whole:
        return counted
    low, high = interval(declared, counted["numerator"], counted["denominator"]) or (None, None)
    return {**counted, "low": low, "high": high}


def rows_of_preset(choice: Choice, scoring: "Scoring") -> RowsOf:
    from gridcase_projections.metrics.presets import composite_of
    from gridcase_projections.metrics.scorecards import scorecards

    names = [part.metric for part in composite_of(choice.preset, scoring).parts]

    def rows_of(connection: "Connection", question: "Question") -> dict[str, Row]:
        return {card.key: card_row(card, names) for card in scorecards(connection, choice.preset, question, scoring)}

    return rows_of


def card_row(card: "Scorecard", names: Iterable[str]) -> Row:
    return {
        "group": card.group,
        "place": card.place,
        "too_few": card.too_few,
        "score": card.score,
        "grade": card.grade,
        "vetoes": card.vetoes,
        "metrics": {name: number(name, card.parts.get(name)) for name in names},
    }


def with_changes(rows: Mapping[str, Row], earlier: Mapping[str, Row]) -> dict[str, Row]:
    """Each row with what it was before, and by how much its value, score or place has changed."""
    return {key: {**row, **changes(row, earlier.get(key, {}))} for key, row in rows.items()}


def changes(row: Row, before: Row) -> Row:
    changed: Row = {}
    for name in ("value", "score"):
        if name in row:
            changed |= {f"{name}_before": before.get(name), f"{name}_change": difference(row[name], before.get(name))}
    if "place" in row:
        changed["places_up"] = difference(before.get("place"), row["place"])
    if "metrics" in row:
        parts = before.get("metrics", {})
        changed["metrics"] = {
            name: {**part, **changes(part, parts.get(name, {}))} for name, part in row["metrics"].items()
        }
    return changed


def difference(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one - other
