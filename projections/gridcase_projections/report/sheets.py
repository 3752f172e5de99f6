"""A report as tables: what the workbook has as sheets and the CSV file has one of.

Cells are whole numbers, decimals, texts and times; a share is two columns, its numerator and its denominator.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

from msgspec import Struct

from gridcase.csv_files import FOR_EXCEL, write_table
from gridcase_projections.metrics import METRICS, Measure
from gridcase_projections.metrics.interval import wilson
from gridcase_projections.report.conclusions import conclusions
from gridcase_projections.report.content import About, AssessmentReport, Ranked, Ranking, ScorePart, Share
from gridcase_projections.report.phrases import Language, Phrases

Cell = str | int | Decimal | datetime | None


class Sheet(Struct, frozen=True):
    """A table. ``name`` is what it is asked for by, ``title`` what it is shown under."""

    name: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


SHEETS = (
    *("ranking", "places", "hosts", "members", "conclusions", "volumes", "channels", "hot_spots", "trends"),
    *("overdue", "supervised", "suspended", "rework", "rework_rates", "repeats", "rates"),
    *("standards", "failed", "ends", "annex", "source"),
)


def sheets(report: AssessmentReport, language: Language) -> list[Sheet]:
    """All of the tables, in the order of the page; nothing is left out."""
    phrases = Phrases.of(report.about, language)
    by_name = {sheet.name: sheet for sheet in tables(report, phrases)}
    return [by_name[name] for name in SHEETS]


def tables(report: AssessmentReport, t: Phrases) -> Iterator[Sheet]:
    def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Sheet:
        return Sheet(name, t(name), columns, list(rows))

    names = {definition.name: getattr(definition, t.language.value) for definition in report.definitions}
    rates = list(report.past[0].rates) if report.past else []
    yield sheet(
        "ranking",
        [
            *map(t, ("place", "moved", "code", "department", *SCORE_COLUMNS)),
            *part_headers([report.departments], names, t),
        ],
        (
            [*place_cells(row, t), row.code, t.name(row.name), *score_cells(row, t)]
            for row in everybody(report.departments)
        ),
    )
    for name, rankings in (("places", report.places), ("hosts", report.hosts)):
        yield sheet(
            name,
            [
                *map(t, ("level", "place", "moved", "code", "above", "unit", *SCORE_COLUMNS)),
                *part_headers(rankings, names, t),
            ],
            (
                [
                    *(t.level(ranking.of), *place_cells(row, t), row.code, t.way(row.above, ""), t.name(row.name)),
                    *score_cells(row, t),
                ]
                for ranking in rankings
                for row in everybody(ranking)
            ),
        )
    yield sheet(
        "members",
        [*map(t, ("place", "moved", "member", "unit", *SCORE_COLUMNS)), *part_headers([report.members], names, t)],
        (
            [*place_cells(row, t), row.code, t.way(row.above, ""), *score_cells(row, t)]
            for row in everybody(report.members)
        ),
    )
    yield sheet("conclusions", [t("conclusions")], ([sentence] for sentence in conclusions(report, t)))
    yield sheet(
        "volumes",
        [*map(t, ("metric", "number", "before_period"))],
        ([names[row.metric], row.now, row.before] for row in report.volumes),
    )
    yield sheet(
        "channels",
        [*map(t, ("channel", "number", "before_period"))],
        ([t.channel(row.channel), row.reports, row.before] for row in report.channels),
    )
    yield sheet(
        "hot_spots",
        [*map(t, ("code", "above", "unit", "class", "number", "before_period"))],
        (
            [
                *(row.unit, t.way(row.unit_above, ""), t.name(row.unit_name), t.name(row.class_name)),
                *(row.reports, row.before),
            ]
            for row in report.hot_spots
        ),
    )
    yield sheet(
        "trends",
        [*map(t, ("period", "reported", "closed")), *share_headers((names[metric] for metric in rates), t)],
        ([row.period, row.reported, row.closed, *share_cells(row.rates.values())] for row in report.past),
    )
    yield sheet(
        "overdue",
        [*map(t, ("matter", "step", "code", "host", "class", "above", "unit", "due"))],
        (
            [
                *(row.matter_id, t.value(row.step), row.department, t.name(row.department_name)),
                *(t.name(row.class_name), t.way(row.unit_above, ""), t.name(row.unit_name), row.due),
            ]
            for row in report.overdue
        ),
    )
    yield sheet(
        "supervised",
        [*map(t, ("matter", "degree", "since", "code", "host", "class", "above", "unit", "stage"))],
        (
            [
                *(row.matter_id, row.degree, row.since, row.department, t.name(row.department_name)),
                *(t.name(row.class_name), t.way(row.unit_above, ""), t.name(row.unit_name), t.stage(row.stage)),
            ]
            for row in report.supervised
        ),
    )
    yield sheet(
        "suspended",
        [*map(t, ("matter", "since", "until", "code", "host", "class", "above", "unit"))],
        (
            [
                *(row.matter_id, row.since, row.until, row.department, t.name(row.department_name)),
                *(t.name(row.class_name), t.way(row.unit_above, ""), t.name(row.unit_name)),
            ]
            for row in report.suspended
        ),
    )
    yield sheet(
        "rework",
        [*map(t, ("matter", "round", "code", "host", "class", "cause", "ordered_at"))],
        (
            [
                *(row.matter_id, row.round, row.department, t.name(row.department_name)),
                *(t.name(row.class_name), t.value(row.cause), row.ordered_at),
            ]
            for row in report.rework
        ),
    )
    yield sheet(
        "rework_rates",
        [*map(t, ("code", "host")), *share_headers([t("rework_rates")], t)],
        ([row.department, t.way(row.name, ""), *share_cells([row.share])] for row in report.rework_rates),
    )
    yield sheet(
        "repeats",
        [
            *map(t, ("code", "above", "unit", "class", "reports", "again", "closed_of", "still_open", "set_aside")),
            *map(t, ("solved", "unsolved", "first_at", "last_at", "matters")),
        ],
        (
            [
                *(row.unit, t.way(row.unit_above, ""), t.name(row.unit_name), t.name(row.class_name)),
                *(row.reports, row.again, row.closed, row.is_open, row.set_aside, row.solved, row.unsolved),
                *(row.first_at, row.last_at, " ".join(row.matters)),
            ]
            for row in report.repeats
        ),
    )
    yield sheet(
        "rates",
        [*map(t, ("code", "host")), *share_headers(map(t, ("response", "solution", "satisfaction")), t)],
        (
            [
                row.department,
                t.way(row.name, "") or t("city"),
                *share_cells((row.response, row.solution, row.satisfaction)),
            ]
            for row in report.rates
        ),
    )
    yield sheet(
        "standards",
        [*map(t, ("kind", "pack", "code", "unit", "met", "assessed", "registered"))],
        (
            [
                t(standard.kind),
                t.name(standard.title),
                place.code,
                t.name(place.name),
                place.met,
                place.assessed,
                place.registered,
            ]
            for standard in report.standards
            for place in standard.places
        ),
    )
    yield sheet(
        "failed",
        [
            *map(t, ("kind", "pack", "code", "above", "unit", "score", "sort", "item", "meaning")),
            *map(t, ("points", "matter", "event")),
        ],
        (
            [
                *(t(standard.kind), t.name(standard.title), mark.unit, t.way(mark.above, ""), t.name(mark.name)),
                *(mark.score, t.value(mark.sort), mark.code, t.name(mark.title)),
                *(mark.points, mark.matter_id, mark.event_id),
            ]
            for standard in report.standards
            for mark in standard.failed
        ),
    )
    yield sheet(
        "ends",
        [*map(t, ("ends", "department", "matter", "round", "class", "above", "unit", "due", "handled_at", "outcome"))],
        (
            [
                *(t(end), t.name(portrait.ranked.name), row.matter_id, row.round, t.name(row.class_name)),
                *(t.way(row.unit_above, ""), t.name(row.unit_name), row.due, row.handled_at, t.value(row.outcome)),
            ]
            for end, portraits in (("best", report.best), ("worst", report.worst))
            for portrait in portraits
            for row in portrait.rounds
        ),
    )
    yield sheet(
        "annex",
        [*map(t, ("metric", "formula", "counted", "basis", "charged_to", "leaves_out", "version"))],
        (
            [
                *(getattr(row, t.language.value), *map(t.definition, (row.formula, row.counts, row.basis))),
                *map(t.definition, (row.charged_to, row.leaves_out)),
                row.version,
            ]
            for row in report.definitions
        ),
    )
    about, preset = report.about, report.departments.preset
    facts: list[list[Cell]] = [
        [t("title"), t.city(about)],
        [t("period"), about.period],
        [t("begins"), about.start],
        [t("ends_at"), about.end],
        [t("as_of"), about.as_of],
        [t("position"), about.position],
        [t("recorded_at"), about.recorded_at],
        *(
            list[Cell]([t("left_out"), t("left_out_stream", stream=one.stream, version=one.version)])
            for one in about.left_out
        ),
        [t("policy"), about.policy],
        [t("preset"), f"{getattr(preset, t.language.value)}: {formula_in(preset.formula, names)}"],
        [t("time_zone"), t.value(about.zone)],
    ]
    yield sheet("source", ["", ""], facts)


SCORE_COLUMNS = ("grade", "score", "score_before")


def everybody(ranking: Ranking) -> Sequence[Ranked]:
    """Those that have a place, then those that have none."""
    return (*ranking.rows, *ranking.too_few)


def place_cells(row: Ranked, t: Phrases) -> list[Cell]:
    return [row.place or t("too_few"), row.moved]


def score_cells(row: Ranked, t: Phrases) -> list[Cell]:
    parts = share_cells(part.share or Share(part.count, 0) for part in row.parts)
    sure = (bound for part in row.parts for bound in bounds(part))
    return [row.grade, row.score, row.score_before, *parts, t.name(row.group), *sure]


def part_headers(rankings: Sequence[Ranking], names: Mapping[str, str], t: Phrases) -> list[str]:
    """The columns of the parts that all of the rows are scored by, of their peers, and of how sure each rate is."""
    rows = [row for ranking in rankings for row in everybody(ranking)]
    metrics = [names[part.metric] for row in rows[:1] for part in row.parts]
    sure = (f"{metric}: {t(bound)}" for metric in metrics for bound in ("low", "high"))
    return [*share_headers(metrics, t), t("group"), *sure]


def bounds(part: ScorePart) -> tuple[Decimal | None, Decimal | None]:
    """Between what a rate lies in 95 of 100 cases; of what is none, nothing."""
    if part.share is None or not part.share.denominator or METRICS[part.metric].measure is not Measure.SHARE:
        return None, None
    return wilson(part.share.whole, part.share.denominator)


def formula_in(formula: str, metrics: Mapping[str, str]) -> str:
    """A formula with the metrics by their names."""
    return re.sub(r"[a-z][a-z-]+", lambda name: metrics.get(name[0], name[0]), formula)


def share_headers(names: Iterable[str], t: Phrases) -> list[str]:
    """The two columns of each share."""
    return [f"{name}, {t(side)}" for name in names for side in ("numerator", "denominator")]


def share_cells(shares: Iterable[Share]) -> list[int | Decimal]:
    return [
        number
        for share in shares
        for number in (share.numerator if share.parts == 1 else share.whole, share.denominator)
    ]


def as_csv(sheet: Sheet, about: About) -> bytes:
    """The table with its headers as CSV for a spreadsheet, times by the city's clock."""
    zone, written = ZoneInfo(about.zone), BytesIO()
    rows = ([by_the_clock(cell, zone) for cell in row] for row in sheet.rows)
    write_table(written, sheet.headers, rows, FOR_EXCEL, rehearsal=about.rehearsal)
    return written.getvalue()


def by_the_clock(cell: Cell, zone: ZoneInfo) -> Cell:
    return cell.astimezone(zone).isoformat(" ", "minutes") if isinstance(cell, datetime) else cell
