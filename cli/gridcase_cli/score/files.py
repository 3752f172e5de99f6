"""Scores as files that other programs read."""

import csv
import sys
from contextlib import nullcontext
from pathlib import Path

from gridcase.errors import BadConfiguration
from gridcase_cli.score.table import ScoreTable, parquet_types


def write_csv(path: str, table: ScoreTable) -> None:
    """Rows of CSV in UTF-8; ``-`` is the standard output."""
    rows = table.flat()
    names = list(dict.fromkeys([table.by, *(name for row in rows for name in row)]))
    try:
        with nullcontext(sys.stdout) if path == "-" else Path(path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BadConfiguration("--csv", repr(path), f"a file that can be written ({error.strerror})") from error


def write_parquet(path: str, table: ScoreTable) -> None:
    from gridcase_projections.exports import write_parquet

    rows = table.flat()
    columns = {table.by: "VARCHAR", **parquet_types(rows)}
    write_parquet(Path(path), columns, [[row.get(name) for name in columns] for row in rows])
