"""The report of a period, gathered from the read models."""

from collections.abc import Mapping, Sequence
from datetime import datetime
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
    Figure,
    Grade,
    Past,
    Preset,
    Rated,
    Rates,
    Share,
)
from gridcase_projections.report.ranking import names_of_departments, portraits, rank
from gridcase_projections.report.scores import FIGURES, THREE_RATES, CityScores, definitions
from gridcase_projections.report.standard_rates import standards
from gridcase_projections.rows import structs
from gridcase_projections.tables import positions
from gridcase_projections.times import to_utc

PAST = 12
"""Periods of the trends, the reported one included."""


class Source(Struct, frozen=True):
    """When the last event was recorded that the read models know, and the first matter came; ``None`` without any."""

    recorded_at: datetime | None
    first_at: datetime | None


class Volume(Struct, frozen=True):
    """Matters that came in and were closed in a period."""

    period: str
    reported: int
    closed: int


def source(connection: Connection) -> Source:
    [found] = structs(connection.execute(models.query("report_source")), Source)
    return found


def gather(connection: Connection, city: City, period: Period, now: datetime) -> AssessmentReport:
    """The report of ``period``: as it stood at the period's end, or at the last event known if ``now`` is before that.

    The same read models give the same report.
    """
    zone, scores = ZoneInfo(city.about.time_zone), CityScores(connection, city.scoring)
    known = source(connection)
    asked = Window.at_end(period, zone, now)
    if asked.as_of < asked.end:
        asked = Window.at_end(period, zone, known.recorded_at or asked.start)
    earlier = Window.at_end(period.before(), zone, asked.as_of)
    names = names_of_departments(connection, asked)
    composite = scores.composite()
    ranking = rank(scores, names, asked, earlier)
    best, worst = portraits(connection, scores, ranking, asked)
    return AssessmentReport(
        about=About(
            city=city.about.name,
            zone=city.about.time_zone,
            period=asked.period,
            start=asked.start,
            end=asked.end,
            as_of=asked.as_of,
            position=sum(positions(connection).values()),
            recorded_at=known.recorded_at,
            policy=city.version,
        ),
        preset=Preset(scores.preset, composite.en, composite.zh, composite.formula, composite.source),
        figures=tuple(Figure(name, scores.of_city(name, asked), scores.of_city(name, earlier)) for name in FIGURES),
        grades=tuple(
            Grade(grade.name, grade.at, sum(ranked.grade == grade.name for ranked in ranking))
            for grade in city.scoring.grades
        ),
        ranking=ranking,
        past=past(connection, scores, [Window.at_end(each, zone, asked.as_of) for each in period.trailing(PAST)]),
        overdue=lists.overdue(connection, asked.as_of),
        rework=lists.rework(connection, asked),
        rework_rates=rework_rates(scores, names, asked),
        repeats=lists.repeats(connection, asked),
        rates=rates(scores, names, asked),
        standards=standards(connection, city.about.levels, asked),
        best=best,
        worst=worst,
        definitions=definitions(
            [*(part.metric for part in composite.parts), *FIGURES, *THREE_RATES, "repeat-complaints"]
        ),
    )


def past(connection: Connection, scores: CityScores, windows: Sequence[Window]) -> tuple[Past, ...]:
    """What each period came to, by what had happened by its own end."""
    asked = {
        "periods": [each.period for each in windows],
        "starts": [to_utc(each.start) for each in windows],
        "ends": [to_utc(each.end) for each in windows],
        "as_of": [to_utc(each.as_of) for each in windows],
    }
    volumes = {row.period: row for row in structs(connection.execute(models.query("report_volumes"), asked), Volume)}
    return tuple(
        Past(
            each.period,
            volumes[each.period].reported,
            volumes[each.period].closed,
            {name: scores.of_city(name, each) for name in FIGURES},
        )
        for each in windows
    )


def rates(scores: CityScores, names: Mapping[str, str], asked: Window) -> tuple[Rates, ...]:
    """The whole city first, then the departments with most revisits; nothing where nobody was asked."""
    city = Rates("", "", *(scores.of_city(name, asked) for name in THREE_RATES))
    if not city.response.denominator:
        return ()
    found = [scores.of_departments(name, asked) for name in THREE_RATES]
    departments = [
        Rates(code, names.get(code, code), *(shares.get(code, Share(0, 0)) for shares in found)) for code in found[0]
    ]
    return city, *sorted(departments, key=lambda row: (-row.response.denominator, row.department))


def rework_rates(scores: CityScores, names: Mapping[str, str], asked: Window) -> tuple[Rated, ...]:
    """The departments that had anything to do again, those with most first."""
    found = scores.of_departments("rework", asked)
    rows = [Rated(code, names.get(code, code), share) for code, share in found.items() if share.numerator]
    return tuple(sorted(rows, key=lambda row: (-row.share.numerator, row.department)))
