"""The rows of a CSV file: UTF-8, with or without a byte order mark, the first line naming the columns."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from gridcase.configuration import no_such, text_of
from gridcase.registry.kinds import Kind
from gridcase.registry.problems import Problem
from gridcase.registry.rows import WrittenRecord, cells_of, columns, needed


def csv_rows(where: str, content: bytes, kind: Kind) -> Iterator[WrittenRecord | Problem]:
    """Every row that says something, and a problem for each that cannot be read; of a bad header, only its problems."""
    lines = csv.reader(StringIO(text_of(where, content), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        wrong = list(header_problems(f"{where} line 1", header, kind))
        if wrong:
            yield from wrong
            return
        for line in lines:
            place = f"{where} line {lines.line_num}"
            if len(line) == len(header):
                cells = cells_of(dict(zip(header, map(str.strip, line), strict=True)))
                if cells:
                    yield WrittenRecord(kind, place, cells)
            elif line:
                yield Problem(place, "", f"{len(header)} cells, as in the header, not {len(line)}")
    except csv.Error as error:
        yield Problem(f"{where} line {lines.line_num}", "", f"CSV ({error})")


def header_problems(where: str, header: Sequence[str], kind: Kind) -> Iterator[Problem]:
    known = columns(kind)
    if not any(header):
        yield Problem(where, "", f"a header: {','.join(known)}")
        return
    for place, name in enumerate(header):
        if name not in known:
            yield Problem(where, name, no_such("column", name, known))
        elif name in header[:place]:
            yield Problem(where, name, "each column once")
    for name in needed(kind):
        if name not in header:
            yield Problem(where, name, "this column: it must be there")
