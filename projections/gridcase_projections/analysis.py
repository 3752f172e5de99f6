"""SQL of analysts: any question to a snapshot, which is opened so that nothing else is within reach of its SQL."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection, DatabaseError

INFINITY = "infinity"
"""How a time that has not come is written."""


class QueryResult(Struct, frozen=True):
    """``columns`` may name several alike; times are in UTC."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


def run_query(connection: Connection, sql: str, max_rows: int) -> QueryResult:
    """What SQL says, at most ``max_rows`` of it. Raises ``BadConfiguration`` with what is wrong with it."""
    try:
        if not connection.extract_statements(sql):
            raise BadConfiguration("SQL", repr(sql), "a question")
        cursor = connection.execute(sql)
        rows = cursor.fetchmany(max_rows + 1)
    except (DatabaseError, RuntimeError) as error:
        [complaint, *_] = str(error).splitlines() or ["cannot be answered"]
        raise BadConfiguration("SQL", repr(sql), complaint) from error
    columns = [name for name, *_ in cursor.description or ()]
    return QueryResult(columns, [[readable(value) for value in row] for row in rows[:max_rows]], len(rows) > max_rows)


def readable(value: Any) -> Any:
    """As it is, but what has not come is said in a word."""
    return INFINITY if isinstance(value, date) and value == value.max else value
