"""SQL of analysts: any question to a snapshot, which is opened so that nothing else is within reach of its SQL."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection, DatabaseError

INFINITY = "infinity"
"""How a time that has not come is written."""


class Answer(Struct, frozen=True):
    """``columns`` may name several alike; times are in UTC."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


def answer(connection: Connection, sql: str, most: int) -> Answer:
    """What SQL says, at ``most`` so many rows of it. Raises ``BadConfiguration`` with what is wrong with it."""
    try:
        if not connection.extract_statements(sql):
            raise BadConfiguration("SQL", repr(sql), "a question")
        asked = connection.execute(sql)
        rows = asked.fetchmany(most + 1)
    except (DatabaseError, RuntimeError) as error:
        [complaint, *_] = str(error).splitlines() or ["cannot be answered"]
        raise BadConfiguration("SQL", repr(sql), complaint) from error
    columns = [name for name, *_ in asked.description or ()]
    return Answer(columns, [[readable(value) for value in row] for row in rows[:most]], len(rows) > most)


def readable(value: Any) -> Any:
    """As it is, but what has not come is said in a word."""
    return INFINITY if isinstance(value, date) and value == value.max else value
