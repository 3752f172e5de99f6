"""Reading a table row by row: what is no row of it is told, and reading goes on behind it."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import accumulate
from pathlib import Path
from typing import IO, Self

from gridcase.csv_files import as_it_was
from gridcase.errors import BadConfiguration
from gridcase.importers.mapping import Mapping
from gridcase.importers.quarantine import TELLING
from gridcase.importers.rows import MAX_SHOWN_CHARACTERS, BadRow, BadValue, Row, bad_row

LONGEST_LINE = 1_000_000
"""A line of more characters is read in pieces, none of which is a row. No row has more, either."""

ENDLESS = "field larger than field limit", "row larger than"
"""How a complaint begins of a row that was given up before its end was found."""


class Lines:
    """The lines of a file, numbered, with a way back: of a row that is none, only the first line is given up.

    What is read again is not read again and again: a row that is still open where one before it was, in a quoted
    field, ends as that one did.
    """

    def __init__(self, file: IO[str]) -> None:
        self.number = 0
        self.taken: list[str] = []
        self._characters = 0
        self._file = file
        self._again: deque[str] = deque()
        self._known_bad, self._complaint = 0, ""
        """The line up to which an open row is known to be none, and why."""

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        if self.taken:
            if self.number < self._known_bad:
                raise csv.Error(self._complaint)
            if self._characters > LONGEST_LINE:
                raise csv.Error(f"row larger than {LONGEST_LINE} characters")
        line = self._again.popleft() if self._again else self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self.number += 1
        self.taken.append(line)
        self._characters += len(line)
        return line

    @property
    def first(self) -> int:
        return self.number - len(self.taken) + 1

    def begin(self) -> None:
        """What was taken is a row, or given up; the next line begins another."""
        self.taken.clear()
        self._characters = 0

    def back(self, complaint: str) -> None:
        """Give all lines taken but the first back, and remember how the row ended."""
        if len(self.taken) > 1:
            self._known_bad, self._complaint = self._last_sure(complaint), complaint
        self.number = self.first
        self._again.extendleft(reversed(self.taken[1:]))

    def _last_sure(self, complaint: str) -> int:
        """The last line at which a row is surely none; if no end was found, one from behind the half may have one."""
        if not complaint.startswith(ENDLESS):
            return self.number
        seen = accumulate(map(len, self.taken))
        return self.first + sum(characters < self._characters / 2 for characters in seen)


class Table:
    """A CSV file that a mapping fits. Streams: no more than a row is held; ``count`` says how many there were.

    Raises ``BadConfiguration`` on opening what cannot be read, or has not the columns that the mapping needs.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self.path = path
        self.where = str(path)
        self.count = 0
        self.longest = mapping.format.longest_field
        try:
            self._bytes = path.open("rb")
            self.size = path.stat().st_size
        except OSError as error:
            raise BadConfiguration(self.where, "", f"a readable CSV file ({error.strerror})") from error
        self._file = TextIOWrapper(self._bytes, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._lines = Lines(self._file)
        self._is_quarantine = False
        self._reader = csv.reader(self._lines, delimiter=mapping.format.delimiter, strict=True)
        try:
            self.header = self._read_header(mapping)
        except BaseException:
            self._file.close()
            raise
        self._places = {name: place for place, name in enumerate(self.header)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def place(self, column: str) -> int:
        """Which field of a row is the column's."""
        return self._places[column]

    @property
    def read(self) -> int:
        """How many bytes of the file are read."""
        return self._bytes.tell()

    def rows(self) -> Iterator[Row | BadRow]:
        """Every row, in order, its fields without the blanks around them; empty lines are no rows."""
        width = len(self.header)
        while True:
            self._lines.begin()
            try:
                fields = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.count += 1
                row = Row(self._lines.first, [self._lines.taken[0].rstrip("\r\n")])
                self._lines.back(str(error))
                yield bad_row(row, BadValue("", row.fields[0], f"no row of a CSV file: {error}"))
                continue
            if not fields:
                continue
            self.count += 1
            row = Row(self._lines.first, [field.strip() for field in self._as_written(fields)])
            try:
                self._check(row.fields, width)
            except BadValue as wrong:
                yield bad_row(row, wrong)
            else:
                yield row

    def _as_written(self, fields: list[str]) -> Iterable[str]:
        """What the platform wrote, if this is a file of ours: a quarantine, in which rows were mended."""
        return map(as_it_was, fields) if self._is_quarantine else fields

    def _check(self, fields: Sequence[str], width: int) -> None:
        if len(fields) != width:
            raise BadValue("", "", f"{width} fields expected, {len(fields)} found")
        text = "".join(fields)
        if len(text) > self.longest or "\0" in text or not (text.isascii() or is_unicode(text)):
            for column, field in zip(self.header, fields, strict=True):
                if len(field) > self.longest:
                    raise BadValue(column, field, f"at most {self.longest} characters expected, {len(field)} found")
                if "\0" in field:
                    raise BadValue(column, field, "a NUL character")
                if not is_unicode(field):
                    raise BadValue(column, field, "not UTF-8")

    def _read_header(self, mapping: Mapping) -> list[str]:
        try:
            names = next(self._reader)
            self._is_quarantine = names[: len(TELLING)] == [*TELLING]
            header = [name.strip() for name in self._as_written(names)]
        except StopIteration:
            raise BadConfiguration(self.where, "", "a CSV file with a header; it is empty") from None
        except csv.Error as error:
            raise BadConfiguration(f"{self.where} line 1", "", f"the header of a CSV file ({error})") from None
        except OSError as error:
            raise BadConfiguration(self.where, "", f"a readable CSV file ({error.strerror})") from error
        text = "".join(header)
        if "\0" in text or not is_unicode(text):
            raise BadConfiguration(f"{self.where} line 1", "", "a CSV file in UTF-8; this is another code, or no text")
        needed = list(dict.fromkeys(name for name in mapping.needs() if name))
        missing = [name for name in needed if name not in header]
        if missing:
            raise BadConfiguration(f"{self.where} line 1", "", f"{columns(missing)}; {there(header, mapping)}")
        doubled = [name for name in needed if header.count(name) > 1]
        if doubled:
            raise BadConfiguration(f"{self.where} line 1", "", f"{columns(doubled)} once")
        return header


def columns(names: Sequence[str]) -> str:
    return f"the column{'s' if len(names) > 1 else ''} {', '.join(names)}"


def there(header: Sequence[str], mapping: Mapping) -> str:
    """What the header has instead."""
    if len(header) == 1:
        return f"there is one column: is {mapping.format.delimiter!r} what separates them?"
    names = ", ".join(header)
    return f"there are {names if len(names) <= MAX_SHOWN_CHARACTERS * 2 else names[: MAX_SHOWN_CHARACTERS * 2] + '…'}"


def is_unicode(text: str) -> bool:
    """Whether all of it was UTF-8: bytes that were not stand as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
