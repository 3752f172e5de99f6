"""How anybody scores, as of any time, and the matters behind each number. Every count is an integer."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Metric, find_metric
from gridcase_projections.metrics.numbers import share, value
from gridcase_projections.metrics.question import Asked, ask, rows_of, totals_of
from gridcase_projections.rows import structs

__all__ = ["Behind", "DepartmentScore", "Score", "behind", "drill", "score", "score_departments", "scores", "share"]


class Score(Struct, frozen=True):
    """A number of a department, unit, member, class or channel (``key``). ``value`` is ``None`` for n/a.

    ``numerator`` counts hundredths where the metric says so; a quantile is a numerator too, of so many rows.
    """

    key: str
    numerator: int
    denominator: int
    value: Decimal | None


class DepartmentScore(Struct, frozen=True):
    """``value`` is numerator / denominator to four places, half up; ``None`` (n/a) where the denominator is 0."""

    department: str
    numerator: int
    denominator: int
    value: Decimal | None


class Behind(Struct, frozen=True):
    """A row that a number counts: a matter, or a round of it, in the period at ``counts_at``.

    ``counted`` says whether the numerator has it, or how much of it; ``why`` says what it came to. ``round`` is 0 where
    it is about the whole matter.
    """

    matter_id: str
    reference: str
    round: int
    counts_at: datetime
    due: datetime | None
    done_at: datetime | None
    counted: bool
    amount: int
    why: str


def score(connection: Connection, metric: str, asked: Asked) -> list[Score]:
    """Everybody with anything to score, in the order of their codes.

    Raises ``BadConfiguration`` for an unknown metric, or one that is not counted of whom it is asked.
    """
    return scores(connection, [metric], asked)[metric]


def scores(connection: Connection, metrics: Sequence[str], asked: Asked) -> dict[str, list[Score]]:
    """The same of several metrics: those that count the same rows are counted together."""
    found: dict[str, list[Score]] = {}
    for group in _together(connection, [_of(metric, asked) for metric in metrics], asked):
        rows = ask(connection, totals_of(group, asked), asked, metric=group[0].name).fetchall()
        for place, one in enumerate(group):
            counted = [(row[0], row[1 + 2 * place], row[2 + 2 * place]) for row in rows]
            found[one.name] = [Score(key, of, by, value(one, of, by)) for key, of, by in counted]
    return found


def _together(connection: Connection, metrics: Sequence[Metric], asked: Asked) -> Sequence[Sequence[Metric]]:
    """The metrics in groups that one question answers. What an appeal leaves rows out of is asked alone."""
    if len(metrics) == 1:
        return [metrics]
    question = "select distinct metric from exclusions where valid_from <= $as_of"
    contested = {name for (name,) in ask(connection, question, asked).fetchall()}
    groups: dict[str, list[Metric]] = {}
    for one in metrics:
        alone = one.name in contested or one.by not in ("", one.of)
        groups.setdefault(one.name if alone else f"{one.of} rows", []).append(one)
    return list(groups.values())


def behind(connection: Connection, metric: str, key: str, asked: Asked) -> list[Behind]:
    """The rows behind a number, in the order in which they count: all of its denominator, then those of its numerator
    alone, where that counts something else."""
    declared = _of(metric, asked)
    parts = {declared.of: declared.numerator}
    if declared.by not in ("", declared.of):
        parts = {declared.by: "0", **parts}
    found = [_rows(connection, declared, cohort, counter, key, asked) for cohort, counter in parts.items()]
    return [row for rows in found for row in rows]


def score_departments(
    connection: Connection,
    metric: str,
    from_: datetime,
    to: datetime,
    as_of: datetime,
    *,
    as_known: datetime | None = None,
) -> list[DepartmentScore]:
    """The departments with anything to score in [``from_``, ``to``), those with most first.

    ``as_of``: by what had happened by then, that moment included. ``as_known``: by what the store had recorded by then.
    Raises ``BadConfiguration`` for an unknown metric.
    """
    scores = score(connection, metric, Asked(start=from_, end=to, as_of=as_of, as_known=as_known))
    ordered = sorted(scores, key=lambda score: (-score.denominator, score.key))
    return [DepartmentScore(one.key, one.numerator, one.denominator, one.value) for one in ordered]


def drill(
    connection: Connection,
    metric: str,
    department: str,
    from_: datetime,
    to: datetime,
    as_of: datetime,
    *,
    as_known: datetime | None = None,
) -> list[Behind]:
    """What is behind a department's number: one row for each that its denominator counts."""
    return behind(connection, metric, department, Asked(start=from_, end=to, as_of=as_of, as_known=as_known))


def _of(metric: str, asked: Asked) -> Metric:
    declared = find_metric(metric)
    if asked.by not in declared.dimensions:
        by = ", ".join(sorted(declared.dimensions))
        raise BadConfiguration("metric", metric, f"a metric that is counted by {asked.by}; this one is by {by}")
    return declared


def _rows(
    connection: Connection, metric: Metric, cohort: str, counter: str, key: str, asked: Asked
) -> Sequence[Behind]:
    question = f"""
        select
            found.matter_id,
            coalesce(matters.reference, '') as reference,
            coalesce(round, 0) as round,
            counts_at,
            found.due,
            done_at,
            coalesce({counter}::bigint, 0) <> 0 as counted,
            coalesce({counter}::bigint, 0) as amount,
            why
        from ({rows_of(cohort, asked)}) as found
        left join matters on found.matter_id = matters.matter_id
        where key = $key
        order by counts_at, found.matter_id, round
    """
    return structs(ask(connection, question, asked, metric=metric.name, key=key), Behind)
