"""Rankings: of departments, of the units of a level, of grid members; and a closer look at both ends of the first."""

from collections import Counter
from collections.abc import Mapping, Sequence

from gridcase.bodies import Body, body_of_unit
from gridcase.periods import Window
from gridcase_projections.database import Connection
from gridcase_projections.metrics import METRICS, Dimension, Measure
from gridcase_projections.metrics.scorecards import Scorecard
from gridcase_projections.metrics.scores import CountedRow
from gridcase_projections.report.content import (
    Portrait,
    PortraitRound,
    Ranked,
    Ranking,
    ScorePart,
    ScoringPreset,
    Share,
)
from gridcase_projections.report.lists import with_places
from gridcase_projections.report.places import Place
from gridcase_projections.report.scores import PORTRAIT_METRIC, CityScores, parts_to_one
from gridcase_projections.times import to_utc

MIN_ROUNDS = 10
"""Rounds that a department must have had for being called the best or the worst."""

DEPARTMENTS_AT_EACH_END, ROUNDS_SHOWN = 3, 8
"""Departments at each end of the ranking, and rounds that are shown of each."""

NOTHING = Share(0, 0)


def departments(scores: CityScores, names: Mapping[str, str], window: Window, earlier: Window) -> Ranking:
    """The departments among their peers, and where each was before."""
    places = {code: Place(code, "", name) for code, name in names.items()}
    return rank(scores, Dimension.DEPARTMENT, "department", places, window, earlier)


def units(
    scores: CityScores,
    by: Dimension,
    levels: Sequence[str],
    places: Mapping[str, Place],
    window: Window,
    earlier: Window,
) -> tuple[Ranking, ...]:
    """The units of each level on which anybody has anything to score, by what lies in them or by what they host."""
    rankings = (rank(scores, by, level, places, window, earlier) for level in levels)
    return tuple(ranking for ranking in rankings if ranking.rows or ranking.too_few)


def grid_members(
    connection: Connection, scores: CityScores, places: Mapping[str, Place], window: Window, earlier: Window
) -> Ranking:
    """The grid members by their scores. They are named by their codes, and by where they work."""
    rows = connection.execute(
        "select code, unit from members where valid_from <= $at and $at < valid_to", {"at": to_utc(window.as_of)}
    ).fetchall()
    at_work = {code: Place(code, way(places, unit), code) for code, unit in rows}
    return rank(scores, Dimension.MEMBER, "grid-member", at_work, window, earlier)


def way(places: Mapping[str, Place], unit: str | None) -> str:
    """A unit with all that lies above it."""
    place = places.get(unit or "")
    return " · ".join(filter(None, (place.above, place.name))) if place else unit or ""


def rank(
    scores: CityScores, by: Dimension, of: str, places: Mapping[str, Place], window: Window, earlier: Window
) -> Ranking:
    """Everybody among their peers, in the order of their scorecards, and where each was before."""
    level = of if by in (Dimension.UNIT, Dimension.HOST) else ""
    composite = scores.composite(by)
    before = {card.key: card for card in scores.scorecards(earlier, by, level)}
    cards = scores.scorecards(window, by, level)
    peers = Counter(card.group for card in cards if card.place is not None)

    def ranked(card: Scorecard) -> Ranked:
        place = places.get(card.key) or Place(card.key, "", card.key)
        return Ranked(
            place=card.place,
            before=before[card.key].place if card.key in before else None,
            code=card.key,
            name=place.name,
            above=place.above,
            score=card.score,
            score_before=before[card.key].score if card.key in before else None,
            grade=card.grade,
            parts=tuple(part_of(part.metric, card) for part in composite.parts),
            vetoes=card.vetoes,
            group=card.group.removeprefix(of).strip(),
            peers=peers[card.group],
        )

    return Ranking(
        of,
        ScoringPreset(scores.preset(by), composite.en, composite.zh, composite.formula, composite.source),
        tuple(ranked(card) for card in cards if card.place is not None),
        tuple(ranked(card) for card in cards if card.too_few),
    )


def part_of(metric: str, card: Scorecard) -> ScorePart:
    """A rate, or the number where it is none."""
    score = card.parts.get(metric)
    numerator, denominator = (score.numerator, score.denominator) if score else (0, 0)
    if METRICS[metric].measure is Measure.COUNT:
        return ScorePart(metric, numerator, None)
    return ScorePart(metric, 0, Share(numerator, denominator, parts_to_one(metric)))


def portraits(
    connection: Connection, scores: CityScores, ranking: Sequence[Ranked], window: Window
) -> tuple[tuple[Portrait, ...], tuple[Portrait, ...]]:
    """The best, and the worst beginning with the last, of those that had enough rounds for saying so."""
    shares = scores.of_departments(PORTRAIT_METRIC, window)
    by_score = sorted(ranking, key=lambda ranked: (-(ranked.score or 0), ranked.code))
    enough = [ranked for ranked in by_score if shares.get(ranked.code, NOTHING).denominator >= MIN_ROUNDS]
    half = min(DEPARTMENTS_AT_EACH_END, len(enough) // 2)
    best, worst = enough[:half], enough[len(enough) - half :]

    def drawn(ranked: Ranked, speaks_for: bool) -> Portrait:
        rounds = [row for row in scores.behind(ranked.code, window) if row.counted is speaks_for]
        return portrait(connection, ranked, shares[ranked.code], rounds, window)

    return tuple(drawn(ranked, True) for ranked in best), tuple(drawn(ranked, False) for ranked in reversed(worst))


def portrait(
    connection: Connection, ranked: Ranked, share: Share, rounds: Sequence[CountedRow], window: Window
) -> Portrait:
    """A department with the first of its rounds, in the order in which they were due."""
    names = {
        matter: (class_name, unit_above, unit_name)
        for matter, class_name, unit_above, unit_name in connection.execute(
            with_places("report_matters"),
            {"matters": [row.matter_id for row in rounds[:ROUNDS_SHOWN]], "as_of": to_utc(window.as_of)},
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


def names_of_bodies(connection: Connection, places: Mapping[str, Place], window: Window) -> dict[Body, str]:
    """The names that departments had at the time of the report, and units with all that lies above them."""
    rows = connection.execute(
        "select code, name from departments where valid_from <= $at and $at < valid_to", {"at": to_utc(window.as_of)}
    )
    return dict(rows.fetchall()) | {body_of_unit(code): way(places, code) for code in places}
