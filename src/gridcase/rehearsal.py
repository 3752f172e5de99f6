"""What leaves a rehearsal says that it does: time is played there, and what is counted did not happen."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MARK = "rehearsal"
"""The last column of a table, and a key of a document."""

REMARK = "this is a rehearsal, where time is played"
"""What is said beside numbers that a person reads."""


def marked_table(
    columns: Iterable[str], rows: Iterable[Sequence[Any]], *, rehearsal: bool
) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Columns and rows as they leave: those of a ``rehearsal`` have one more column at the end, ``true`` in each row.

    A column of that name, in capitals or not, stays the only one.
    """
    names = list(columns)
    if not rehearsal or MARK in map(str.lower, names):
        return names, rows
    return [*names, MARK], ([*row, "true"] for row in rows)


def marked_document(document: Mapping[str, Any], *, rehearsal: bool) -> dict[str, Any]:
    """A document as it leaves: that of a ``rehearsal`` has one more key, which is true."""
    return {**document, MARK: True} if rehearsal else {**document}
