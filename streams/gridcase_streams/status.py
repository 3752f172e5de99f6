"""How publishing goes, for others to read in a small file."""

import os
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from gridcase.errors import NOT_JSON
from gridcase.files import whole_file

WRITE_INTERVAL_SECONDS = 1.0
"""Between two writings of the file, at least."""


class PublisherStatus(Struct, frozen=True, kw_only=True):
    """What a publisher last said of itself. ``events_per_second`` is of the last stretch in which it published."""

    at: datetime
    pid: int
    position: int = 0
    published: int = 0
    events_per_second: float = 0.0
    last_error: str = ""
    last_error_at: datetime | None = None


class StatusFile:
    """Where a publisher leaves its status; written whole, by rename."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._path = folder / "publisher.json"
        self._clock = clock
        self._status = PublisherStatus(at=clock(), pid=os.getpid())
        self._rate_since = time.monotonic()
        self._events_since_write = 0
        self._written_at = 0.0

    def published(self, position: int, events: int) -> None:
        self._events_since_write += events
        self._status = structs.replace(self._status, position=position, published=self._status.published + events)
        if time.monotonic() - self._written_at >= WRITE_INTERVAL_SECONDS:
            self._write()

    def failed(self, error: Exception) -> None:
        self._status = structs.replace(self._status, last_error=str(error), last_error_at=self._clock())
        self._write()

    def close(self) -> None:
        """The last word."""
        self._write()

    def _write(self) -> None:
        now = time.monotonic()
        if self._events_since_write:
            rate = self._events_since_write / max(now - self._rate_since, 1e-9)
            self._status = structs.replace(self._status, events_per_second=round(rate, 1))
        self._rate_since, self._events_since_write, self._written_at = now, 0, now
        self._status = structs.replace(self._status, at=self._clock())
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(self._path, replace=True) as file:
            file.write(msgspec.json.encode(self._status))


def read_status(folder: Path) -> PublisherStatus | None:
    """What the publisher of this home last said; nothing if there never was one."""
    try:
        return msgspec.json.decode((folder / "publisher.json").read_bytes(), type=PublisherStatus)
    except (FileNotFoundError, *NOT_JSON):
        return None
