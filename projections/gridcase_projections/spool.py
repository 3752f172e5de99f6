"""A batch of events on its way into DuckDB: lines of JSON around the stored bytes, which are not encoded again.

DuckDB and the engine's decoder are two readers of the same bytes, and DuckDB is the one that converts: ``"1"`` to a
number, anything to a text. So a line is what the decoder has read as an event; what DuckDB still cannot take of it is
encoded again, or left out by its position (``mending``).

Stored bytes may be personal, so a batch stays in memory where the system can do that, and is never left behind.
"""

import os
import tempfile
from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import IO

from msgspec import Struct, json

from gridcase.errors import NOT_JSON, UnreadableEvent
from gridcase.store.codec import Codec
from gridcase.store.port import StoredEvent


class LeftOut(Struct, frozen=True):
    """An event that no read model holds, by its place in the source, and why.

    ``stream`` and ``version`` are as they are stored, whatever that is; ``stream`` is empty where it is unknown.
    ``readable`` says that the engine reads it, and DuckDB alone cannot.
    """

    partition: int
    position: int
    stream: str
    version: str
    reason: str
    readable: bool = False

    def __str__(self) -> str:
        named = f" ({self.stream} version {self.version})" if self.stream else ""
        return f"position {self.position}{named} is left out: {self.reason}"


position_of, data_of = attrgetter("position"), attrgetter("data")

IN_MEMORY = hasattr(os, "memfd_create")

NO_LINE = (*NOT_JSON, TypeError, ValueError)
"""What making lines raises of bytes that are not one; a store that somebody else wrote may not even hold bytes."""


class Spool:
    """Events as a file that DuckDB reads: ``path`` is good until the spool is closed.

    ``left_out`` are those that cannot be a line; ``places`` of the others are known by the number of the line.
    """

    def __init__(self, codec: Codec) -> None:
        self.left_out: list[LeftOut] = []
        self._codec = codec
        self._file = private_file()
        self._runs: list[tuple[int, array[int]]] = []

    def add(self, partition: int, events: Sequence[StoredEvent]) -> None:
        """Events of a partition, each as a line of its own."""
        try:
            lines = lines_of(self._codec, events)
        except NO_LINE:
            lines = b"".join(self._one_by_one(partition, events))
        else:
            self._runs.append((partition, array("q", map(position_of, events))))
        self._file.write(lines)

    def _one_by_one(self, partition: int, events: Sequence[StoredEvent]) -> Iterable[bytes]:
        for event in events:
            try:
                line = line_of(self._codec, event)
            except UnreadableEvent as error:
                where = (partition, event.position, str(event.stream), str(event.version))
                self.left_out.append(LeftOut(*where, error.reason))
            else:
                self._runs.append((partition, array("q", [event.position])))
                yield line

    def encoded_again(self, line: bytes) -> bytes:
        """A line of the spool with each key once, as the engine reads it."""
        version, data = parts_of(line)
        return encoded_again(self._codec, StoredEvent(0, "", version, "", data))

    def places(self) -> list[tuple[int, int]]:
        """The partition and position of every line."""
        return [(partition, position) for partition, positions in self._runs for position in positions]

    def lines(self) -> list[bytes]:
        with open(self.path, "rb") as written:  # noqa: PTH123 a file that may have no name
            return written.readlines()

    def replace(self, lines: Iterable[bytes], left_out: Iterable[LeftOut]) -> None:
        """What ``mending`` made of it."""
        self.left_out += left_out
        self._file.close()
        self._file = private_file()
        self._file.writelines(lines)

    @property
    def path(self) -> str:
        return path_of(self._file)

    def close(self) -> None:
        self._file.close()


def lines_of(codec: Codec, events: Sequence[StoredEvent]) -> bytes:
    """A line for each event. Raises one of ``NO_LINE`` if the bytes of one are no event, or more than a line."""
    deque(map(codec.read, map(data_of, events)), maxlen=0)
    lines = b"".join([b'{"version":%d,"data":%b}\n' % (event.version, event.data) for event in events])
    if lines.count(b"\n") > len(events):
        raise ValueError("a line break within an event")
    return lines


def line_of(codec: Codec, event: StoredEvent) -> bytes:
    """The event as a line, encoded again if it must be. Raises ``UnreadableEvent``."""
    try:
        return lines_of(codec, [event])
    except NO_LINE:
        return encoded_again(codec, event)


def encoded_again(codec: Codec, event: StoredEvent) -> bytes:
    """The line of what the engine reads in the event: one value for each key, and nothing between them."""
    data = json.encode(codec.decode(event).envelope)
    try:
        return lines_of(codec, [StoredEvent(event.position, event.stream, event.version, event.tag, data)])
    except NO_LINE as error:
        raise UnreadableEvent(event.stream, event.version, str(error), event.position) from error


def parts_of(line: bytes) -> tuple[int, bytes]:
    """The version and the bytes of which a line was made."""
    opening, _, data = line.partition(b',"data":')
    return int(opening.rpartition(b":")[2]), data.removesuffix(b"}\n")


def private_file() -> IO[bytes]:
    if IN_MEMORY:
        return open(os.memfd_create("gridcase-batch"), "wb")  # noqa: PTH123 it has no path
    return tempfile.NamedTemporaryFile(prefix="gridcase-batch-")


def path_of(file: IO[bytes]) -> str:
    """By which DuckDB reads what was written to it."""
    file.flush()
    return f"/proc/self/fd/{file.fileno()}" if IN_MEMORY else file.name
