"""What is declared of metrics and cohorts, read from the data beside this module."""

from enum import StrEnum
from importlib.resources import files
from typing import TypeVar

import msgspec
from msgspec import Struct

from gridcase.errors import BadConfiguration

FOLDER = files("gridcase_projections") / "metrics"

T = TypeVar("T")


class Basis(StrEnum):
    """Which rows count: those whose deadline falls in the period, or those that happened in it."""

    DUE_COHORT = "due cohort"
    FLOW = "flow"


class Dimension(StrEnum):
    """Of whom, or of what, a number is. A unit is one by what lies in it, or as ``HOST`` by what it handles."""

    DEPARTMENT = "department"
    HOST = "host"
    UNIT = "unit"
    MEMBER = "member"
    CLASS = "class"
    CHANNEL = "channel"


class Measure(StrEnum):
    """How the numbers of the rows become one: a share to four places, a mean to two, a quantile, or a count."""

    SHARE = "share"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    COUNT = "count"


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = ""


class Cohort(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows of one unit of count, the basis on which they are in a period, and who is charged with each.

    ``grain`` says what there is one row for.
    """

    en: str
    zh: str
    counts: str
    grain: str
    basis: Basis
    charged_to: str
    leaves_out: str
    dimensions: frozenset[Dimension]


class MetricDeclaration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A metric as ``metrics.toml`` writes it. ``hundredths`` says that the numerator counts in these."""

    en: str
    zh: str
    measure: Measure
    numerator: str
    denominator: str = ""
    better: Better = Better.NEITHER
    hundredths: bool = False
    formula: str
    version: int = 1


class Metric(Struct, frozen=True, kw_only=True):
    """``numerator`` and ``denominator`` are counters: columns of the same cohort, so of the same rows.

    A count has no denominator, and its ``by`` is empty. ``version`` changes with the meaning.
    """

    name: str
    en: str
    zh: str
    measure: Measure
    of: str
    numerator: str
    by: str
    denominator: str
    better: Better
    hundredths: bool
    formula: str
    version: int

    @property
    def cohorts(self) -> tuple[Cohort, ...]:
        """What the numerator counts, and the denominator where that is something else."""
        return tuple(COHORTS[name] for name in dict.fromkeys((self.of, self.by or self.of)))

    @property
    def dimensions(self) -> frozenset[Dimension]:
        """Of whom it can be asked."""
        return frozenset.intersection(*(cohort.dimensions for cohort in self.cohorts))

    @property
    def is_part_of_whole(self) -> bool:
        """Whether it lies between 0 and 1: a share of the rows that its denominator counts."""
        return self.measure is Measure.SHARE

    @property
    def counts(self) -> str:
        """The unit of count."""
        return " / ".join(dict.fromkeys(cohort.counts for cohort in self.cohorts))

    @property
    def basis(self) -> Basis:
        """Of the numerator."""
        return self.cohorts[0].basis

    @property
    def charged_to(self) -> str:
        return "; ".join(dict.fromkeys(cohort.charged_to for cohort in self.cohorts))

    @property
    def leaves_out(self) -> str:
        return "; ".join([*(cohort.leaves_out for cohort in self.cohorts), "what an upheld appeal names it for"])


def read_table(name: str, kind: type[T]) -> dict[str, T]:
    """What a file of the catalogue declares, by name."""
    return msgspec.toml.decode((FOLDER / name).read_bytes(), type=dict[str, kind])  # type: ignore[valid-type]


def _metric(name: str, declared: MetricDeclaration) -> Metric:
    """Raises ``ValueError`` for a metric whose numerator and denominator do not count the same rows."""
    of, _, numerator = declared.numerator.partition(".")
    by, _, denominator = declared.denominator.partition(".")
    if (by or of) != of or (declared.measure is not Measure.COUNT and not by):
        raise ValueError(
            f"{name}: the numerator is of {of}, by {COHORTS[of].grain}, the denominator of {by or 'nothing'}"
        )
    return Metric(
        name=name,
        en=declared.en,
        zh=declared.zh,
        measure=declared.measure,
        of=of,
        numerator=numerator,
        by=by,
        denominator=denominator,
        better=declared.better,
        hundredths=declared.hundredths,
        formula=declared.formula,
        version=declared.version,
    )


COHORTS = read_table("cohorts.toml", Cohort)
METRICS = {name: _metric(name, declared) for name, declared in read_table("metrics.toml", MetricDeclaration).items()}


def find_metric(name: str) -> Metric:
    """Raises ``BadConfiguration`` for a name that no metric has."""
    if metric := METRICS.get(name):
        return metric
    raise BadConfiguration("metric", name, f"expected one of {', '.join(METRICS)}")


def shares_of(dimension: Dimension) -> list[str]:
    """The metrics between 0 and 1 that can be asked of a dimension."""
    return [name for name, metric in METRICS.items() if metric.is_part_of_whole and dimension in metric.dimensions]
