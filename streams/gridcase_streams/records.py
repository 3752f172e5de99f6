"""What a broker has: topics, partitions, records."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from msgspec import Struct

from gridcase_streams.cloud_events import Header

Partition = tuple[str, int]
"""A topic's name and the number of a partition."""


class Record(NamedTuple):
    """A record as it was read. ``appended_ms`` is when the broker took it, where the topic is told to say so."""

    topic: str
    partition: int
    offset: int
    appended_ms: int | None
    key: bytes | None
    value: bytes | None
    headers: Sequence[Header]


class RawRecord(Protocol):
    """What is needed of a record as the client gives it."""

    @property
    def offset(self) -> int: ...

    @property
    def value(self) -> bytes | None: ...

    @property
    def headers(self) -> Sequence[Header]: ...


class Topic(Struct, frozen=True, kw_only=True):
    """A topic as the broker has it; ``id`` changes when it is deleted and made again."""

    name: str
    id: str
    partitions: int
    replication: int
