"""Rows of a file, those that can be believed and those that cannot."""

from msgspec import Struct

MAX_SHOWN_CHARACTERS = 200
"""How many characters of a bad value are told."""


class Row(Struct, frozen=True):
    """The fields of a row, and the line on which it begins; the header's is 1."""

    line: int
    fields: list[str]


class BadValue(Exception):
    """What is wrong with a row: in which column (none: the whole), the value, and why it cannot be believed."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column = column
        self.value = value
        self.reason = reason
        super().__init__(reason)


class BadRow(Struct, frozen=True):
    """A row that is left out of the import."""

    row: Row
    column: str
    value: str
    reason: str


def bad_row(row: Row, wrong: BadValue) -> BadRow:
    value = wrong.value if len(wrong.value) <= MAX_SHOWN_CHARACTERS else wrong.value[:MAX_SHOWN_CHARACTERS] + "…"
    return BadRow(row, wrong.column, value, wrong.reason)
