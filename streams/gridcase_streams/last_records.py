"""The ends of topics: the last record that was committed to each partition."""

import time
from collections.abc import Iterator, Sequence

from gridcase_streams.broker import Consumer
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition, Record, Topic

FETCH_SECONDS = 0.2
"""For the next records, at most, before it is asked again how far the end is."""

READ_TIMEOUT_SECONDS = 60.0
"""For reading to the end of what is there."""

FIRST_WINDOW_OFFSETS = 64
"""So many are looked through at first; markers and records that were never committed have offsets too."""


def partitions_of(topics: Sequence[Topic]) -> list[Partition]:
    """Every partition of these topics."""
    return [(topic.name, number) for topic in topics for number in range(topic.partitions)]


def last_records(consumer: Consumer, partitions: Sequence[Partition]) -> dict[Partition, Record]:
    """The last committed record of each of these partitions that has one, looked for from the end back."""
    beginnings, ends = consumer.beginning_offsets(partitions), consumer.end_offsets(partitions)
    remaining = {partition for partition in partitions if ends[partition] > beginnings[partition]}
    newest: dict[Partition, Record] = {}
    window = FIRST_WINDOW_OFFSETS
    while remaining:
        starts = {partition: max(beginnings[partition], ends[partition] - window) for partition in remaining}
        consumer.resume_only(remaining)
        for partition, start in starts.items():
            consumer.seek(partition, start)
        for record in records_until(consumer, {partition: ends[partition] for partition in remaining}):
            newest[record.topic, record.partition] = record
        remaining = {one for one in remaining if one not in newest and starts[one] > beginnings[one]}
        window *= 16
    return newest


def records_until(consumer: Consumer, ends: dict[Partition, int]) -> Iterator[Record]:
    """Every committed record below these offsets, from where the consumer stands. Raises ``BrokerUnavailable``."""
    deadline = time.monotonic() + READ_TIMEOUT_SECONDS
    while any(consumer.position(partition) < end for partition, end in ends.items()):
        for partition, records in consumer.poll(FETCH_SECONDS).items():
            yield from (record for record in records if record.offset < ends.get(partition, 0))
        if time.monotonic() > deadline:
            raise BrokerUnavailable(f"the end of {', '.join(f'{t}-{n}' for t, n in ends)} did not come")
