"""One writer at a time, by a lock that ends with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from gridcase.files import DISK_FULL
from gridcase_projections.errors import AnotherWriter, DiskFull

LOCK = "writer.lock"


@contextmanager
def writer_lock(directory: Path) -> Iterator[None]:
    """Be the one writer of the directory, which is made if it is not there. Raises ``AnotherWriter``, with its pid."""
    with _opened(directory) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AnotherWriter(directory, file.read().strip() or "unknown") from None
        with full_disk_reported():
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def _opened(directory: Path) -> TextIO:
    with full_disk_reported():
        directory.mkdir(parents=True, exist_ok=True)
        return (directory / LOCK).open("a+")


@contextmanager
def full_disk_reported() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise DiskFull from error
