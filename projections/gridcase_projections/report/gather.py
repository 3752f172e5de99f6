"""The report of a period, gathered from the read models."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from msgspec import Struct

from gridcase.city import City
from gridcase.periods import Period, Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.report import lists
from gridcase_projections.report.content import (
    About,
    AssessmentReport,
    DepartmentShare,
    Figure,
    Grade,
    ScoringPreset,
    Share,
    ThreeRates,
    TrendPeriod,
)
from gridcase_projections.report.ranking import names_of_departments, portraits, rank
from gridcase_projections.report.scores import FIGURES, THREE_RATES, CityScores, definitions
from gridcase_projections.report.standard_rates import standard_rates
from gridcase_projections.rows import structs
from gridcase_projections.tables import positions
from gridcase_projections.times import to_utc
from gridcase_projections.unreadable import unreadable_streams

TREND_PERIODS = 12
"""Periods of the trends, the reported one included."""


class EventRange(Struct, frozen=True):
    """When the last event was recorded that the read models know, and the first matter came; ``None`` without any."""

    recorded_at: datetime | None
    first_at: datetime | None


class Volume(Struct, frozen=True):
    """Matters that came in and were closed in a period."""

    period: str
    reported: int
    closed: int


def event_range(connection: Connection) -> EventRange:
    [row] = structs(connection.execute(models.query("report_source")), EventRange)
    return row


def gather(connection: Connection, city: City, period: Period, now: datetime) -> AssessmentReport:
    """The report of ``period``: as it stood at the period's end, or at the last event known if ``now`` is before that.

    The same read models give the same report.
    """
    zone, scores = ZoneInfo(city.about.time_zone), CityScores(connection, city.scoring)
    events = event_range(connection)
    window = Window.at_end(period, zone, now)
    if window.as_of < window.end:
        window = Window.at_end(period, zone, events.recorded_at or window.start)
    earlier = Window.at_end(period.before(), zone, window.as_of)
    names = names_of_departments(connection, window)
    composite = scores.composite()
    ranking, too_few = rank(scores, names, window, earlier)
    best, worst = portraits(connection, scores, ranking, window)
    return AssessmentReport(
        about=About(
            city=city.about.title,
            zone=city.about.time_zone,
            period=window.period,
            start=window.start,
            end=window.end,
            as_of=window.as_of,
            position=sum(positions(connection).values()),
            recorded_at=events.recorded_at,
            policy=city.version,
            rehearsal=city.about.rehearsal,
            left_out=tuple(map(str, unreadable_streams(connection))),
        ),
        preset=ScoringPreset(scores.preset, composite.en, composite.zh, composite.formula, composite.source),
        figures=tuple(Figure(name, scores.of_city(name, window), scores.of_city(name, earlier)) for name in FIGURES),
        grades=tuple(
            Grade(grade.name, grade.at, sum(ranked.grade == grade.name for ranked in ranking))
            for grade in city.scoring.grades
        ),
        ranking=ranking,
        too_few=too_few,
        least=scores.least,
        past=trends(
            connection, scores, [Window.at_end(each, zone, window.as_of) for each in period.trailing(TREND_PERIODS)]
        ),
        overdue=lists.overdue(connection, window.as_of),
        rework=lists.rework(connection, window),
        rework_rates=rework_rates(scores, names, window),
        repeats=lists.repeats(connection, window),
        rates=rates(scores, names, window),
        standards=standard_rates(connection, city.about.levels, window),
        best=best,
        worst=worst,
        definitions=definitions(
            [*(part.metric for part in composite.parts), *FIGURES, *THREE_RATES, "repeat-complaints"]
        ),
    )


def trends(connection: Connection, scores: CityScores, windows: Sequence[Window]) -> tuple[TrendPeriod, ...]:
    """What each period came to, by what had happened by its own end."""
    parameters = {
        "periods": [each.period for each in windows],
        "starts": [to_utc(each.start) for each in windows],
        "ends": [to_utc(each.end) for each in windows],
        "as_of": [to_utc(each.as_of) for each in windows],
    }
    volumes = {
        row.period: row for row in structs(connection.execute(models.query("report_volumes"), parameters), Volume)
    }
    return tuple(
        TrendPeriod(
            each.period,
            volumes[each.period].reported,
            volumes[each.period].closed,
            {name: scores.of_city(name, each) for name in FIGURES},
        )
        for each in windows
    )


def rates(scores: CityScores, names: Mapping[str, str], window: Window) -> tuple[ThreeRates, ...]:
    """The whole city first, then the departments with most revisits; nothing where nobody was to be called or asked."""
    city = ThreeRates("", "", *(scores.of_city(name, window) for name in THREE_RATES))
    if not any(share.denominator for share in (city.response, city.solution, city.satisfaction)):
        return ()
    shares_by_rate = [scores.of_departments(name, window) for name in THREE_RATES]
    departments = [
        ThreeRates(code, names.get(code, code), *(shares.get(code, Share(0, 0)) for shares in shares_by_rate))
        for code in dict.fromkeys(chain.from_iterable(shares_by_rate))
    ]
    return city, *sorted(departments, key=lambda row: (-row.solution.denominator, row.department))


def rework_rates(scores: CityScores, names: Mapping[str, str], window: Window) -> tuple[DepartmentShare, ...]:
    """The departments that had anything to do again, those with most first."""
    shares = scores.of_departments("rework", window)
    rows = [DepartmentShare(code, names.get(code, code), share) for code, share in shares.items() if share.numerator]
    return tuple(sorted(rows, key=lambda row: (-row.share.numerator, row.department)))
