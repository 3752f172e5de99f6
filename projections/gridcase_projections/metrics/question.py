"""How a metric is asked in SQL: its cohorts, less what appeals leave out, added up by whom they are charged to."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from gridcase.bodies import UNIT_PREFIX
from gridcase.periods import Earlier, Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Dimension, Measure, Metric
from gridcase_projections.times import to_utc

REPEATED_COMPLAINT = {"times": 3, "days": 30}
"""A complaint is repeated if it is one of so many at a place about a class in so many days."""

KEY_COLUMNS = {Dimension.CLASS: "class_code", Dimension.HOST: "department"}
"""The column that says whose a row is, where it is not called as the dimension."""

KEYS = {
    Dimension.DEPARTMENT: f"if(starts_with(department, '{UNIT_PREFIX}'), null, department)",
    Dimension.HOST: f"if(starts_with(department, '{UNIT_PREFIX}'), substr(department, {len(UNIT_PREFIX) + 1}), null)",
}
"""Whose a row is, where the column holds responsible bodies of both kinds."""

QUANTILES = {Measure.MEDIAN: "0.5", Measure.P90: "0.9"}


class Question(Struct, frozen=True, kw_only=True):
    """What is scored: in which ``window``, and ``by`` whom.

    ``level`` adds units up to those of that level, as the grid tree was when each row counts, and of hosts keeps those
    of that level; ``under`` keeps what lay at or below a unit then. ``basically_satisfied`` is what that answer is
    worth, in hundredths; ``late_entry`` after how many seconds something is told late. ``co_handlers_answer`` charges
    what came late only through a co-handler to that one. ``month`` is the month of the year, where the window has no
    name that says so. ``substitutes`` names tables, and what is read in their place.
    """

    window: Window
    by: Dimension = Dimension.DEPARTMENT
    level: str = ""
    under: str = ""
    basically_satisfied: int = 90
    late_entry: int = 300
    co_handlers_answer: bool = False
    month: int | None = None
    substitutes: Mapping[str, str] = {}

    def earlier(self, than: Earlier, zone: ZoneInfo) -> Self:
        """The same of a time that lies a month, or a year, back."""
        month = self.month_of_year
        if month and than is Earlier.MONTH:
            month = (month - 2) % 12 + 1
        return replace(self, window=self.window.earlier(than, zone), month=month)

    @property
    def month_of_year(self) -> int | None:
        """Which month is asked about, 1 to 12; ``None`` where it is not one."""
        return self.month or self.window.month

    def parameters(self, sql: str, **more: object) -> dict[str, object]:
        """The parameters that the SQL names."""
        window = self.window
        moments = {"from": window.start, "to": window.end, "as_of": window.as_of, "as_known": window.as_known}
        times = {name: to_utc(moment) for name, moment in moments.items() if moment is not None}
        others = {"level": self.level, "under": self.under, "basically": self.basically_satisfied}
        others |= {"through_co_handler": self.co_handlers_answer}
        others |= {"late_entry": self.late_entry, **REPEATED_COMPLAINT}
        named = set(re.findall(r"\$(\w+)", sql))
        return {name: value for name, value in {**times, **others, **more}.items() if name in named}


def ask(connection: Connection, sql: str, question: Question, **more: object) -> Connection:
    """The answer, by what was known then."""
    whole = substituted(sql, question) if question.window.as_known is None else models.as_recorded_by(sql)
    return connection.execute(whole, question.parameters(whole, **more))


def substituted(sql: str, question: Question) -> str:
    """The SQL over the tables that are read in place of others."""
    scope = ", ".join(f"{name} as (from {other})" for name, other in question.substitutes.items())
    return f"with {scope} select * from ({sql})" if scope else sql


def totals_sql(metrics: Sequence[Metric], question: Question) -> str:
    """SQL that gives ``key``, and the numerator and denominator of each metric, for each of whom it is asked.

    More than one metric must count the same cohort, and have nothing left out on appeal.
    """
    sums = ", ".join(f"{_numerator(one)}, {_denominator(one)}" for one in metrics)
    return f"select key, {sums} from ({rows_sql(metrics[0].of, question)}) group by key order by key"


def rows_sql(cohort: str, question: Question) -> str:
    """SQL that gives a cohort's rows, each with its ``key``."""
    columns = _columns(cohort)
    key_column = KEY_COLUMNS.get(question.by, question.by.value)
    places = question.by is Dimension.UNIT or question.under
    needs = {key_column, "unit"} if places else {key_column}
    sources = [f"({models.counter(cohort)}) as cohort"]
    if missing := sorted((needs & FILING_COLUMNS.keys()) - columns):
        looked_up = ", ".join(FILING_COLUMNS[name] for name in missing)
        sources.append(f"left join (select matter_id, {looked_up} from filings) as filed using (matter_id)")
    sources.append(WITHOUT_EXCLUDED)
    if question.by is Dimension.MEMBER:
        sources.append(STAFF_ALONE)
    if question.under:
        sources.append(UNDER_UNIT)
    climbs = question.by is Dimension.UNIT and question.level
    if climbs:
        sources.append(PLACED_AT_LEVEL)
    if question.by is Dimension.HOST and question.level:
        sources.append(HOST_OF_LEVEL)
    key = "place" if climbs else KEYS.get(question.by, key_column)
    return f"select *, {key} as key from {' '.join(sources)} where key is not null"


FILING_COLUMNS = {
    "unit": "unit",
    "channel": "channel",
    "class_code": "if(classified_at <= $as_of, classified_as, reported_class) as class_code",
}
"""What a cohort may leave to the filing of the matter, and how that is read."""

WITHOUT_EXCLUDED = """
    anti join (
        select matter_id, round as appealed, department from exclusions where metric = $metric and valid_from <= $as_of
    ) as left_out
    on
        cohort.matter_id = left_out.matter_id
        and cohort.department = left_out.department
        and coalesce(cohort.round, appealed) = appealed
"""
"""Leaves out what an upheld appeal names the metric for."""


STAFF_ALONE = """
    semi join (select code from members where "role" not in ('resident', 'loop')) as staff on member = staff.code
"""
"""Keeps what the city's own people did: residents and the loop are no members to be scored."""

HOST_OF_LEVEL = f"""
    semi join (
        select '{UNIT_PREFIX}' || code as body, valid_from, valid_to from units where "level" = $level
    ) as peers
    on department = peers.body and peers.valid_from <= counts_at and counts_at < peers.valid_to
"""
"""Keeps what units of a level had when it counts."""

UNDER_UNIT = """
    semi join (select code, valid_from, valid_to from units where list_contains(path, $under)) as below
    on unit = below.code and below.valid_from <= counts_at and counts_at < below.valid_to
"""
"""Keeps what lay at or below a unit when it counts."""

PLACED_AT_LEVEL = """
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


def _numerator(metric: Metric) -> str:
    if metric.measure in QUANTILES:
        return f"quantile_disc({metric.numerator}, {QUANTILES[metric.measure]})::bigint"
    return _sum(metric.numerator)


def _denominator(metric: Metric) -> str:
    return _sum(metric.denominator) if metric.denominator else "count(*)"


def _sum(counter: str) -> str:
    return f"sum({counter}::bigint)::bigint"


@cache
def _columns(cohort: str) -> frozenset[str]:
    """Which of a matter's places the cohort says itself."""
    chosen = models.counter(cohort).split("counted as")[1]
    return frozenset(name for name in FILING_COLUMNS if re.search(rf"\b{name}\b,?\n", chosen))
