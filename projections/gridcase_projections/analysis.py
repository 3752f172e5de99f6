"""SQL of analysts: any question to a snapshot, which is opened so that nothing else is within reach of its SQL."""

import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Timer
from typing import Any

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase_projections.database import Connection, DatabaseError, Interrupted, OutOfMemory

MEMORY_BYTES = 2 << 30
"""What a question and its answer may take, beside what the process has."""

INFINITY = "infinity"
"""How a time that has not come is written."""


class QueryResult(Struct, frozen=True):
    """Each of ``columns`` has a name of its own; times are in UTC."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: bool


def run_query(connection: Connection, sql: str, max_rows: int, *, timeout_seconds: float = 30.0) -> QueryResult:
    """What SQL says, at most ``max_rows`` of it, within the memory of ``bounded_memory``.

    Raises ``BadConfiguration`` with what is wrong with it, and where it takes longer or more than it may.
    """
    interrupt = Timer(timeout_seconds, connection.interrupt)
    interrupt.daemon = True
    try:
        if len(connection.extract_statements(sql)) != 1:
            raise BadConfiguration("SQL", repr(sql), "one question")
        with bounded_memory():
            interrupt.start()
            cursor = connection.execute(sql)
            columns = [name for name, *_ in cursor.description or ()]
            if doubled := sorted({name for name in columns if columns.count(name) > 1}):
                raise BadConfiguration("SQL", repr(sql), f"a name of its own for each column: {', '.join(doubled)}")
            rows = cursor.fetchmany(max_rows + 1)
            readable_rows = [[readable(value) for value in row] for row in rows[:max_rows]]
    except Interrupted as error:
        raise BadConfiguration("SQL", repr(sql), f"an answer within {timeout_seconds:g} seconds") from error
    except (OutOfMemory, MemoryError) as error:
        raise BadConfiguration("SQL", repr(sql), f"an answer in {MEMORY_BYTES >> 30} GiB of memory") from error
    except (DatabaseError, RuntimeError, RecursionError) as error:
        [complaint, *_] = str(error).splitlines() or ["cannot be answered"]
        raise BadConfiguration("SQL", repr(sql), complaint) from error
    finally:
        interrupt.cancel()
    return QueryResult(columns, readable_rows, len(rows) > max_rows)


@contextmanager
def bounded_memory() -> Iterator[None]:
    """Meanwhile the process may take so much more memory than it has: DuckDB's limit leaves out the texts it makes."""
    try:
        in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:  # where the system does not say, DuckDB's own limit is all there is
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (in_use + MEMORY_BYTES, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def readable(value: Any) -> Any:
    """As it is, but what has not come is said in a word."""
    return INFINITY if isinstance(value, date) and value == value.max else value
