"""How departments score, as of any time, and the matters behind each number. Every count is an integer."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics import Metric, find_metric
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc


class Score(Struct, frozen=True):
    """``value`` is numerator / denominator to four places, half up; ``None`` (n/a) where the denominator is 0."""

    department: str
    numerator: int
    denominator: int
    value: float | None


class Behind(Struct, frozen=True):
    """A round that a number counts. ``counted`` says whether the numerator has it, ``why`` says what it came to."""

    matter_id: str
    reference: str
    round: int
    due: datetime
    handled_at: datetime | None
    in_time: bool | None
    counted: bool
    why: str


def score_departments(
    connection: Connection,
    metric: str,
    from_: datetime,
    to: datetime,
    as_of: datetime,
    *,
    as_known: datetime | None = None,
) -> list[Score]:
    """The departments with anything to score in [``from_``, ``to``), those with most first.

    ``as_of``: by what had happened by then, that moment included. ``as_known``: by what the store had recorded by then.
    Raises ``BadConfiguration`` for an unknown metric.
    """
    declared = find_metric(metric)
    question = f"""
        select
            department,
            count(*) filter ({declared.numerator} and {declared.denominator}) as numerator,
            count(*) filter ({declared.denominator}) as denominator
        from ({models.query(declared.cohort)})
        group by department
        order by denominator desc, department
    """
    counts = connection.execute(_as_known(question, as_known), _period(declared, from_, to, as_of, as_known)).fetchall()
    return [
        Score(department, numerator, denominator, share(numerator, denominator))
        for department, numerator, denominator in counts
    ]


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
    """The rounds behind a department's number: one for each that its denominator counts, in the order they were due."""
    declared = find_metric(metric)
    question = f"""
        select
            cohort.matter_id,
            coalesce(matters.reference, '') as reference,
            round,
            cohort.due,
            handled_at,
            in_time,
            {declared.numerator} as counted,
            case
                when handled_at is not null then if(in_time, 'handled in time', 'handled late')
                else coalesce(ended, 'not handled')
            end as why
        from ({models.query(declared.cohort)}) as cohort
        left join matters on cohort.matter_id = matters.matter_id
        where department = $department and {declared.denominator}
        order by cohort.due, cohort.matter_id, round
    """
    answer = connection.execute(
        _as_known(question, as_known),
        {**_period(declared, from_, to, as_of, as_known), "department": department},
    )
    return structs(answer, Behind)


def share(numerator: int, denominator: int) -> float | None:
    """The share to four places, half up, worked out in integers."""
    if denominator == 0:
        return None
    return (20_000 * numerator + denominator) // (2 * denominator) / 10_000


def _as_known(question: str, as_known: datetime | None) -> str:
    if as_known is None:
        return question
    return models.within("select * from main.events where recorded_at <= $as_known", models.of_matters(), question)


def _period(
    metric: Metric, from_: datetime, to: datetime, as_of: datetime, as_known: datetime | None
) -> Mapping[str, str | datetime]:
    known = {} if as_known is None else {"as_known": to_utc(as_known)}
    return {"metric": metric.name, "from": to_utc(from_), "to": to_utc(to), "as_of": to_utc(as_of), **known}
