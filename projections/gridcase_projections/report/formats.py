"""A report in the format of a file. Only what a format needs is imported: a table of CSV needs nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from gridcase.errors import BadConfiguration
from gridcase_projections.report.content import AssessmentReport
from gridcase_projections.report.errors import ReportsNotInstalled
from gridcase_projections.report.phrases import Language
from gridcase_projections.report.sheets import SHEETS, as_csv, sheets


class ReportFormat(StrEnum):
    """By the suffix of the file."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


EXTRA = frozenset({"altair", "jinja2", "markupsafe", "vl_convert", "xlsxwriter"})
"""What comes with ``gridcase[reports]``."""


def rendered(report: AssessmentReport, language: Language, file_format: ReportFormat, table: str = SHEETS[0]) -> bytes:
    """The bytes of the file; the same report gives the same. A CSV file holds one ``table``.

    Raises ``ReportsNotInstalled`` without the extra, ``NotPrinted`` without a browser, ``BadConfiguration`` for an
    unknown table.
    """
    with extra_installed():
        return RENDERERS[file_format](report, language, table)


@contextmanager
def extra_installed() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name in EXTRA:
            raise ReportsNotInstalled(error.name) from error
        raise


def html(report: AssessmentReport, language: Language, table: str) -> bytes:
    from gridcase_projections.report.page import page

    return page(report, language).encode()


def pdf(report: AssessmentReport, language: Language, table: str) -> bytes:
    from gridcase_projections.report.page import page
    from gridcase_projections.report.printing import as_pdf, find_browser

    find_browser()
    return as_pdf(page(report, language), report.about.recorded_at or report.about.start)


def xlsx(report: AssessmentReport, language: Language, table: str) -> bytes:
    from gridcase_projections.report.workbook import workbook

    return workbook(report, language)


def one_table(report: AssessmentReport, language: Language, table: str) -> bytes:
    for sheet in sheets(report, language):
        if sheet.name == table:
            return as_csv(sheet, report.about)
    raise BadConfiguration("table", repr(table), f"one of {', '.join(SHEETS)}")


RENDERERS: dict[ReportFormat, Callable[[AssessmentReport, Language, str], bytes]] = {
    ReportFormat.HTML: html,
    ReportFormat.PDF: pdf,
    ReportFormat.XLSX: xlsx,
    ReportFormat.CSV: one_table,
}
