"""A batch of events on its way into DuckDB: lines of JSON around the stored bytes, which are not encoded again.

Stored bytes may be personal, so a batch stays in memory where the system can do that, and is never left behind.
"""

import os
import tempfile
from collections.abc import Sequence
from itertools import chain, repeat
from operator import attrgetter
from typing import IO

from gridcase.store.port import StoredEvent


class Openings(dict[int, bytes]):
    """What stands before the stored bytes of an event, by its version."""

    def __missing__(self, version: int) -> bytes:
        opening = self[version] = b'{"version":%d,"data":' % version
        return opening


OPENINGS = Openings()


class Spool:
    """Events as a file that DuckDB reads: ``path`` is good until the spool is closed."""

    def __init__(self) -> None:
        self._file = _private_file()

    def add(self, events: Sequence[StoredEvent]) -> None:
        self._file.write(_lines(events))

    @property
    def path(self) -> str:
        self._file.flush()
        return f"/proc/self/fd/{self._file.fileno()}" if IN_MEMORY else self._file.name

    def close(self) -> None:
        self._file.close()


VERSION, STORED = attrgetter("version"), attrgetter("data")

IN_MEMORY = hasattr(os, "memfd_create")


def _private_file() -> IO[bytes]:
    if IN_MEMORY:
        return open(os.memfd_create("gridcase-batch"), "wb")  # noqa: PTH123 it has no path
    return tempfile.NamedTemporaryFile(prefix="gridcase-batch-")


def _lines(events: Sequence[StoredEvent]) -> bytes:
    openings = map(OPENINGS.__getitem__, map(VERSION, events))
    return b"".join(chain.from_iterable(zip(openings, map(STORED, events), repeat(b"}\n"), strict=False)))
