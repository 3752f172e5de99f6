"""The ranking of the departments, and a closer look at both of its ends."""

from collections import Counter
from collections.abc import Mapping, Sequence

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics import METRICS, Measure
from gridcase_projections.metrics.scorecards import Scorecard
from gridcase_projections.metrics.scores import CountedRow
from gridcase_projections.report.content import Portrait, PortraitRound, RankedDepartment, ScorePart, Share
from gridcase_projections.report.scores import PORTRAIT_METRIC, CityScores, parts_to_one
from gridcase_projections.times import to_utc

MIN_ROUNDS = 10
"""Rounds that a department must have had for being called the best or the worst."""

DEPARTMENTS_AT_EACH_END, ROUNDS_SHOWN = 3, 8
"""Departments at each end of the ranking, and rounds that are shown of each."""

NOTHING = Share(0, 0)


Ranking = tuple[RankedDepartment, ...]


def rank(scores: CityScores, names: Mapping[str, str], window: Window, earlier: Window) -> tuple[Ranking, Ranking]:
    """The departments among their peers, and where each was before; then those that had too few cases for a place."""
    metrics = [part.metric for part in scores.composite().parts]
    before = {card.key: card for card in scores.scorecards(earlier)}
    cards = scores.scorecards(window)
    peers = Counter(card.group for card in cards if card.place is not None)

    def ranked(card: Scorecard) -> RankedDepartment:
        return RankedDepartment(
            place=card.place,
            before=before[card.key].place if card.key in before else None,
            department=card.key,
            name=names.get(card.key, card.key),
            score=card.score,
            score_before=before[card.key].score if card.key in before else None,
            grade=card.grade,
            parts=tuple(part_of(metric, card) for metric in metrics),
            vetoes=card.vetoes,
            group=card.group,
            peers=peers[card.group],
        )

    placed = tuple(ranked(card) for card in cards if card.place is not None)
    return placed, tuple(ranked(card) for card in cards if card.too_few)


def part_of(metric: str, card: Scorecard) -> ScorePart:
    """A rate, or the number where it is none."""
    score = card.parts.get(metric)
    numerator, denominator = (score.numerator, score.denominator) if score else (0, 0)
    if METRICS[metric].measure is Measure.COUNT:
        return ScorePart(metric, numerator, None)
    return ScorePart(metric, 0, Share(numerator, denominator, parts_to_one(metric)))


def portraits(
    connection: Connection, scores: CityScores, ranking: Sequence[RankedDepartment], window: Window
) -> tuple[tuple[Portrait, ...], tuple[Portrait, ...]]:
    """The best, and the worst beginning with the last, of those that had enough rounds for saying so."""
    shares = scores.of_departments(PORTRAIT_METRIC, window)
    by_score = sorted(ranking, key=lambda ranked: (-(ranked.score or 0), ranked.department))
    enough = [ranked for ranked in by_score if shares.get(ranked.department, NOTHING).denominator >= MIN_ROUNDS]
    half = min(DEPARTMENTS_AT_EACH_END, len(enough) // 2)
    best, worst = enough[:half], enough[len(enough) - half :]

    def drawn(ranked: RankedDepartment, speaks_for: bool) -> Portrait:
        rounds = [row for row in scores.behind(ranked.department, window) if row.counted is speaks_for]
        return portrait(connection, ranked, shares[ranked.department], rounds, window)

    return tuple(drawn(ranked, True) for ranked in best), tuple(drawn(ranked, False) for ranked in reversed(worst))


def portrait(
    connection: Connection, ranked: RankedDepartment, share: Share, rounds: Sequence[CountedRow], window: Window
) -> Portrait:
    """A department with the first of its rounds, in the order in which they were due."""
    names = {
        matter: (class_name, unit_above, unit_name)
        for matter, class_name, unit_above, unit_name in connection.execute(
            models.query("report_matters"),
            {"matters": [row.matter_id for row in rounds[:ROUNDS_SHOWN]], "at": to_utc(window.as_of)},
        ).fetchall()
    }
    return Portrait(
        ranked,
        share,
        tuple(
            PortraitRound(
                row.matter_id,
                row.round,
                *names[row.matter_id],
                row.due or row.counts_at,
                row.done_at,
                row.counted,
                row.why,
            )
            for row in rounds[:ROUNDS_SHOWN]
        ),
        len(rounds),
    )


def names_of_departments(connection: Connection, window: Window) -> dict[str, str]:
    """The names that the departments had at the time of the report."""
    rows = connection.execute(
        "select code, name from departments where valid_from <= $at and $at < valid_to", {"at": to_utc(window.as_of)}
    )
    return dict(rows.fetchall())
