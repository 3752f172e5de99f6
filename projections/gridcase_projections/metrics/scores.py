"""How anybody scores, as of any time, and the matters behind each number. Every count is an integer."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Metric, find_metric
from gridcase_projections.metrics.numbers import value
from gridcase_projections.metrics.question import Question, ask, rows_sql, totals_sql
from gridcase_projections.rows import structs


class Score(Struct, frozen=True):
    """A number of a department, unit, member, class or channel (``key``). ``value`` is ``None`` for n/a.

    ``numerator`` counts hundredths where the metric says so; a quantile is a numerator too, of so many rows.
    """

    key: str
    numerator: int
    denominator: int
    value: Decimal | None


class CountedRow(Struct, frozen=True):
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


def score(connection: Connection, metric: str, question: Question) -> list[Score]:
    """Everybody with anything to score, in the order of their codes.

    Raises ``BadConfiguration`` for an unknown metric, or one that is not counted of whom it is asked.
    """
    return scores(connection, [metric], question)[metric]


def scores(connection: Connection, metrics: Sequence[str], question: Question) -> dict[str, list[Score]]:
    """The same of several metrics: those that count the same rows are counted together."""
    by_metric: dict[str, list[Score]] = {}
    for group in _groups_of_one_question(connection, [_metric_of(metric, question) for metric in metrics], question):
        rows = ask(connection, totals_sql(group, question), question, metric=group[0].name).fetchall()
        for place, one in enumerate(group):
            counted = [(row[0], row[1 + 2 * place], row[2 + 2 * place]) for row in rows]
            by_metric[one.name] = [Score(key, of, by, value(one, of, by)) for key, of, by in counted]
    return by_metric


def _groups_of_one_question(
    connection: Connection, metrics: Sequence[Metric], question: Question
) -> Sequence[Sequence[Metric]]:
    """The metrics in groups that one question answers. What an appeal leaves rows out of is asked alone."""
    if len(metrics) == 1:
        return [metrics]
    sql = "select distinct metric from exclusions where valid_from <= $as_of"
    contested = {name for (name,) in ask(connection, sql, question).fetchall()}
    groups: dict[str, list[Metric]] = {}
    for one in metrics:
        groups.setdefault(one.name if one.name in contested else f"{one.of} rows", []).append(one)
    return list(groups.values())


def rows_behind(connection: Connection, metric: str, key: str, question: Question) -> list[CountedRow]:
    """The rows behind a number, in the order in which they count: those of its denominator."""
    declared = _metric_of(metric, question)
    counter = declared.numerator
    sql = f"""
        select
            counted_rows.matter_id,
            coalesce(matters.reference, '') as reference,
            coalesce(round, 0) as round,
            counts_at,
            counted_rows.due,
            done_at,
            coalesce({counter}::bigint, 0) <> 0 as counted,
            coalesce({counter}::bigint, 0) as amount,
            why
        from ({rows_sql(declared.of, question)}) as counted_rows
        left join (select matter_id, reference from matters) as matters on counted_rows.matter_id = matters.matter_id
        where key = $key
        order by counts_at, counted_rows.matter_id, round
    """
    return structs(ask(connection, sql, question, metric=metric, key=key), CountedRow)


def _metric_of(metric: str, question: Question) -> Metric:
    declared = find_metric(metric)
    if question.by not in declared.dimensions:
        by = ", ".join(sorted(declared.dimensions))
        raise BadConfiguration("metric", metric, f"a metric that is counted by {question.by}; this one is by {by}")
    return declared
