"""The standard rates of a report: each kind of unit, at every level of the grid tree that lies above it."""

from collections.abc import Sequence

from gridcase.periods import Window
from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.report.content import FailureReason, KindRates, PlaceRate
from gridcase_projections.standards import KINDS, failures, packs, standard_rate
from gridcase_projections.times import to_utc

LEVELS_BELOW_THE_WHOLE = 2
"""Levels below the whole that are shown: those of counties and townships, say."""


def standard_rates(connection: Connection, levels: Sequence[str], window: Window) -> tuple[KindRates, ...]:
    """The kinds of which any unit is registered, by each pack. ``levels`` are the city's, the lowest first."""
    shown = levels_shown(levels)
    by_kind_and_pack = (
        rates_of_kind(connection, kind, pack, shown, window)
        for kind, kinds in KINDS.items()
        for pack in (packs(connection, kinds, window.period) or {"": ""}).items()
    )
    return tuple(rates for rates in by_kind_and_pack if rates.places)


def levels_shown(levels: Sequence[str]) -> Sequence[str]:
    """The level of the whole and those below it that a report shows. ``levels`` are the city's, the lowest first."""
    return [level for level in reversed(levels) if level not in KINDS][: LEVELS_BELOW_THE_WHOLE + 1]


def rates_of_kind(
    connection: Connection, kind: str, named: tuple[str, str], levels: Sequence[str], window: Window
) -> KindRates:
    """The rows of all levels, each unit followed by those below it."""
    (pack, title), kinds = named, KINDS[kind]
    below = paths(connection, window)
    rows = [
        PlaceRate(row.place, row.name, depth, row.met, row.assessed, row.registered)
        for depth, level in enumerate(levels)
        for row in standard_rate(connection, window, kinds=kinds, level=level, pack=pack)
        if row.place or depth == 0
    ]
    return KindRates(
        kind,
        pack,
        title,
        tuple(sorted(rows, key=lambda row: below.get(row.code, ()))),
        tuple(
            FailureReason(
                mark.unit,
                mark.above,
                mark.name,
                mark.score,
                mark.sort,
                mark.code,
                mark.title,
                mark.points,
                mark.matter_id,
                mark.cause or mark.event_id,
            )
            for mark in failures(connection, window, kinds=kinds, under=None, pack=pack)
        ),
    )


def paths(connection: Connection, window: Window) -> dict[str, tuple[str, ...]]:
    """The way from the root to each unit, as the tree was at the end of the period."""
    rows = connection.execute(models.query("report_paths"), {"ends": to_utc(window.end)}).fetchall()
    return {code: tuple(path) for code, path in rows}
