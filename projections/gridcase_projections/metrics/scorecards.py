"""Scorecards: everybody's composite score with a grade and a place, and its parts as numerators and denominators."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from gridcase.city.scoring import Bands, Scoring
from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import METRICS
from gridcase_projections.metrics.numbers import exact, rounded, value
from gridcase_projections.metrics.peers import peers_of
from gridcase_projections.metrics.presets import Composite, PointsRule, WeightedMetric, composite_of
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import Score, score, scores


class Scorecard(Struct, frozen=True):
    """``score`` is from 0 to 100 to two places, ``None`` (n/a) without evidence; with one it has a place among peers.

    ``too_few`` says that there are cases, but fewer than the city wants for a place in a rate that the score is made
    of. ``group`` are the peers. ``vetoes`` name what put it into the last grade whatever its score.
    """

    key: str
    score: Decimal | None
    grade: str
    place: int | None
    parts: dict[str, Score]
    vetoes: tuple[str, ...] = ()
    group: str = ""
    too_few: bool = False


def scorecards(connection: Connection, preset: str, question: Question, scoring: Scoring) -> list[Scorecard]:
    """The scorecards of everybody with anything to score, group by group, the best first; equal scores share a place.

    Raises ``BadConfiguration`` for a preset that does not exist or is not counted of whom it is asked.
    """
    composite = composite_of(preset, scoring)
    if question.by not in composite.dimensions:
        by = ", ".join(sorted(composite.dimensions))
        raise BadConfiguration("preset", preset, f"a preset that is counted by {question.by}; this one is by {by}")
    scores_by_key: dict[str, dict[str, Score]] = {}
    for metric, counted in scores(connection, [part.metric for part in composite.parts], question).items():
        for one in counted:
            scores_by_key.setdefault(one.key, {})[metric] = one
    if composite.role:
        members = members_of_role(connection, composite.role)
        scores_by_key = {key: parts for key, parts in scores_by_key.items() if key in members}
    peers = peers_of(connection, question)
    vetoed = vetoes(connection, question, scoring)
    groups: dict[str, dict[str, dict[str, Score]]] = {}
    for key, parts in scores_by_key.items():
        groups.setdefault(peers.get(key, ""), {})[key] = parts
    cards: list[Scorecard] = []
    for group, alike in sorted(groups.items()):
        bands, usual = bands_of(scoring, group, question.month_of_year), usual_among(composite, alike.values())
        cards += ranked(
            graded(Scorecard(key, None, "", None, parts, vetoed.get(key, ()), group), composite, bands, usual, scoring)
            for key, parts in alike.items()
        )
    return cards


def graded(
    card: Scorecard, composite: Composite, bands: Bands, usual: Mapping[str, Score], scoring: Scoring
) -> Scorecard:
    """The card with its score and its grade, if there is evidence enough for them. ``usual`` is what peers come to."""
    known = [cases(card.parts, metric) for metric in composite.evidence]
    if min(known, default=scoring.least) < scoring.least:
        return replace(card, too_few=True, grade=scoring.grades[-1].name if card.vetoes else "")
    taken = {metric: score for metric, score in usual.items() if cases(card.parts, metric) < scoring.least}
    points = weighed(composite, {**card.parts, **taken}, bands)
    if points is None:
        return card
    published = rounded(points, 2)
    grade = scoring.grades[-1].name if card.vetoes else grade_of(scoring, published)
    return replace(card, score=published, grade=grade)


def cases(parts: Mapping[str, Score], metric: str) -> int:
    """How many cases there are of a rate."""
    return parts[metric].denominator if metric in parts else 0


def usual_among(composite: Composite, peers: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
    """What all peers together come to, in what only some are sent to do."""
    usual: dict[str, Score] = {}
    every = list(peers)
    for metric in composite.occasional:
        known = [parts[metric] for parts in every if metric in parts]
        numerator, denominator = sum(one.numerator for one in known), sum(one.denominator for one in known)
        usual[metric] = Score("", numerator, denominator, value(METRICS[metric], numerator, denominator))
    return usual


def grade_of(scoring: Scoring, published: Decimal) -> str:
    """The grade whose half-open range holds a score."""
    return next(grade.name for grade in scoring.grades if published >= grade.at)


def weighed(composite: Composite, parts: Mapping[str, Score], bands: Bands) -> Fraction | None:
    """The score before rounding: the points of the parts that say anything, by their weights; ``None`` without any."""
    known = [(part.weight, points) for part in composite.parts if (points := points_of(part, parts, bands)) is not None]
    weight = sum(weight for weight, _ in known)
    return sum((weight * points for weight, points in known), Fraction(0)) / weight if weight else None


def points_of(part: WeightedMetric, parts: Mapping[str, Score], bands: Bands) -> Fraction | None:
    """What a metric is worth, from 0 to 100; ``None`` where it is n/a."""
    score = parts.get(part.metric)
    if part.how is PointsRule.BANDS:
        return Fraction(points_of_count(bands, score.numerator if score else 0))
    unrounded = exact(METRICS[part.metric], score.numerator, score.denominator) if score else None
    if unrounded is None:
        return None
    match part.how:
        case PointsRule.SHARE:
            return 100 * min(Fraction(1), unrounded)
        case PointsRule.COMPLEMENT:
            return 100 * max(Fraction(0), 1 - unrounded)
        case _:
            return unrounded


def points_of_count(bands: Bands, count: int) -> int:
    """The points of a number of matters: those of the first band that reaches so far, else the last."""
    reached = (points for most, points in zip(bands.filed, bands.points, strict=False) if count <= most)
    return next(reached, bands.points[-1])


def bands_of(scoring: Scoring, group: str, month: int | None = None) -> Bands:
    """The bands of a group of departments, in a month of the year if it has some for that; else those of no group."""
    for name in (group, ""):
        own = [bands for bands in scoring.bands if bands.group == name]
        of_month = [bands for bands in own if month in bands.months]
        if fitting := of_month or [bands for bands in own if not bands.months]:
            return fitting[0]
    return Bands()


def members_of_role(connection: Connection, role: str) -> set[str]:
    """The members who have, or had, a role."""
    rows = connection.execute('select code from members where "role" = $role', {"role": role}).fetchall()
    return {code for (code,) in rows}


def vetoes(connection: Connection, question: Question, scoring: Scoring) -> dict[str, tuple[str, ...]]:
    """The metrics, of those that are vetoes, that count anything of somebody."""
    by_key: dict[str, tuple[str, ...]] = {}
    for metric in scoring.vetoes:
        if question.by in METRICS[metric].dimensions:
            for one in score(connection, metric, question):
                if one.numerator:
                    by_key[one.key] = (*by_key.get(one.key, ()), metric)
    return by_key


def ranked(cards: Iterable[Scorecard]) -> list[Scorecard]:
    """Peers by their scores, each with its place: one more than there are better ones. Without a score, last."""
    ordered = sorted(cards, key=lambda card: (card.score is None, -(card.score or 0), card.key))
    points = [card.score for card in ordered]
    return [replace(card, place=place(points, card.score)) for card in ordered]


def place(points: list[Decimal | None], mine: Decimal | None) -> int | None:
    return None if mine is None else points.index(mine) + 1
