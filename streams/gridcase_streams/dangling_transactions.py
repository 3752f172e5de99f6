"""Transactions that a broker's crash left half done.

A coordinator that starts while its broker does not know all topics yet passes over those that it does not know: there
a transaction stays open though it was decided, hides whatever comes after it, and becomes part of the next one, for
better or worse. So a publisher ends what is open before it begins, and begins a transaction only when the one before
can be seen everywhere.

What is open is committed if its checkpoint is: the transaction was. Otherwise it is aborted, and published again where
it is missing.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from gridcase_streams.broker import Broker, Consumer, TransactionalProducer
from gridcase_streams.checkpoints import BEFORE_FIRST, Progress, store_position_of
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.last_records import records_until
from gridcase_streams.records import Partition, Record
from gridcase_streams.timeouts import wait_until

GRACE_SECONDS = 1.0
"""For a broker to end by itself what an older publisher left open."""


def end_dangling_transactions(
    broker: Broker,
    consumer: Consumer,
    producer: TransactionalProducer,
    partitions: Sequence[Partition],
    read_progress: Callable[[], Progress],
) -> None:
    """Commit or abort what an older publisher left open. Raises ``StreamError``.

    ``read_progress`` gives what the last committed checkpoint says.
    """

    def dangling_offsets() -> dict[Partition, int]:
        """Where each partition can be read no further, though more is written."""
        written, visible = broker.high_watermarks(partitions), consumer.end_offsets(partitions)
        return {partition: visible[partition] for partition in partitions if visible[partition] < written[partition]}

    if wait_until(lambda: not dangling_offsets(), GRACE_SECONDS):
        return
    dangling = dangling_offsets()
    progress = read_progress()
    was_committed = {one: is_committed(progress, record) for one, record in first_records(broker, dangling).items()}
    for commit in (True, False):
        if ending := [one for one in dangling if was_committed.get(one, False) is commit]:
            producer.end_dangling(ending, commit=commit)
    if not wait_until(lambda: not dangling_offsets(), broker.settings.streams.timeout_seconds):
        raise BrokerUnavailable("a transaction stays open that an older publisher left")


def is_committed(progress: Progress, record: Record) -> bool:
    """Whether the event is one that a committed checkpoint speaks of."""
    topic_progress = progress.get(record.topic)
    return topic_progress is not None and BEFORE_FIRST < store_position_of(record) <= topic_progress.position


def first_records(broker: Broker, offsets: Mapping[Partition, int]) -> dict[Partition, Record]:
    """The first record from each of these offsets on, committed or not."""
    records: dict[Partition, Record] = {}
    with closing(broker.consumer(offsets, committed=False)) as consumer:
        for record in records_until(consumer, consumer.end_offsets()):
            records.setdefault((record.topic, record.partition), record)
    return records


def wait_until_visible(consumer: Consumer, last: Mapping[Partition, int], timeout_seconds: float) -> None:
    """Wait until the records at these offsets can be read. Raises ``BrokerUnavailable``."""
    partitions = list(last)

    def visible() -> bool:
        ends = consumer.end_offsets(partitions)
        return all(ends[partition] > offset for partition, offset in last.items())

    if not wait_until(visible, timeout_seconds):
        raise BrokerUnavailable("a transaction was committed, but cannot be seen")
