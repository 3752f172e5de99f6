"""The ends of topics: the last record that was committed to each partition."""

import time
from collections.abc import Iterator, Sequence

from gridcase_streams.broker import Reader
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition, Record, Topic

PATIENCE = 60.0
"""Seconds for reading to the end of what is there."""

WINDOW = 64
"""Offsets that are looked through at first; markers and records that were never committed have offsets too."""


def partitions_of(topics: Sequence[Topic]) -> list[Partition]:
    return [(topic.name, number) for topic in topics for number in range(topic.partitions)]


def last_records(reader: Reader, partitions: Sequence[Partition]) -> dict[Partition, Record]:
    """The last committed record of each of these partitions that has one, looked for from the end back."""
    beginnings, ends = reader.beginnings(partitions), reader.ends(partitions)
    looking = {partition for partition in partitions if ends[partition] > beginnings[partition]}
    found: dict[Partition, Record] = {}
    window = WINDOW
    while looking:
        starts = {partition: max(beginnings[partition], ends[partition] - window) for partition in looking}
        reader.only(looking)
        for partition, start in starts.items():
            reader.seek(partition, start)
        for record in until(reader, {partition: ends[partition] for partition in looking}):
            found[record.topic, record.partition] = record
        looking = {one for one in looking if one not in found and starts[one] > beginnings[one]}
        window *= 16
    return found


def until(reader: Reader, ends: dict[Partition, int]) -> Iterator[Record]:
    """Every committed record below these offsets, from where the reader stands. Raises ``BrokerUnavailable``."""
    deadline = time.monotonic() + PATIENCE
    while any(reader.position(partition) < end for partition, end in ends.items()):
        for partition, records in reader.poll(0.2).items():
            yield from (record for record in records if record.offset < ends.get(partition, 0))
        if time.monotonic() > deadline:
            raise BrokerUnavailable(f"the end of {', '.join(f'{t}-{n}' for t, n in ends)} did not come")
