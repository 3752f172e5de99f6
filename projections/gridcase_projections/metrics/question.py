"""How a metric is asked in SQL: its cohorts, less what appeals leave out, added up by whom they are charged to."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Dimension, Measure, Metric
from gridcase_projections.times import to_utc

REPEATED = {"times": 3, "days": 30}
"""A complaint is repeated if it is one of so many at a place about a class in so many days."""

PLACED = frozenset({"unit", "class_code", "channel"})
"""What a cohort may leave to the filing of the matter."""

COLUMN = {Dimension.CLASS: "class_code"}

QUANTILE = {Measure.MEDIAN: "0.5", Measure.P90: "0.9"}


class Asked(Struct, frozen=True, kw_only=True):
    """What is scored: in [``start``, ``end``), ``by`` whom, by what had happened at ``as_of``, that moment included.

    ``as_known`` leaves out what the store had not recorded by then. ``level`` adds units up to those of that level, as
    the grid tree was when each row counts; ``under`` keeps what lay at or below a unit then. ``basically`` is what
    *basically satisfied* is worth, in hundredths. ``instead`` names tables, and what is read in their place.
    """

    start: datetime
    end: datetime
    as_of: datetime
    by: Dimension = Dimension.DEPARTMENT
    as_known: datetime | None = None
    level: str = ""
    under: str = ""
    basically: int = 90
    instead: Mapping[str, str] = {}

    def told(self, question: str, **more: object) -> dict[str, object]:
        """The parameters that the question names."""
        known = {"from": self.start, "to": self.end, "as_of": self.as_of, "as_known": self.as_known}
        times = {name: to_utc(time) for name, time in known.items() if time is not None}
        others = {"level": self.level, "under": self.under, "basically": self.basically, **REPEATED}
        named = set(re.findall(r"\$(\w+)", question))
        return {name: given for name, given in {**times, **others, **more}.items() if name in named}


def ask(connection: Connection, question: str, asked: Asked, **more: object) -> Connection:
    """The answer to a question, by what was known then."""
    whole = instead(asked, question) if asked.as_known is None else models.as_recorded_by(question)
    return connection.execute(whole, asked.told(whole, **more))


def instead(asked: Asked, question: str) -> str:
    """The question asked of the tables that are read in place of others."""
    scope = ", ".join(f"{name} as (from {other})" for name, other in asked.instead.items())
    return f"with {scope} select * from ({question})" if scope else question


def totals_of(metrics: Sequence[Metric], asked: Asked) -> str:
    """The question that gives ``key``, and the numerator and denominator of each metric, for each of whom it is asked.

    More than one metric must count the same cohort alone, and have nothing left out on appeal.
    """
    if metrics[0].by in ("", metrics[0].of):
        return _added_up(metrics[0].of, asked, ", ".join(f"{_numerator(one)}, {_denominator(one)}" for one in metrics))
    [metric] = metrics
    of = _added_up(metric.of, asked, f"{_numerator(metric)} as numerator")
    by = _added_up(metric.by, asked, f"{_denominator(metric)} as denominator")
    return f"""
        select key, coalesce(numerator, 0), coalesce(denominator, 0)
        from ({of}) as numerators
        full join ({by}) as denominators using (key)
        order by key
    """


def rows_of(cohort: str, asked: Asked) -> str:
    """The question that gives a cohort's rows, each with its ``key``."""
    columns = _columns(cohort)
    wanted = COLUMN.get(asked.by, asked.by.value)
    places = asked.by is Dimension.UNIT or asked.under
    needs = {wanted, "unit"} if places else {wanted}
    sources = [f"({models.counter(cohort)}) as cohort"]
    if missing := sorted((needs & PLACED) - columns):
        looked_up = ", ".join(FILED[name] for name in missing)
        sources.append(f"left join (select matter_id, {looked_up} from filings) as filed using (matter_id)")
    sources.append(LEFT_OUT)
    if asked.by is Dimension.MEMBER:
        sources.append(STAFF)
    if asked.under:
        sources.append(UNDER)
    climbs = asked.by is Dimension.UNIT and asked.level
    if climbs:
        sources.append(AT_LEVEL)
    key = "place" if climbs else wanted
    return f"select *, {key} as key from {' '.join(sources)} where {wanted} is not null"


FILED = {
    "unit": "unit",
    "channel": "channel",
    "class_code": "if(classified_at <= $as_of, classified_as, reported_class) as class_code",
}
"""What the filing says of a matter."""

LEFT_OUT = """
    anti join (
        select matter_id, round as appealed, department from exclusions where metric = $metric and valid_from <= $as_of
    ) as left_out
    on
        cohort.matter_id = left_out.matter_id
        and cohort.department = left_out.department
        and coalesce(cohort.round, appealed) = appealed
"""


STAFF = """
    semi join (select code from members where "role" not in ('resident', 'loop')) as staff on member = staff.code
"""
"""Keeps what the city's own people did: residents and the loop are no members to be scored."""

UNDER = """
    semi join (select code, valid_from, valid_to from units where list_contains(path, $under)) as below
    on unit = below.code and below.valid_from <= counts_at and counts_at < below.valid_to
"""
"""Keeps what lay at or below a unit when it counts."""

AT_LEVEL = """
    inner join (
        select
            climbed.code,
            place,
            greatest(climbed.valid_from, at_level.valid_from) as placed_from,
            least(climbed.valid_to, at_level.valid_to) as placed_to
        from (select code, unnest(path) as place, valid_from, valid_to from units) as climbed
        inner join (select code, valid_from, valid_to from units where "level" = $level) as at_level
        on
            place = at_level.code
            and climbed.valid_from < at_level.valid_to
            and at_level.valid_from < climbed.valid_to
    ) as placed
    on unit = placed.code and placed_from <= counts_at and counts_at < placed_to
"""
"""Gives the ``place`` of a level that it lay in when it counts."""


def _added_up(cohort: str, asked: Asked, sums: str) -> str:
    return f"select key, {sums} from ({rows_of(cohort, asked)}) group by key order by key"


def _numerator(metric: Metric) -> str:
    if metric.measure in QUANTILE:
        return f"quantile_disc({metric.numerator}, {QUANTILE[metric.measure]})::bigint"
    return _sum(metric.numerator)


def _denominator(metric: Metric) -> str:
    return _sum(metric.denominator) if metric.denominator else "count(*)"


def _sum(counter: str) -> str:
    return f"sum({counter}::bigint)::bigint"


@cache
def _columns(cohort: str) -> frozenset[str]:
    """Which of a matter's places the cohort says itself."""
    chosen = models.counter(cohort).split("counted as")[1]
    return frozenset(name for name in PLACED if re.search(rf"\b{name}\b,?\n", chosen))
