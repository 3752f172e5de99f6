"""The standard rates of a report: each kind of unit, at every level of the grid tree that lies above it."""

from collections.abc import Sequence

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.report.content import Mark, Place, Standard
from gridcase_projections.report.windows import Window
from gridcase_projections.standards import failures, standard_rate
from gridcase_projections.times import to_utc

KINDS = {"village": ("village",), "enterprise": ("enterprise", "institution")}
"""What is counted together, and the kinds of units that belong to it."""

DEEPEST = 2
"""Levels below the whole that are shown: those of counties and townships, say."""


def standards(connection: Connection, levels: Sequence[str], window: Window) -> tuple[Standard, ...]:
    """The kinds of which any unit is registered. ``levels`` are the city's, the lowest first."""
    shown = [level for level in reversed(levels) if level not in KINDS][: DEEPEST + 1]
    found = (standard(connection, kind, shown, window) for kind in KINDS)
    return tuple(standard for standard in found if standard.places)


def standard(connection: Connection, kind: str, levels: Sequence[str], window: Window) -> Standard:
    """The rows of all levels, each unit followed by those below it."""
    kinds, ends, as_of = KINDS[kind], window.end, window.as_of
    below = paths(connection, window)
    rows = [
        Place(row.place, row.name, depth, row.met, row.assessed, row.registered)
        for depth, level in enumerate(levels)
        for row in standard_rate(connection, kinds=kinds, period=window.period, ends=ends, level=level, as_of=as_of)
        if row.place or depth == 0
    ]
    marks = failures(connection, kinds=kinds, period=window.period, ends=ends, under=None, as_of=as_of)
    return Standard(
        kind,
        tuple(sorted(rows, key=lambda row: below.get(row.code, ()))),
        tuple(
            Mark(mark.unit, mark.name, mark.score, mark.sort, mark.code, mark.points, mark.matter_id, event)
            for mark in marks
            for event in [mark.cause or mark.event_id]
        ),
    )


def paths(connection: Connection, window: Window) -> dict[str, tuple[str, ...]]:
    """The way from the root to each unit, as the tree was at the end of the period."""
    found = connection.execute(models.query("report_paths"), {"ends": to_utc(window.end)}).fetchall()
    return {code: tuple(path) for code, path in found}
