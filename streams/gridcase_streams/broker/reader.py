"""What reads from a broker."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka import TopicPartition  # type: ignore[import-untyped]

from gridcase_streams.broker.closing import close
from gridcase_streams.broker.errors import our_errors
from gridcase_streams.records import Partition, Raw, Record

LOG_APPEND_TIME = 1


class Reader:
    """Reads assigned partitions from given offsets on; nothing of it is stored at the broker."""

    def __init__(self, consumer: Any, starts: Mapping[Partition, int]) -> None:
        self._consumer = consumer
        self._partitions = [TopicPartition(*partition) for partition in starts]
        with our_errors():
            consumer.assign(self._partitions)
            for partition, offset in starts.items():
                consumer.seek(TopicPartition(*partition), offset)

    def poll(self, timeout: float, limit: int = 5000) -> dict[Partition, list[Record]]:
        """What has come, waiting at most ``timeout`` seconds for the first. Raises ``BrokerUnavailable``."""
        return {
            partition: [
                Record(
                    r.topic,
                    r.partition,
                    r.offset,
                    r.timestamp if r.timestamp_type == LOG_APPEND_TIME else None,
                    r.key,
                    r.value,
                    r.headers,
                )
                for r in records
            ]
            for partition, records in self._fetch(timeout, limit).items()
        }

    def poll_raw(self, timeout: float, limit: int) -> Mapping[Partition, Sequence[Raw]]:
        """The same in the client's own objects, for whoever needs little of many."""
        return self._fetch(timeout, limit)

    def _fetch(self, timeout: float, limit: int) -> dict[Partition, Any]:
        with our_errors():
            found = self._consumer.poll(timeout_ms=int(timeout * 1000), max_records=limit)
        return {(partition.topic, partition.partition): records for partition, records in found.items()}

    def only(self, partitions: Iterable[Partition]) -> None:
        """Read these partitions, and none of the others for now."""
        chosen = {TopicPartition(*partition) for partition in partitions}
        with our_errors():
            self._consumer.pause(*(other for other in self._partitions if other not in chosen))
            self._consumer.resume(*chosen)

    def seek(self, partition: Partition, offset: int) -> None:
        with our_errors():
            self._consumer.seek(TopicPartition(*partition), offset)

    def position(self, partition: Partition) -> int:
        """The offset of the next record; past records that were never committed."""
        with our_errors():
            return int(self._consumer.position(TopicPartition(*partition), timeout_ms=10_000))

    def ends(self, partitions: Sequence[Partition] | None = None) -> dict[Partition, int]:
        """The offset after the last committed record of these partitions; by default, of all that are read."""
        asked = self._partitions if partitions is None else [TopicPartition(*one) for one in partitions]
        with our_errors():
            found = self._consumer.end_offsets(asked)
        return {(partition.topic, partition.partition): offset for partition, offset in found.items()}

    def beginnings(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The offset of the first record that these partitions still have."""
        with our_errors():
            found = self._consumer.beginning_offsets([TopicPartition(*one) for one in partitions])
        return {(partition.topic, partition.partition): offset for partition, offset in found.items()}

    def close(self) -> None:
        close(self._consumer)
