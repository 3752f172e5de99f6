"""The ends of topics: the last record that was committed to each partition."""

import time
from collections.abc import Iterator, Sequence

from gridcase_streams.broker import Broker, Reader
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition, Record

PATIENCE = 60.0
"""Seconds for reading to the end of what is there."""


def last_records(broker: Broker, topics: Sequence[str]) -> list[Record]:
    """The last committed record of each partition that has one."""
    partitions = [(name, number) for name, topic in broker.topics(topics).items() for number in range(topic.partitions)]
    if not partitions:
        return []
    reader = broker.reader(dict.fromkeys(partitions, 0))
    try:
        beginnings, ends = reader.beginnings(), reader.ends()
        found: list[Record] = []
        for partition in partitions:
            found += last_record(reader, partition, beginnings[partition], ends[partition])
        return found
    finally:
        reader.close()


def last_record(reader: Reader, partition: Partition, beginning: int, end: int) -> list[Record]:
    """The last committed record, looked for from the end back: markers and aborted records have offsets too."""
    window = 64
    while end > beginning:
        start = max(beginning, end - window)
        reader.seek(partition, start)
        found = [record for record in until(reader, {partition: end}) if record[:2] == partition]
        if found or start == beginning:
            return found[-1:]
        window *= 16
    return []


def until(reader: Reader, ends: dict[Partition, int]) -> Iterator[Record]:
    """Every committed record below these offsets, from where the reader stands. Raises ``BrokerUnavailable``."""
    deadline = time.monotonic() + PATIENCE
    while any(reader.position(partition) < end for partition, end in ends.items()):
        for partition, records in reader.poll(0.2).items():
            yield from (record for record in records if record.offset < ends.get(partition, 0))
        if time.monotonic() > deadline:
            raise BrokerUnavailable(f"the end of {', '.join(f'{t}-{n}' for t, n in ends)} did not come")
