"""Scores as files that other programs read."""

import sys
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from gridcase.csv_files import FOR_EXCEL, FOR_PROGRAMS, write_rows
from gridcase.files import check_output, output_file
from gridcase_cli.score.table import ScoreTable, parquet_types

STANDARD_OUTPUT = "-"


class Files(Struct, frozen=True):
    """Where scores go, beside or instead of the terminal; empty where they do not."""

    csv: str = ""
    excel: str = ""
    parquet: str = ""
    force: bool = False

    def __bool__(self) -> bool:
        return bool(self.csv or self.excel or self.parquet)

    def check(self) -> None:
        """Raises ``BadConfiguration``, before anything is counted, where none of them can be put."""
        for option, path in (("--csv", self.csv), ("--excel", self.excel), ("--parquet", self.parquet)):
            if path and (option, path) != ("--csv", STANDARD_OUTPUT):
                check_output(Path(path), force=self.force, option=option)

    def write(self, table: ScoreTable) -> None:
        if self.csv == STANDARD_OUTPUT:
            sys.stdout.flush()
            write_rows(sys.stdout.buffer, flat_rows(table), FOR_PROGRAMS)
        elif self.csv:
            with output_file(Path(self.csv), force=self.force, option="--csv") as file:
                write_rows(file, flat_rows(table), FOR_PROGRAMS)
        if self.excel:
            with output_file(Path(self.excel), force=self.force, option="--excel") as file:
                write_rows(file, flat_rows(table), FOR_EXCEL)
        if self.parquet:
            with output_file(Path(self.parquet), force=self.force, option="--parquet") as file:
                write_parquet(file, table)


def write_parquet(file: BinaryIO, table: ScoreTable) -> None:
    from gridcase_projections.exports import write_parquet

    rows = table.flat()
    columns = {table.by: "VARCHAR", **parquet_types(rows)}
    write_parquet(file, columns, [[row.get(name) for name in columns] for row in rows])


def flat_rows(table: ScoreTable) -> list[list[object]]:
    """The names of all columns, and under them what each row says."""
    rows = table.flat()
    names = list(dict.fromkeys([table.by, *(name for row in rows for name in row)]))
    return [[*names], *([row.get(name, "") for name in names] for row in rows)]
