"""Rows as a file of Parquet, by DuckDB."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from gridcase_projections.database import in_memory, quoted


def write_parquet(file: BinaryIO, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows under ``columns``, each with its SQL type. Raises ``ReadModelsUnavailable`` if that cannot be."""
    names = [f'"{name}"' for name in columns]
    typed = enumerate(zip(names, columns.values(), strict=True), 1)
    lists = ", ".join(f"unnest(${place}::{kind}[]) as {name}" for place, (name, kind) in typed)
    values = [[row[place] for row in rows] for place in range(len(names))]
    with TemporaryDirectory(prefix="gridcase-export-") as folder, in_memory() as connection:
        written = Path(folder) / "rows.parquet"
        connection.execute(f"create table rows as select {lists}", values)
        connection.execute(f"copy rows to {quoted(written)} (format parquet)")
        with written.open("rb") as rows_written:
            copyfileobj(rows_written, file)
