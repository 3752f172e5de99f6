"""How the command shows what it read: one JSON document, or lines and tables that fit the terminal."""

import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Literal

FOLDED_COLUMN_WIDTH = 8
"""Cells, at least, of a column that goes on in the next line."""

COLUMN_GAP = 2
"""Cells between two columns."""


def plain(text: str) -> str:
    """The text without anything that a terminal would obey: what others wrote is shown, never executed."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def say(line: str) -> None:
    """One line, at once: whoever reads along sees it when it is said."""
    print(plain(line), flush=True)


def note(line: str) -> None:
    """Something to know that is no part of the answer."""
    print(f"note: {plain(line)}", file=sys.stderr)


def show_json(document: Any) -> None:
    """One JSON document in UTF-8, whatever the terminal speaks. Times are in UTC.

    What a terminal would obey, or show in another order than it stands, is escaped: to a reader of JSON it is the same.
    """
    from msgspec import json

    sys.stdout.flush()
    encoded = json.format(json.Encoder(decimal_format="number").encode(document), indent=2).decode()
    sys.stdout.buffer.write(OBEYED.sub(escaped, encoded).encode() + b"\n")
    sys.stdout.buffer.flush()


OBEYED = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Controls, and what turns or hides the text around it. In a JSON document they stand in texts alone."""


def escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def show_table(
    headers: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[str] = (), whole: Iterable[str] = ()
) -> None:
    """Rows under headers, ``numbers`` to the right; as wide as the terminal, 80 columns in a pipe, no ornaments.

    What does not fit goes on in the next line, but never in the columns that are kept ``whole``: where these alone are
    wider than the terminal, so is the table.
    """
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    right, kept = set(numbers), {*numbers, *whole}
    for header in headers:
        justify: Literal["left", "right"] = "right" if header in right else "left"
        table.add_column(header, justify=justify, overflow="fold", no_wrap=header in kept)
    lines = [[plain(cell) for cell in row] for row in rows]
    for line in lines:
        table.add_row(*map(Text, line))
    columns = zip(headers, *lines, strict=True)
    least = sum(max(map(cell_len, column)) if column[0] in kept else FOLDED_COLUMN_WIDTH for column in columns)
    console = Console(highlight=False, markup=False)
    console.width = max(console.width, least + COLUMN_GAP * (len(headers) - 1))
    with console.capture() as drawn:
        console.print(table)
    print("\n".join(line.rstrip() for line in drawn.get().splitlines()))
