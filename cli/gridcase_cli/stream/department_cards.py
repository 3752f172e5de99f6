"""Scorecards from the read models, as other platforms get them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from gridcase.periods import Window

if TYPE_CHECKING:
    from gridcase.city.scoring import Scoring
    from gridcase_projections.database import Connection
    from gridcase_projections.metrics.scorecards import Scorecard
    from gridcase_projections.metrics.scores import Score
    from gridcase_streams.scorecards import CompositeScore, MetricScore, ScorecardPublished


def department_cards(
    connection: "Connection", scoring: "Scoring", window: Window, late_entry: int
) -> "list[ScorecardPublished]":
    """A card for each department that anything is counted for: every composite and metric that departments have."""
    from gridcase_projections.metrics import METRICS, Dimension
    from gridcase_projections.metrics.presets import PRESETS
    from gridcase_projections.metrics.question import Question
    from gridcase_projections.metrics.scorecards import scorecards
    from gridcase_projections.metrics.scores import scores
    from gridcase_streams.scorecards import ScorecardPublished

    question = Question(window=window, basically_satisfied=scoring.basically_satisfied, late_entry=late_entry)
    metrics = [name for name, metric in METRICS.items() if Dimension.DEPARTMENT in metric.dimensions]
    presets = [name for name, composite in PRESETS.items() if Dimension.DEPARTMENT in composite.dimensions]
    by_metric = regrouped_by_department(scores(connection, metrics, question))
    by_preset = regrouped_by_department({name: scorecards(connection, name, question, scoring) for name in presets})
    return [
        ScorecardPublished(
            department=department,
            begins=window.start,
            ends=window.end,
            as_of=window.as_of,
            period=window.period,
            preset=scoring.preset,
            composites=tuple(composite_score(name, card) for name, card in by_preset[department].items()),
            scores=tuple(metric_score(name, score) for name, score in by_metric[department].items()),
        )
        for department in sorted(by_metric)
    ]


Row = TypeVar("Row", "Scorecard", "Score")


def regrouped_by_department(rows_by_name: "Mapping[str, Sequence[Row]]") -> "defaultdict[str, dict[str, Row]]":
    """What each metric, or composite, says of each department, the other way about."""
    regrouped: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for name, every in rows_by_name.items():
        for one in every:
            regrouped[one.key][name] = one
    return regrouped


def metric_score(name: str, score: "Score") -> "MetricScore":
    from gridcase_projections.metrics import METRICS
    from gridcase_projections.metrics.interval import interval
    from gridcase_streams.scorecards import MetricScore

    metric = METRICS[name]
    low, high = interval(metric, score.numerator, score.denominator) or (None, None)
    return MetricScore(
        metric=name,
        version=metric.version,
        measure=metric.measure.value,
        numerator=score.numerator,
        denominator=score.denominator,
        hundredths=metric.hundredths,
        value=decimal_text(score.value),
        low=decimal_text(low),
        high=decimal_text(high),
    )


def composite_score(name: str, card: "Scorecard") -> "CompositeScore":
    from gridcase_streams.scorecards import CompositeScore

    return CompositeScore(
        preset=str(name),
        score=decimal_text(card.score),
        grade=card.grade,
        place=card.place,
        vetoes=card.vetoes,
        group=card.group,
        too_few=card.too_few,
    )


def decimal_text(number: Decimal | None) -> str | None:
    """The number with the places that it was rounded to, never with an exponent."""
    return None if number is None else f"{number:f}"
