"""Where much of one kind came in: places of a level of the grid tree, each with a class, beside the period before."""

from gridcase.periods import Window
from gridcase_projections.database import Connection
from gridcase_projections.metrics import Dimension
from gridcase_projections.metrics.question import Question, ask, rows_sql
from gridcase_projections.report.content import HotSpot
from gridcase_projections.report.places import Place
from gridcase_projections.times import to_utc

MIN_REPORTS = 3
"""Matters of a class that make a hot spot of a place, in a period."""

METRIC = "reported"
"""What is counted: the rows behind this number."""

Counts = dict[tuple[str, str], int]
"""By unit and class."""


def hot_spots(
    connection: Connection, level: str, places: dict[str, Place], window: Window, earlier: Window
) -> tuple[HotSpot, ...]:
    """Those of a level, the greatest first."""
    now, before = counts(connection, level, window), counts(connection, level, earlier)
    names = names_of_classes(connection, window)
    spots = (
        HotSpot(
            unit,
            places[unit].above if unit in places else "",
            places[unit].name if unit in places else unit,
            class_code,
            names.get(class_code, class_code),
            reports,
            before.get((unit, class_code), 0),
        )
        for (unit, class_code), reports in now.items()
        if reports >= MIN_REPORTS
    )
    return tuple(sorted(spots, key=lambda spot: (-spot.reports, spot.unit, spot.class_code)))


def counts(connection: Connection, level: str, window: Window) -> Counts:
    """How many matters of each class came in at each unit of a level, what lies below it included."""
    question = Question(window=window, by=Dimension.UNIT, level=level)
    sql = f"""
        select key, class_code, count(*) from ({rows_sql("reports", question)})
        where class_code is not null
        group by key, class_code
    """
    rows = ask(connection, sql, question, metric=METRIC).fetchall()
    return {(unit, class_code): reports for unit, class_code, reports in rows}


def names_of_classes(connection: Connection, window: Window) -> dict[str, str]:
    sql = "select code, name from classes where valid_from <= $at and $at < valid_to"
    return dict(connection.execute(sql, {"at": to_utc(window.as_of)}).fetchall())
