"""Scorecards from the read models, as other platforms get them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from gridcase.bodies import Body, body_of_unit
from gridcase.periods import Window

if TYPE_CHECKING:
    from gridcase.city.scoring import Scoring
    from gridcase_projections.database import Connection
    from gridcase_projections.metrics.scorecards import Scorecard
    from gridcase_projections.metrics.scores import Score
    from gridcase_streams.scorecards import CompositeScore, MetricScore, ScorecardPublished


def body_cards(
    connection: "Connection", scoring: "Scoring", window: Window, late_entry: int
) -> "list[ScorecardPublished]":
    """A card for each responsible body that anything is counted for: every composite and metric that bodies have."""
    from gridcase_projections.metrics import METRICS, Dimension
    from gridcase_projections.metrics.presets import PRESETS
    from gridcase_projections.metrics.question import Question
    from gridcase_projections.metrics.scorecards import scorecards
    from gridcase_projections.metrics.scores import scores
    from gridcase_streams.scorecards import ScorecardPublished

    by_metric: dict[Body, dict[str, Score]] = {}
    by_preset: dict[Body, dict[str, Scorecard]] = {}
    for by, body_of in ((Dimension.DEPARTMENT, str), (Dimension.HOST, body_of_unit)):
        question = Question(
            window=window,
            by=by,
            basically_satisfied=scoring.basically_satisfied,
            co_handlers_answer=scoring.co_handlers_answer,
            late_entry=late_entry,
        )
        metrics = [name for name, metric in METRICS.items() if by in metric.dimensions]
        presets = [name for name, composite in PRESETS.items() if by in composite.dimensions]
        by_metric |= regrouped_by_body(body_of, scores(connection, metrics, question))
        cards = {str(name): scorecards(connection, name, question, scoring) for name in presets}
        by_preset |= regrouped_by_body(body_of, cards)
    return [
        ScorecardPublished(
            department=body,
            begins=window.start,
            ends=window.end,
            as_of=window.as_of,
            period=window.period,
            preset=scoring.preset,
            composites=tuple(composite_score(name, card) for name, card in by_preset.get(body, {}).items()),
            scores=tuple(metric_score(name, score) for name, score in by_metric[body].items()),
        )
        for body in sorted(by_metric)
    ]


Row = TypeVar("Row", "Scorecard", "Score")


def regrouped_by_body(
    body_of: Callable[[str], Body], rows_by_name: "Mapping[str, Sequence[Row]]"
) -> dict[Body, dict[str, "Row"]]:
    """What each metric, or composite, says of each responsible body, the other way about."""
    regrouped: defaultdict[Body, dict[str, Row]] = defaultdict(dict)
    for name, every in rows_by_name.items():
        for one in every:
            regrouped[body_of(one.key)][name] = one
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
