"""The ranking of the departments, and a closer look at both of its ends."""

from collections.abc import Mapping, Sequence

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.report.content import Portrait, Ranked, Round, Share
from gridcase_projections.report.scores import BEHIND, Scored, Scores
from gridcase_projections.report.windows import Window
from gridcase_projections.scorecards import Behind
from gridcase_projections.times import to_utc

ENOUGH = 10
"""Rounds that a department must have had for being called the best or the worst."""

EXTREMES, SHOWN = 3, 8
"""Departments at each end of the ranking, and rounds that are shown of each."""

NONE = Share(0, 0)


def rank(scores: Scores, names: Mapping[str, str], asked: Window, earlier: Window) -> tuple[Ranked, ...]:
    """The departments by their scores, and where each was before; equal scores share a place."""
    now, then = scores.ranked(asked), scores.ranked(earlier)
    places, places_before = in_order(now), in_order(then)
    points_before = {scored.department: scored.score for scored in then}
    return tuple(
        Ranked(
            place=places[scored.department],
            before=places_before.get(scored.department),
            department=scored.department,
            name=names.get(scored.department, scored.department),
            score=scored.score,
            score_before=points_before.get(scored.department),
            grade=scored.grade,
            parts=scored.parts,
        )
        for scored in now
    )


def in_order(scored: Sequence[Scored]) -> dict[str, int]:
    """The place of each department: one more than there are better ones."""
    points = [each.score for each in scored]
    return {each.department: points.index(each.score) + 1 for each in scored}


def portraits(
    connection: Connection, scores: Scores, ranking: Sequence[Ranked], asked: Window
) -> tuple[tuple[Portrait, ...], tuple[Portrait, ...]]:
    """The best, and the worst beginning with the last, of those that had enough rounds for saying so."""
    shares = scores.of_departments(BEHIND, asked)
    enough = [ranked for ranked in ranking if shares.get(ranked.department, NONE).denominator >= ENOUGH]
    half = min(EXTREMES, len(enough) // 2)
    best, worst = enough[:half], enough[len(enough) - half :]

    def drawn(ranked: Ranked, speaks_for: bool) -> Portrait:
        rounds = [row for row in scores.behind(ranked.department, asked) if row.counted is speaks_for]
        return portrait(connection, ranked, shares[ranked.department], rounds, asked)

    return tuple(drawn(ranked, True) for ranked in best), tuple(drawn(ranked, False) for ranked in reversed(worst))


def portrait(connection: Connection, ranked: Ranked, share: Share, rounds: Sequence[Behind], asked: Window) -> Portrait:
    """A department with the first of its rounds, in the order in which they were due."""
    words = {
        matter: (class_name, unit_above, unit_name)
        for matter, class_name, unit_above, unit_name in connection.execute(
            models.query("report_matters"),
            {"matters": [row.matter_id for row in rounds[:SHOWN]], "at": to_utc(asked.as_of)},
        ).fetchall()
    }
    return Portrait(
        ranked,
        share,
        tuple(
            Round(
                row.matter_id,
                row.round,
                *words[row.matter_id],
                row.due or row.counts_at,
                row.done_at,
                row.counted,
                row.why,
            )
            for row in rounds[:SHOWN]
        ),
        len(rounds),
    )


def names_of_departments(connection: Connection, asked: Window) -> dict[str, str]:
    """The names that the departments had at the time of the report."""
    found = connection.execute(
        "select code, name from departments where valid_from <= $at and $at < valid_to", {"at": to_utc(asked.as_of)}
    )
    return dict(found.fetchall())
