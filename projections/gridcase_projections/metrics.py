"""The metrics, declared once: what is divided by what, of whom, and under which name it is shown.

A counter is a column of a cohort query that says yes or no of each row; a metric is the share of two of them.
"""

from enum import StrEnum

from msgspec import Struct

from gridcase.errors import BadConfiguration


class Basis(StrEnum):
    """Which rows count: those whose deadline falls in the period, or those that happened in it."""

    DUE_COHORT = "due cohort"
    FLOW = "flow"


class Metric(Struct, frozen=True, kw_only=True):
    """``numerator`` and ``denominator`` name counters of the query ``cohort``; ``version`` changes with the meaning."""

    name: str
    en: str
    zh: str
    counts: str
    numerator: str
    denominator: str
    basis: Basis
    cohort: str
    charged_to: str
    leaves_out: str
    version: int = 1


NOT_CHARGED = (
    "rounds without a limit, returned before they were due, ruled to another department; rounds of matters merged,"
    " voided or declined; rounds that an upheld appeal leaves out of the metric"
)


def of_rounds_due(name: str, en: str, zh: str, numerator: str) -> Metric:
    return Metric(
        name=name,
        en=en,
        zh=zh,
        counts="round",
        numerator=numerator,
        denominator="due_dispose",
        basis=Basis.DUE_COHORT,
        cohort="due_cohort",
        charged_to="the host of the round",
        leaves_out=NOT_CHARGED,
    )


METRICS = {
    metric.name: metric
    for metric in (
        of_rounds_due("on-time-handling", "on-time handling", "按期处置率", "disposed_in_time"),
        of_rounds_due("handling", "handling", "处置率", "disposed"),
        of_rounds_due("overdue", "overdue", "超期待处置率", "overdue_open"),
        of_rounds_due("extension", "extension", "延期率", "extended"),
    )
}


def find_metric(name: str) -> Metric:
    """Raises ``BadConfiguration`` for a name that no metric has."""
    if metric := METRICS.get(name):
        return metric
    raise BadConfiguration("metric", name, f"expected one of {', '.join(METRICS)}")
