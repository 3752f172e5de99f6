"""A report as a workbook: one sheet a table, numbers as numbers, times by the city's clock."""

from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # it ships none

from gridcase.rehearsal import marked_table
from gridcase_projections.report.content import AssessmentReport
from gridcase_projections.report.phrases import Language, Phrases
from gridcase_projections.report.sheets import Cell, sheets

MIN_COLUMN_LETTERS, MAX_COLUMN_LETTERS = 8, 48


A4 = 9
"""The number of this paper in a workbook."""


def workbook(report: AssessmentReport, language: Language) -> bytes:
    """The bytes of an ``.xlsx`` file; the same report gives the same."""
    about = report.about
    zone, phrases = ZoneInfo(about.zone), Phrases.of(about, language)
    written = BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties(
            {
                "title": f"{phrases.city(about)}, {phrases('title')}, {phrases.period(about.period)}",
                "created": (about.recorded_at or about.start).replace(tzinfo=None),
            }
        )
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        formats = {
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"}),
            Decimal: book.add_format({"num_format": "0.00"}),
            int: book.add_format({"num_format": "#,##0"}),
        }
        for sheet in sheets(report, language):
            drawn = book.add_worksheet(sheet.title)
            drawn.set_paper(A4)
            drawn.set_landscape()
            drawn.fit_to_pages(1, 0)
            drawn.repeat_rows(0)
            drawn.freeze_panes(1, 0)
            headers, marked_rows = marked_table(sheet.headers, sheet.rows, rehearsal=about.rehearsal)
            rows = list(marked_rows)
            drawn.write_row(0, 0, headers, bold)
            for row, cells in enumerate(rows, 1):
                for column, cell in enumerate(cells):
                    write(drawn, row, column, cell, formats, zone)
            for column, header in enumerate(headers):
                widths = [width(cells[column]) for cells in rows]
                drawn.set_column(
                    column, column, min(MAX_COLUMN_LETTERS, max([MIN_COLUMN_LETTERS, width(header), *widths]) + 2)
                )
            if rows and headers[0]:
                drawn.autofilter(0, 0, len(rows), len(headers) - 1)
    return written.getvalue()


def write(drawn: Any, row: int, column: int, cell: Cell, formats: dict[type, Any], zone: ZoneInfo) -> None:
    match cell:
        case None:
            pass
        case datetime():
            drawn.write_datetime(row, column, cell.astimezone(zone).replace(tzinfo=None), formats[datetime])
        case str():
            drawn.write_string(row, column, cell)
        case _:
            drawn.write_number(row, column, cell, formats[type(cell)])


def width(cell: Cell) -> int:
    """In letters; one in Chinese is as wide as two others."""
    match cell:
        case datetime():
            return 16
        case str():
            return sum(2 if letter > "\u2e80" else 1 for letter in cell)
        case _:
            return len(str(cell or ""))
