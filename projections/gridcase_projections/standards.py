"""The standard rate (达标率): which units met the standard in a period, and what each of the others failed by."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.metrics.interval import Interval, wilson
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc

DEFAULT_PACK = "safe-unit"
"""The pack that is meant where none is named."""

KINDS = {"village": ("village",), "enterprise": ("enterprise", "institution")}
"""What is counted together, and the kinds of units that belong to it."""


class StandardRate(Struct, frozen=True):
    """``met`` of ``registered`` is the standard rate; ``met`` of ``assessed`` stands beside it. Counts of units.

    ``group`` are the places that it is ranked among.
    """

    place: str
    name: str
    met: int
    assessed: int
    registered: int
    not_assessed: int
    group: str = ""

    @property
    def interval(self) -> Interval | None:
        """Between what the standard rate lies in 95 of 100 cases; ``None`` where nobody is registered."""
        return wilson(Decimal(self.met), self.registered) if self.registered else None


def places(rows: Sequence[StandardRate], least: int) -> dict[str, int]:
    """The place of each unit among its peers by the standard rate, if at least so many are registered in it."""
    ranked = [row for row in rows if row.place and row.registered >= least]
    shares = {row.place: Fraction(row.met, row.registered) for row in ranked}
    return {
        row.place: 1 + sum(other.group == row.group and shares[other.place] > shares[row.place] for other in ranked)
        for row in ranked
    }


class FailureMark(Struct, frozen=True):
    """A mark that stands against a unit that failed: a veto, or a deduction where the score was too low.

    ``above`` names the units above, between the root and this one;
    ``title`` is what the pack calls the item or veto. ``event_id`` made the mark; ``cause`` is the event of the matter
    that it follows from, empty where nobody named one.
    """

    unit: str
    above: str
    name: str
    score: int
    threshold: int | None
    grade: str
    sort: str
    code: str
    title: str
    mark: int
    points: int
    matter_id: str
    cause: str
    event_id: str


class AssessmentListed(Struct, frozen=True):
    """An assessment in a list; what follows from a verdict is ``None`` before there is one.

    ``vetoes`` are the codes of the vetoes that stand, with commas between them.
    """

    unit: str
    name: str
    period: str
    kind: str
    pack: str
    closed_at: datetime | None
    pending_charges: int
    pending_appeals: int
    score: int | None
    threshold: int | None
    meets: bool | None
    grade: str | None
    vetoes: str = ""


def standard_rate(
    connection: Connection, window: Window, *, kinds: Sequence[str], level: str, pack: str = DEFAULT_PACK
) -> list[StandardRate]:
    """For each unit of a level, the units of these kinds in it, registered when the period of the window ends.

    Verdicts are those that counted ``as_of``. Units in none of that level stand together under an empty code.
    """
    parameters = {**assessed_in(window, kinds, pack), "level": level}
    return structs(connection.execute(models.query("standard_rate"), parameters), StandardRate)


def packs(connection: Connection, kinds: Sequence[str], period: str) -> dict[str, str]:
    """What the packs are called, by name, that assess units of these kinds in a period: the usual one first."""
    sql = """
        select pack, any_value(pack_title order by opened_at desc)
        from assessments
        where period = $period and list_contains($kinds, kind)
        group by pack
        order by pack <> $usual, pack
    """
    parameters = {"period": period, "kinds": list(kinds), "usual": DEFAULT_PACK}
    return dict(connection.execute(sql, parameters).fetchall())


def total(rows: Sequence[StandardRate]) -> StandardRate:
    """All of them together."""
    counts = ("met", "assessed", "registered", "not_assessed")
    return StandardRate("", "", **{count: sum(getattr(row, count) for row in rows) for count in counts})


def failures(
    connection: Connection, window: Window, *, kinds: Sequence[str], under: str | None, pack: str = DEFAULT_PACK
) -> list[FailureMark]:
    """What the units failed by that did not meet the standard, at or below ``under``: vetoes first, unit by unit."""
    parameters = {**assessed_in(window, kinds, pack), "under": under}
    return structs(connection.execute(models.query("standard_failed"), parameters), FailureMark)


def assessed_in(window: Window, kinds: Sequence[str], pack: str) -> dict[str, object]:
    """The parameters that say which assessments are asked about."""
    return {
        "kinds": list(kinds),
        "pack": pack,
        "period": window.period,
        "ends": to_utc(window.end),
        "as_of": to_utc(window.as_of),
    }


def list_assessments(
    connection: Connection,
    *,
    period: str | None = None,
    under: str | None = None,
    pending: bool = False,
    limit: int = 1000,
) -> list[AssessmentListed]:
    """Assessments, the newest period first; ``pending`` are those with charges or appeals that wait for a person."""
    parameters = {"period": period, "under": under, "pending": pending, "limit": limit}
    return structs(connection.execute(models.query("assessments_listed"), parameters), AssessmentListed)
