"""What writes to a broker: transactions, and single records."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kafka import TopicPartition  # type: ignore[import-untyped]
from kafka import errors as kafka_errors
from kafka.partitioner.default import murmur2  # type: ignore[import-untyped]

from gridcase_streams.broker.closing import close
from gridcase_streams.broker.errors import our_errors
from gridcase_streams.envelope import Header
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.patience import within
from gridcase_streams.records import Partition


class Transactions:
    """A producer whose records appear together, or not at all. Another with the same id fences it."""

    def __init__(self, producer: Any, patience: float) -> None:
        self._producer = producer
        self._patience = patience
        self._sent: list[Any] = []
        self._begun_as: tuple[int, int] = (-1, -1)

    def start(self) -> None:
        """Fence an older one, and end what it left open. Raises ``BrokerUnavailable``, ``NotAllowed``."""
        with self._errors():
            within(self._patience, "beginning to publish", self._producer.init_transactions)

    def begin(self) -> None:
        with self._errors():
            self._producer.begin_transaction()
        self._begun_as = self._identity()

    def send(self, messages: Iterable[tuple[str, bytes, bytes, list[Header]]]) -> int:
        """Add records (topic, key, value, headers) to the transaction; returns how many."""
        send, before = self._producer.send, len(self._sent)
        with self._errors():
            for topic, key, value, headers in messages:
                self._sent.append(send(topic, value, key, headers))
        return len(self._sent) - before

    def flush(self) -> dict[Partition, int]:
        """Wait until the broker holds every record; gives the last offset in each partition. Raises like ``commit``."""
        sent, self._sent = self._sent, []
        offsets: dict[Partition, int] = {}
        with self._errors():
            within(self._patience, "sending a transaction", self._producer.flush)
            for future in sent:
                if not future.succeeded():
                    raise future.exception or BrokerUnavailable("a record was not sent")
                known = future.value
                offsets[known.topic_partition] = known.offset
        return {(topic, partition): offset for (topic, partition), offset in offsets.items()}

    def commit(self) -> None:
        """Make the records appear. Raises ``Fenced``, or ``BrokerUnavailable`` if that is not known after a while.

        After some errors the client takes a new epoch by itself and goes on. The broker has then aborted what was sent
        before, though it was acknowledged: to commit would be to publish the second half alone.
        """
        if self._identity() != self._begun_as:
            raise BrokerUnavailable("the transaction was cut in two by a new epoch")
        with self._errors():
            within(self._patience, "committing a transaction", self._producer.commit_transaction)

    def end(self, partitions: Iterable[Partition], *, commit: bool) -> None:
        """A transaction without a record in these partitions: what our id left open there is ended with it."""
        self.begin()
        manager, places = self._producer._transaction_manager, [TopicPartition(*partition) for partition in partitions]
        with self._errors():
            for place in places:
                manager.maybe_add_partition_to_transaction(place)
            self._producer._sender.wakeup()
            within(self._patience, "joining partitions", lambda: wait_for(manager.is_partition_added, places))
            ending = self._producer.commit_transaction if commit else self._producer.abort_transaction
            within(self._patience, "ending a transaction", ending)

    def close(self) -> None:
        """Leave, without waiting for what was not committed."""
        close(self._producer)

    def _identity(self) -> tuple[int, int]:
        """The id and epoch that the broker knows the producer by."""
        known = self._producer._transaction_manager.producer_id_and_epoch
        return known.producer_id, known.epoch

    @contextmanager
    def _errors(self, topic: str = "") -> Iterator[None]:
        """Once something failed, the producer answers every call with it, in words alone: find the error itself."""
        with our_errors(topic):
            try:
                yield
            except kafka_errors.KafkaError as error:
                if type(error) is kafka_errors.KafkaError:
                    raise (self._producer._transaction_manager.last_error or error) from error
                raise


class Sending:
    """A producer of single records, for replies and dead letters."""

    def __init__(self, producer: Any, patience: float) -> None:
        self._producer = producer
        self._patience = patience
        self._sent: list[Any] = []

    def send(self, topic: str, key: bytes | None, value: bytes | None, headers: list[Header]) -> None:
        with our_errors(topic):
            self._sent.append(self._producer.send(topic, value, key, headers))

    def flush(self) -> None:
        """Wait until the broker holds them all. Raises ``BrokerUnavailable``, ``TopicMissing``, ``NotAllowed``."""
        sent, self._sent = self._sent, []
        with our_errors():
            within(self._patience, "sending", self._producer.flush)
            for future in sent:
                future.get(timeout=self._patience)

    def close(self) -> None:
        close(self._producer)


def partition_of(key: bytes, partitions: int) -> int:
    """Where kafka-python, and Java's client, put a key."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


def wait_for(true: Callable[[Any], bool], every: Sequence[Any]) -> None:
    while not all(map(true, every)):
        time.sleep(0.005)
