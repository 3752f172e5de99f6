"""Which verdicts would be others, between a question and the same one what if, and of which matters."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import COHORTS, METRICS
from gridcase_projections.metrics.question import Question, rows_sql, substituted
from gridcase_projections.rows import structs


class VerdictChange(Struct, frozen=True):
    """A matter, or a round of it, that would come to something else; an empty text says that it does not count."""

    key: str
    counted_as: str
    matter_id: str
    round: int
    was: str
    would_be: str


def verdict_changes(
    connection: Connection, metrics: Iterable[str], question: Question, what_if: Question
) -> list[VerdictChange]:
    """What would change in the cohorts of the metrics, by whom it is asked, matter by matter."""
    cohorts = {cohort: metric for metric in metrics for cohort in (METRICS[metric].of, METRICS[metric].by) if cohort}
    return [
        change
        for cohort, metric in cohorts.items()
        if question.by in COHORTS[cohort].dimensions
        for change in _changes(connection, cohort, metric, question, what_if)
    ]


def _changes(
    connection: Connection, cohort: str, metric: str, question: Question, what_if: Question
) -> Sequence[VerdictChange]:
    rows = rows_sql(cohort, question)
    sql = f"""
        select
            key,
            $cohort as counted_as,
            matter_id,
            number as round,
            coalesce(actual.why, '') as was,
            coalesce(proposed.why, '') as would_be
        from (select key, matter_id, coalesce(round, 0) as number, why from ({rows})) as actual
        full join (
            select key, matter_id, coalesce(round, 0) as number, why from ({substituted(rows, what_if)})
        ) as proposed using (key, matter_id, number)
        where actual.why is distinct from proposed.why
        order by key, matter_id, number
    """
    parameters = question.parameters(sql, metric=metric, cohort=cohort)
    return structs(connection.execute(sql, parameters), VerdictChange)
