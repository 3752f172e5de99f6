"""Where bad rows go: a CSV file that tells what is wrong with each, followed by the row as it was.

So that the rows can be mended there, and the same file imported again.
"""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO, Self, cast

from gridcase.csv_files import write_rows
from gridcase.errors import BadConfiguration
from gridcase.files import whole_file
from gridcase.importers.rows import BadRow

TELLING = ("line", "column", "value", "reason")
"""The columns before those of the file itself."""

MOST_OF_A_STEM = 60
"""Characters: the whole name is one that every file system takes."""

COPIED = 1 << 20
"""Bytes that are copied at once."""


def quarantine_name(source: str, file: Path) -> str:
    """``nyc311-requests-1c3f90ab.csv``: the same for the same file, another for a file of this name elsewhere."""
    folder = os.fsencode(file.resolve().parent)
    stem = os.fsencode(file.stem).decode(errors="replace")[:MOST_OF_A_STEM]
    return f"{source}-{stem}-{sha256(folder).hexdigest()[:8]}.csv"


class Quarantine:
    """Stands under its own name once the import is over, and only if a row was bad."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        """Raises ``BadConfiguration`` where no file can be written."""
        self.path = path
        self.rows = 0
        self._header = header
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._draft = cast("BinaryIO", TemporaryFile(dir=path.parent))  # noqa: SIM115 closed on exit
        except OSError as error:
            raise BadConfiguration(str(path), "", f"a place for bad rows ({error.strerror})") from error

    def __enter__(self) -> Self:
        return self

    def add(self, bad: BadRow) -> None:
        if not self.rows:
            write_rows(self._draft, [[*TELLING, *self._header]])
        self.rows += 1
        write_rows(self._draft, [[bad.row.line, bad.column, bad.value, bad.reason, *bad.row.fields]])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._draft:
            if self.rows and error is None:
                self._draft.seek(0)
                with whole_file(self.path, replace=True) as file:
                    while piece := self._draft.read(COPIED):
                        file.write(piece)
