"""Scores as rows: of one metric, of several, or of a preset; beside those of an earlier period where that is asked."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from gridcase_cli.score.choice import Choice

if TYPE_CHECKING:
    from gridcase.city.scoring import Scoring
    from gridcase_projections.database import Connection
    from gridcase_projections.metrics.question import Asked
    from gridcase_projections.metrics.scorecards import Card
    from gridcase_projections.metrics.scores import Score

Row = dict[str, Any]

KINDS = {bool: "BOOLEAN", int: "BIGINT", Decimal: "DECIMAL(38, 4)", str: "VARCHAR"}
"""How the values of a row are written to Parquet."""


class Scored(Struct, frozen=True):
    """What there is to show: by whom the rows are, and each as plain values."""

    by: str
    rows: list[Row]

    def flat(self) -> list[Row]:
        """Each row on one level: ``closing_numerator`` for the numerator of ``closing``."""
        return [flattened(row) for row in self.rows]


def flattened(row: Mapping[str, Any], before: str = "") -> Row:
    flat: Row = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            flat |= flattened(value, "" if name == "metrics" else f"{before}{name}_")
        else:
            flat[f"{before}{name}"] = ", ".join(value) if isinstance(value, tuple) else value
    return flat


def kinds(rows: Sequence[Row]) -> dict[str, str]:
    """The type of each column, by the first value that it has."""
    found = {name: None for row in rows for name in row}
    for name in found:
        value = next((row[name] for row in rows if row.get(name) is not None), Decimal(0))
        found[name] = KINDS[type(value)]  # type: ignore[assignment]
    return {name: str(kind) for name, kind in found.items()}


def scored(
    connection: "Connection", choice: Choice, asked: "Asked", earlier: "Asked | None", scoring: "Scoring"
) -> Scored:
    """The rows that were asked for."""
    make = of_preset(choice, scoring) if choice.preset else of_metrics(choice)
    rows = make(connection, asked)
    if earlier is not None:
        rows = beside(rows, make(connection, earlier))
    return Scored(choice.by.value, [{choice.by.value: key, **row} for key, row in rows.items()])


Make = Callable[["Connection", "Asked"], dict[str, Row]]


def of_metrics(choice: Choice) -> Make:
    """Those with the most first, by the first metric's denominator."""
    from gridcase_projections.metrics.scores import scores

    def make(connection: "Connection", asked: "Asked") -> dict[str, Row]:
        found: dict[str, dict[str, Row]] = {}
        counted = scores(connection, choice.metrics, asked)
        for metric in choice.metrics:
            for one in sorted(counted[metric], key=lambda one: (-one.denominator, one.key)):
                found.setdefault(one.key, {})[metric] = number(one)
        if choice.is_one:
            return {key: row[choice.metrics[0]] for key, row in found.items()}
        return {
            key: {"metrics": {name: row.get(name, NOTHING) for name in choice.metrics}} for key, row in found.items()
        }

    return make


NOTHING: Row = {"numerator": 0, "denominator": 0, "value": None}


def number(score: "Score") -> Row:
    return {"numerator": score.numerator, "denominator": score.denominator, "value": score.value}


def of_preset(choice: Choice, scoring: "Scoring") -> Make:
    from gridcase_projections.metrics.presets import composite_of
    from gridcase_projections.metrics.scorecards import cards

    names = [part.metric for part in composite_of(choice.preset, scoring).parts]

    def make(connection: "Connection", asked: "Asked") -> dict[str, Row]:
        return {card.key: card_row(card, names) for card in cards(connection, choice.preset, asked, scoring)}

    return make


def card_row(card: "Card", names: Iterable[str]) -> Row:
    parts = {name: number(card.parts[name]) if name in card.parts else NOTHING for name in names}
    return {"place": card.place, "score": card.score, "grade": card.grade, "vetoes": card.vetoes, "metrics": parts}


def beside(rows: Mapping[str, Row], earlier: Mapping[str, Row]) -> dict[str, Row]:
    """Each row with what it was before, and by how much its value, score or place has changed."""
    return {key: {**row, **difference(row, earlier.get(key, {}))} for key, row in rows.items()}


def difference(row: Row, before: Row) -> Row:
    told: Row = {}
    for name in ("value", "score"):
        if name in row:
            told |= {f"{name}_before": before.get(name), f"{name}_change": less(row[name], before.get(name))}
    if "place" in row:
        told["places_up"] = less(before.get("place"), row["place"])
    if "metrics" in row:
        parts = before.get("metrics", {})
        told["metrics"] = {
            name: {**part, **difference(part, parts.get(name, {}))} for name, part in row["metrics"].items()
        }
    return told


def less(one: Any, other: Any) -> Any:
    return None if one is None or other is None else one - other
