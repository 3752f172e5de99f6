"""Where bad rows go: a CSV file that tells what is wrong with each, followed by the row as it was.

So that the rows can be mended there, and the same file imported again.
"""

import csv
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from gridcase.errors import BadConfiguration
from gridcase.importers.rows import BadRow

TELLING = ("line", "column", "value", "reason")


class Quarantine:
    """Stands under its own name once the import is over, and only if a row was bad."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        """Raises ``BadConfiguration`` where no file can be written."""
        self.path = path
        self.rows = 0
        self._unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        self._header = header
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: IO[str] = self._unfinished.open("w", encoding="utf-8", errors="backslashreplace", newline="")
        except OSError as error:
            raise BadConfiguration(str(path), "", f"a place for bad rows ({error.strerror})") from error
        self._writer: Any = csv.writer(self._file)

    def __enter__(self) -> Self:
        return self

    def add(self, bad: BadRow) -> None:
        if not self.rows:
            self._writer.writerow([*TELLING, *self._header])
        self.rows += 1
        self._writer.writerow([bad.row.line, bad.column, bad.value, bad.reason, *bad.row.fields])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self.rows and error is None:
            self._unfinished.replace(self.path)
        else:
            self._unfinished.unlink()
