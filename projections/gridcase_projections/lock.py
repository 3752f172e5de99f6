"""One writer at a time, by a lock that ends with its process."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gridcase_projections.errors import AnotherWriter

LOCK = "writer.lock"


@contextmanager
def writer_lock(directory: Path) -> Iterator[None]:
    """Be the one writer of the directory, which is made if it is not there. Raises ``AnotherWriter``, with its pid."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / LOCK).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AnotherWriter(directory, file.read().strip() or "unknown") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
