"""Transactions that a broker's crash left half done.

A coordinator that starts while its broker does not know all topics yet passes over those that it does not know: there
a transaction stays open though it was decided, hides whatever comes after it, and becomes part of the next one, for
better or worse. So a publisher ends what is open before it begins, and begins a transaction only when the one before
can be seen everywhere.

What is open is committed if its checkpoint is: the transaction was. Otherwise it is aborted, and published again where
it is missing.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from gridcase_streams.broker import Broker, Reader, Transactions
from gridcase_streams.checkpoints import START, Marks, sequence_of
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition, Record
from gridcase_streams.tails import until

GRACE = 1.0
"""Seconds for a broker to end by itself what an older publisher left open."""

LOOK = 0.005
"""Seconds between two looks."""


def end_what_is_open(
    broker: Broker,
    reader: Reader,
    transactions: Transactions,
    partitions: Sequence[Partition],
    marks: Callable[[], Marks],
) -> None:
    """Commit or abort what an older publisher left open; ``marks`` reads those committed. Raises ``StreamError``."""

    def left_open() -> dict[Partition, int]:
        """Where each partition can be read no further, though more is written."""
        written, seen = broker.high_watermarks(partitions), reader.ends(partitions)
        return {partition: seen[partition] for partition in partitions if seen[partition] < written[partition]}

    if became_true(lambda: not left_open(), GRACE):
        return
    found = left_open()
    known = marks()
    decided = {one: is_committed(known, record) for one, record in first_records(broker, found).items()}
    for commit in (True, False):
        if ending := [one for one in found if decided.get(one, False) is commit]:
            transactions.end(ending, commit=commit)
    if not became_true(lambda: not left_open(), broker.settings.streams.patience):
        raise BrokerUnavailable("a transaction stays open that an older publisher left")


def is_committed(marks: Marks, record: Record) -> bool:
    """Whether the event is one that a committed checkpoint speaks of."""
    mark = marks.get(record.topic)
    return mark is not None and START < sequence_of(record) <= mark.position


def first_records(broker: Broker, places: Mapping[Partition, int]) -> dict[Partition, Record]:
    """The first record from each of these offsets on, committed or not."""
    reader = broker.reader(places, committed=False)
    found: dict[Partition, Record] = {}
    try:
        for record in until(reader, reader.ends()):
            found.setdefault((record.topic, record.partition), record)
    finally:
        reader.close()
    return found


def wait_until_seen(reader: Reader, last: Mapping[Partition, int], patience: float) -> None:
    """Wait until the records at these offsets can be read. Raises ``BrokerUnavailable``."""
    partitions = list(last)

    def seen() -> bool:
        ends = reader.ends(partitions)
        return all(ends[partition] > offset for partition, offset in last.items())

    if not became_true(seen, patience):
        raise BrokerUnavailable("a transaction was committed, but cannot be seen")


def became_true(question: Callable[[], bool], patience: float) -> bool:
    deadline = time.monotonic() + patience
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK)
    return True
