"""A row that somebody wrote, and the record it says."""

from collections.abc import Mapping
from typing import Any

from msgspec import NODEFAULT, Struct, ValidationError, convert
from msgspec.structs import fields

from gridcase.configuration import complaint
from gridcase.registry.kinds import TYPES, Kind
from gridcase.registry.problems import Problem
from gridcase.registry.records import Record
from gridcase.working_time.limits import StepLimits

STEPS = StepLimits.__struct_fields__

MANY = ("households", "mandatory")
"""Columns that hold several values, with ``;`` between them."""

PAIRS = ("level_limits",)
"""Columns that hold several values by name: ``village=3 working days; township=2 working days``."""


class WrittenRecord(Struct, frozen=True):
    """``where`` is the file and line; ``cells`` hold what was written, by the record's own fields."""

    kind: Kind
    where: str
    cells: Mapping[str, Any]


class ReadRecord(Struct, frozen=True):
    record: Record
    where: str


def read_record(row: WrittenRecord) -> ReadRecord | Problem:
    kind = TYPES[row.kind].record
    try:
        return ReadRecord(convert(row.cells, kind, strict=False), row.where)
    except ValidationError as error:
        return Problem(row.where, *complaint(error, kind))


def columns(kind: Kind) -> tuple[str, ...]:
    """The columns of a kind's CSV file, in order: the record's fields, its limits spread out, one a step."""
    names = TYPES[kind].record.__struct_fields__
    return tuple(column for name in names for column in (STEPS if name == "limits" else (name,)))


def needed(kind: Kind) -> tuple[str, ...]:
    """The columns that cannot be left out."""
    known = fields(TYPES[kind].record)
    return tuple(field.name for field in known if field.default is NODEFAULT and field.default_factory is NODEFAULT)


def cells_of(written: Mapping[str, str]) -> dict[str, Any]:
    """The cells of a CSV line: empty ones say nothing, limits are gathered, several values are split."""
    cells: dict[str, Any] = {}
    for column, text in written.items():
        if not text:
            continue
        if column in STEPS:
            cells.setdefault("limits", {})[column] = text
        elif column in MANY:
            cells[column] = [part.strip() for part in text.split(";")]
        elif column in PAIRS:
            pairs = (part.partition("=") for part in text.split(";"))
            cells[column] = {name.strip(): value.strip() for name, _, value in pairs}
        else:
            cells[column] = text
    return cells
