"""The one way in which tables leave as CSV: two dialects, and no text that a spreadsheet would execute."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO

from msgspec import Struct

from gridcase.rehearsal import marked_table


class Dialect(Struct, frozen=True):
    """How a file of CSV is encoded, and how its lines end."""

    encoding: str
    line_end: str


FOR_PROGRAMS = Dialect("utf-8", "\n")
FOR_EXCEL = Dialect("utf-8-sig", "\r\n")
"""With the mark at its beginning by which spreadsheets know UTF-8."""

FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a text begins that a spreadsheet executes, or would if it had not been told off before."""


def write_table(
    file: BinaryIO, columns: Iterable[str], rows: Iterable[Sequence[object]], dialect: Dialect, *, rehearsal: bool
) -> None:
    """The rows under the names of their columns, as a table leaves a city; that of a ``rehearsal`` says so."""
    names, marked_rows = marked_table(columns, rows, rehearsal=rehearsal)
    write_rows(file, chain([names], marked_rows), dialect)


def write_rows(file: BinaryIO, rows: Iterable[Sequence[object]], dialect: Dialect = FOR_PROGRAMS) -> None:
    """The rows at the end of a file that stays open. Numbers are numbers; a text never is a formula."""
    text = TextIOWrapper(file, encoding=dialect.encoding, errors="backslashreplace", newline="")
    csv.writer(Lines(text, dialect.line_end)).writerows([harmless(cell) for cell in row] for row in rows)
    text.detach()


class Lines:
    """Each row that Python writes, with another end: told of that end, Python 3.11 would not quote a lone ``\\r``."""

    def __init__(self, text: TextIOWrapper, end: str) -> None:
        self._text = text
        self._end = end

    def write(self, row: str) -> int:
        return self._text.write(row.removesuffix("\r\n") + self._end)


def harmless(cell: object) -> object:
    """The cell; before a text that a spreadsheet would execute, with an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def as_it_was(text: str) -> str:
    """What ``harmless`` was given."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text
