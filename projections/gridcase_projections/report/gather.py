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
from gridcase_projections.metrics import Dimension
from gridcase_projections.report import lists
from gridcase_projections.report.content import (
    About,
    AssessmentReport,
    ChannelVolume,
    Count,
    DepartmentShare,
    Figure,
    Grade,
    LeftOut,
    Share,
    ThreeRates,
    TrendPeriod,
)
from gridcase_projections.report.hot_spots import hot_spots
from gridcase_projections.report.places import places_of
from gridcase_projections.report.ranking import departments, grid_members, names_of_bodies, portraits, units
from gridcase_projections.report.scores import FIGURES, THREE_RATES, VOLUMES, CityScores, definitions
from gridcase_projections.report.standard_rates import levels_shown, standard_rates
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
    places = places_of(connection, window)
    names = names_of_bodies(connection, places, window)
    ranked = departments(scores, names, window, earlier)
    best, worst = portraits(connection, scores, ranked.rows, window)
    _, *levels = levels_shown(city.about.levels) or ("",)
    ranked_places = units(scores, Dimension.UNIT, levels, places, window, earlier)
    hosts = units(scores, Dimension.HOST, city.about.levels[::-1], places, window, earlier)
    members = grid_members(connection, scores, places, window, earlier)
    rankings = (ranked, *ranked_places, *hosts, members)
    return AssessmentReport(
        about=About(
            city=city.about.name,
            zone=city.about.time_zone,
            period=window.period,
            start=window.start,
            end=window.end,
            as_of=window.as_of,
            position=sum(positions(connection).values()),
            recorded_at=events.recorded_at,
            policy=city.version,
            rehearsal=city.about.rehearsal,
            left_out=tuple(LeftOut(one.stream, one.version) for one in unreadable_streams(connection)),
            matter=city.words.matter,
        ),
        figures=tuple(Figure(name, scores.of_city(name, window), scores.of_city(name, earlier)) for name in FIGURES),
        volumes=tuple(
            Count(name, scores.of_city(name, window).numerator, scores.of_city(name, earlier).numerator)
            for name in VOLUMES
        ),
        channels=channels(scores, window, earlier),
        hot_spots=hot_spots(connection, levels[-1], places, window, earlier) if levels else (),
        grades=tuple(
            Grade(grade.name, grade.at, sum(row.grade == grade.name for row in ranked.rows))
            for grade in city.scoring.grades
        ),
        departments=ranked,
        places=ranked_places,
        hosts=hosts,
        members=members,
        least=scores.least,
        past=trends(
            connection, scores, [Window.at_end(each, zone, window.as_of) for each in period.trailing(TREND_PERIODS)]
        ),
        overdue=lists.overdue(connection, window),
        supervised=lists.supervised(connection, window),
        suspended=lists.suspended(connection, window),
        rework=lists.rework(connection, window),
        rework_rates=rework_rates(scores, names, window),
        repeats=lists.repeats(connection, window),
        rates=rates(scores, names, window),
        standards=standard_rates(connection, city.about.levels, window),
        best=best,
        worst=worst,
        definitions=definitions(
            [
                *(
                    part.metric
                    for ranking in rankings
                    for row in (*ranking.rows, *ranking.too_few)[:1]
                    for part in row.parts
                ),
                *(*VOLUMES, *FIGURES, *THREE_RATES, "repeat-complaints", *scores.vetoes()),
            ]
        ),
    )


def channels(scores: CityScores, window: Window, earlier: Window) -> tuple[ChannelVolume, ...]:
    """What came in by each channel that anything came in by, now or before; most first."""
    now, before = scores.of_channels("reported", window), scores.of_channels("reported", earlier)
    volumes = (ChannelVolume(name, now.get(name, 0), before.get(name, 0)) for name in {*now, *before})
    return tuple(sorted(volumes, key=lambda volume: (-volume.reports, -volume.before, volume.channel)))


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
    """The whole city first, then the hosts with most revisits; nothing where nobody was to be called or asked."""
    city = ThreeRates("", "", *(scores.of_city(name, window) for name in THREE_RATES))
    if not any(share.denominator for share in (city.response, city.solution, city.satisfaction)):
        return ()
    shares_by_rate = [scores.of_bodies(name, window) for name in THREE_RATES]
    hosts = [
        ThreeRates(code, names.get(code, code), *(shares.get(code, Share(0, 0)) for shares in shares_by_rate))
        for code in dict.fromkeys(chain.from_iterable(shares_by_rate))
    ]
    return city, *sorted(hosts, key=lambda row: (-row.solution.denominator, row.department))


def rework_rates(scores: CityScores, names: Mapping[str, str], window: Window) -> tuple[DepartmentShare, ...]:
    """The hosts that had anything to do again, those with most first."""
    shares = scores.of_bodies("rework", window)
    rows = [DepartmentShare(code, names.get(code, code), share) for code, share in shares.items() if share.numerator]
    return tuple(sorted(rows, key=lambda row: (-row.share.numerator, row.department)))
