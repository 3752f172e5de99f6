"""Rows as a file of Parquet, by DuckDB."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from gridcase.rehearsal import MARK, marked_table
from gridcase_projections.database import in_memory, quoted


def write_parquet(
    file: BinaryIO, columns: Mapping[str, str], rows: Iterable[Sequence[Any]], *, rehearsal: bool
) -> None:
    """Write rows under ``columns``, each with its SQL type; those of a ``rehearsal`` say so.

    Raises ``ReadModelsUnavailable`` if that cannot be.
    """
    names, marked_rows = marked_table(columns, rows, rehearsal=rehearsal)
    kinds, cells = {MARK: "BOOLEAN", **columns}, list(marked_rows)
    lists = ", ".join(f'unnest(${place}::{kinds[name]}[]) as "{name}"' for place, name in enumerate(names, 1))
    values = [[row[place] for row in cells] for place in range(len(names))]
    with TemporaryDirectory(prefix="gridcase-export-") as folder, in_memory() as connection:
        written = Path(folder) / "rows.parquet"
        connection.execute(f"create table rows as select {lists}", values)
        connection.execute(f"copy rows to {quoted(written)} (format parquet)")
        with written.open("rb") as rows_written:
            copyfileobj(rows_written, file)
