"""What a broker has: topics, partitions, records."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import Struct

from gridcase_streams.envelope import Header

Partition = tuple[str, int]
"""A topic's name and the number of a partition."""


class Record(NamedTuple):
    """A record as it was read."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[Header]


class Topic(Struct, frozen=True, kw_only=True):
    """A topic as the broker has it; ``id`` changes when it is deleted and made again."""

    name: str
    id: str
    partitions: int
    replication: int
