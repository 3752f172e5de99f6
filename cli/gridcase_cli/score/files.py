"""Scores as files that other programs read."""

import sys
from pathlib import Path

from msgspec import Struct

from gridcase.csv_files import FOR_EXCEL, FOR_PROGRAMS, write_table
from gridcase.files import check_output, output_file
from gridcase_cli.score.table import ScoreTable

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

    def write(self, table: ScoreTable, *, rehearsal: bool) -> None:
        columns, rows = table.columns(), table.cells()
        if self.csv == STANDARD_OUTPUT:
            sys.stdout.flush()
            write_table(sys.stdout.buffer, columns, rows, FOR_PROGRAMS, rehearsal=rehearsal)
        elif self.csv:
            with output_file(Path(self.csv), force=self.force, option="--csv") as file:
                write_table(file, columns, rows, FOR_PROGRAMS, rehearsal=rehearsal)
        if self.excel:
            with output_file(Path(self.excel), force=self.force, option="--excel") as file:
                write_table(file, columns, rows, FOR_EXCEL, rehearsal=rehearsal)
        if self.parquet:
            from gridcase_projections.exports import write_parquet

            with output_file(Path(self.parquet), force=self.force, option="--parquet") as file:
                write_parquet(file, columns, rows, rehearsal=rehearsal)
