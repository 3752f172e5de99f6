"""Scorecards: everybody's composite score with a grade and a place, and its parts as numerators and denominators."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from gridcase.city.scoring import Bands, Scoring
from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import METRICS, Dimension
from gridcase_projections.metrics.numbers import exact, rounded
from gridcase_projections.metrics.presets import Composite, How, Part, composite_of
from gridcase_projections.metrics.question import Asked
from gridcase_projections.metrics.scores import Score, score, scores
from gridcase_projections.times import to_utc


class Card(Struct, frozen=True):
    """``score`` is from 0 to 100 to two places, ``None`` (n/a) where no part says anything; it has a place then.

    A part that is n/a is left out, and the others weigh accordingly more. ``vetoes`` name what put it into the last
    grade whatever its score.
    """

    key: str
    score: Decimal | None
    grade: str
    place: int | None
    parts: dict[str, Score]
    vetoes: tuple[str, ...] = ()


def cards(connection: Connection, preset: str, asked: Asked, scoring: Scoring) -> list[Card]:
    """The scorecards of everybody with anything to score, the best first; equal scores share a place.

    Raises ``BadConfiguration`` for a preset that does not exist or is not counted of whom it is asked.
    """
    composite = composite_of(preset, scoring)
    if asked.by not in composite.dimensions:
        by = ", ".join(sorted(composite.dimensions))
        raise BadConfiguration("preset", preset, f"a preset that is counted by {asked.by}; this one is by {by}")
    found: dict[str, dict[str, Score]] = {}
    for metric, counted in scores(connection, [part.metric for part in composite.parts], asked).items():
        for one in counted:
            found.setdefault(one.key, {})[metric] = one
    if composite.role:
        those = of_role(connection, composite.role)
        found = {key: parts for key, parts in found.items() if key in those}
    groups = groups_of(connection, asked)
    vetoed = vetoes(connection, asked, scoring)
    scored = [
        graded(
            key, parts, weighed(composite, parts, bands_of(scoring, groups.get(key, ""))), vetoed.get(key, ()), scoring
        )
        for key, parts in found.items()
    ]
    return ranked(scored)


def graded(
    key: str, parts: dict[str, Score], points: Fraction | None, vetoed: tuple[str, ...], scoring: Scoring
) -> Card:
    if points is None:
        return Card(key, None, "", None, parts, vetoed)
    published = rounded(points, 2)
    grade = scoring.grades[-1].name if vetoed else grade_of(scoring, published)
    return Card(key, published, grade, None, parts, vetoed)


def grade_of(scoring: Scoring, published: Decimal) -> str:
    """The grade whose half-open range holds a score."""
    return next(grade.name for grade in scoring.grades if published >= grade.at)


def weighed(composite: Composite, parts: Mapping[str, Score], bands: Bands) -> Fraction | None:
    """The score before rounding: the points of the parts that say anything, by their weights."""
    told = [(part.weight, found) for part in composite.parts if (found := points_of(part, parts, bands)) is not None]
    weight = sum(weight for weight, _ in told)
    return sum((weight * points for weight, points in told), Fraction(0)) / weight if weight else None


def points_of(part: Part, parts: Mapping[str, Score], bands: Bands) -> Fraction | None:
    """What a metric is worth, from 0 to 100; ``None`` where it is n/a."""
    found = parts.get(part.metric)
    if part.how is How.BANDS:
        return Fraction(points_of_count(bands, found.numerator if found else 0))
    value = exact(METRICS[part.metric], found.numerator, found.denominator) if found else None
    if value is None:
        return None
    match part.how:
        case How.SHARE:
            return 100 * min(Fraction(1), value)
        case How.COMPLEMENT:
            return 100 * max(Fraction(0), 1 - value)
        case _:
            return value


def points_of_count(bands: Bands, count: int) -> int:
    """The points of a number of matters: those of the first band that reaches so far, else the last."""
    reached = (points for most, points in zip(bands.filed, bands.points, strict=False) if count <= most)
    return next(reached, bands.points[-1])


def bands_of(scoring: Scoring, group: str) -> Bands:
    """The bands of a group of departments; those of no group for everybody else."""
    known = {bands.group: bands for bands in scoring.bands}
    return known.get(group) or known.get("") or Bands()


def groups_of(connection: Connection, asked: Asked) -> dict[str, str]:
    """The group of each department as the register had it then."""
    if asked.by is not Dimension.DEPARTMENT:
        return {}
    found = connection.execute(
        "select code, coalesce(department_group, '') from departments where valid_from <= $at and $at < valid_to",
        {"at": to_utc(asked.as_of)},
    )
    return dict(found.fetchall())


def of_role(connection: Connection, role: str) -> set[str]:
    """The members who have, or had, a role."""
    found = connection.execute('select code from members where "role" = $role', {"role": role}).fetchall()
    return {code for (code,) in found}


def vetoes(connection: Connection, asked: Asked, scoring: Scoring) -> dict[str, tuple[str, ...]]:
    """The metrics, of those that are vetoes, that count anything of somebody."""
    found: dict[str, tuple[str, ...]] = {}
    for metric in scoring.vetoes:
        if asked.by in METRICS[metric].dimensions:
            for one in score(connection, metric, asked):
                if one.numerator:
                    found[one.key] = (*found.get(one.key, ()), metric)
    return found


def ranked(cards: Iterable[Card]) -> list[Card]:
    """In the order of their scores, each with its place: one more than there are better ones. Without a score, last."""
    ordered = sorted(cards, key=lambda card: (card.score is None, -(card.score or 0), card.key))
    points = [card.score for card in ordered]
    return [
        Card(card.key, card.score, card.grade, place(points, card.score), card.parts, card.vetoes) for card in ordered
    ]


def place(points: list[Decimal | None], mine: Decimal | None) -> int | None:
    return None if mine is None else points.index(mine) + 1
