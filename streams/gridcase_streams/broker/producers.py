"""What writes to a broker: transactions, and single records."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from kafka import TopicPartition  # type: ignore[import-untyped]
from kafka import errors as kafka_errors
from kafka.partitioner.default import murmur2  # type: ignore[import-untyped]

from gridcase_streams.broker.closing import close
from gridcase_streams.broker.errors import translated_errors
from gridcase_streams.cloud_events import Header
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition
from gridcase_streams.timeouts import wait_until, within


class TransactionalProducer:
    """A producer whose records appear together, or not at all. Another with the same id fences it."""

    def __init__(self, producer: Any, timeout_seconds: float) -> None:
        self._producer = producer
        self._timeout_seconds = timeout_seconds
        self._futures: list[Any] = []
        self._epoch_at_begin: tuple[int, int] = (-1, -1)

    def start(self) -> None:
        """Fence an older one, and end what it left open. Raises ``BrokerUnavailable``, ``NotAllowed``."""
        with self._translated_errors():
            within(self._timeout_seconds, "beginning to publish", self._producer.init_transactions)

    def begin(self) -> None:
        with self._translated_errors():
            self._producer.begin_transaction()
        self._epoch_at_begin = self._current_epoch()

    def send(self, records: Iterable[tuple[str, bytes, bytes, list[Header]]]) -> int:
        """Add records (topic, key, value, headers) to the transaction; returns how many."""
        send, count_before = self._producer.send, len(self._futures)
        with self._translated_errors():
            for topic, key, value, headers in records:
                self._futures.append(send(topic, value, key, headers))
        return len(self._futures) - count_before

    def flush(self) -> dict[Partition, int]:
        """Wait until the broker holds every record; gives the last offset in each partition. Raises like ``commit``."""
        futures, self._futures = self._futures, []
        offsets: dict[Partition, int] = {}
        with self._translated_errors():
            within(self._timeout_seconds, "sending a transaction", self._producer.flush)
            for future in futures:
                if not future.succeeded():
                    raise future.exception or BrokerUnavailable("a record was not sent")
                metadata = future.value
                offsets[metadata.topic_partition] = metadata.offset
        return {(topic, partition): offset for (topic, partition), offset in offsets.items()}

    def commit(self) -> None:
        """Make the records appear. Raises ``Fenced``, or ``BrokerUnavailable`` if that is not known after a while.

        After some errors the client takes a new epoch by itself and goes on. The broker has then aborted what was sent
        before, though it was acknowledged: to commit would be to publish the second half alone.
        """
        if self._current_epoch() != self._epoch_at_begin:
            raise BrokerUnavailable("the transaction was cut in two by a new epoch")
        with self._translated_errors():
            within(self._timeout_seconds, "committing a transaction", self._producer.commit_transaction)

    def end_dangling(self, partitions: Iterable[Partition], *, commit: bool) -> None:
        """A transaction without a record in these partitions: what our id left open there is ended with it."""
        self.begin()
        manager = self._producer._transaction_manager
        topic_partitions = [TopicPartition(*partition) for partition in partitions]
        with self._translated_errors():
            for topic_partition in topic_partitions:
                manager.maybe_add_partition_to_transaction(topic_partition)
            self._producer._sender.wakeup()
            if not wait_until(lambda: all(map(manager.is_partition_added, topic_partitions)), self._timeout_seconds):
                raise BrokerUnavailable(f"joining partitions took more than {self._timeout_seconds:g} s")
            ending = self._producer.commit_transaction if commit else self._producer.abort_transaction
            within(self._timeout_seconds, "ending a transaction", ending)

    def close(self) -> None:
        """Leave, without waiting for what was not committed."""
        close(self._producer)

    def _current_epoch(self) -> tuple[int, int]:
        """The id and epoch that the broker knows the producer by."""
        current = self._producer._transaction_manager.producer_id_and_epoch
        return current.producer_id, current.epoch

    @contextmanager
    def _translated_errors(self, topic: str = "") -> Iterator[None]:
        """Once something failed, the producer answers every call with it, in words alone: find the error itself."""
        with translated_errors(topic):
            try:
                yield
            except kafka_errors.KafkaError as error:
                if type(error) is kafka_errors.KafkaError:
                    raise (self._producer._transaction_manager.last_error or error) from error
                raise


class Producer:
    """A producer of single records, for replies and dead letters."""

    def __init__(self, producer: Any, timeout_seconds: float) -> None:
        self._producer = producer
        self._timeout_seconds = timeout_seconds
        self._futures: list[Any] = []

    def send(self, topic: str, key: bytes | None, value: bytes | None, headers: list[Header]) -> None:
        with translated_errors(topic):
            self._futures.append(self._producer.send(topic, value, key, headers))

    def flush(self) -> None:
        """Wait until the broker holds them all. Raises ``BrokerUnavailable``, ``TopicMissing``, ``NotAllowed``."""
        futures, self._futures = self._futures, []
        with translated_errors():
            within(self._timeout_seconds, "sending", self._producer.flush)
            for future in futures:
                future.get(timeout=self._timeout_seconds)

    def close(self) -> None:
        close(self._producer)


def partition_of(key: bytes, partitions: int) -> int:
    """Where kafka-python, and Java's client, put a key."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
