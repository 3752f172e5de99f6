"""The rows of an answer as structs."""

from datetime import datetime
from typing import Any, TypeVar

from msgspec import Struct

from gridcase_projections.database import Connection
from gridcase_projections.times import from_utc

Row = TypeVar("Row", bound=Struct)


def structs(answer: Connection, row: type[Row]) -> list[Row]:
    """Each row as the struct whose fields are named like its columns; columns without a field are left out.

    Times are in UTC.
    """
    names = [name for name, *_ in answer.description or ()]
    fields = [(names.index(field), field) for field in row.__struct_fields__]
    return [row(**{field: _in_utc(values[index]) for index, field in fields}) for values in answer.fetchall()]


def _in_utc(value: Any) -> Any:
    return from_utc(value) if isinstance(value, datetime) else value
