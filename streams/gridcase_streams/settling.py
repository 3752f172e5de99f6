"""Transactions that a broker's crash left half done.

A coordinator that starts while its broker does not know all topics yet passes over those that it does not know: there
a transaction stays open though it was decided, hides whatever comes after it, and becomes part of the next one, for
better or worse. So a publisher ends what is open before it begins, and begins a transaction only when the one before
can be seen everywhere.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from gridcase_streams.broker import Broker, Reader, Transactions
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition

GRACE = 1.0
"""Seconds for a broker to end by itself what an older publisher left open."""

LOOK = 0.005
"""Seconds between two looks."""


def end_what_is_open(
    broker: Broker, reader: Reader, transactions: Transactions, partitions: Sequence[Partition]
) -> None:
    """Abort what is open in the partitions, which nobody has seen. Raises ``BrokerUnavailable``."""

    def left_open() -> list[Partition]:
        written, seen = broker.high_watermarks(partitions), reader.ends(partitions)
        return [partition for partition in partitions if seen[partition] < written[partition]]

    if not became_true(lambda: not left_open(), GRACE):
        transactions.abort(left_open())
        if not became_true(lambda: not left_open(), broker.settings.streams.patience):
            raise BrokerUnavailable("a transaction stays open that an older publisher left")


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
