"""What reads from a broker: partitions by assignment, never by a consumer group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka import TopicPartition  # type: ignore[import-untyped]

from gridcase_streams.broker.closing import close
from gridcase_streams.broker.errors import translated_errors
from gridcase_streams.records import Partition, RawRecord, Record

LOG_APPEND_TIME = 1


class Consumer:
    """Reads assigned partitions from given offsets on; nothing of it is stored at the broker."""

    def __init__(self, consumer: Any, offsets: Mapping[Partition, int]) -> None:
        self._consumer = consumer
        self._partitions = [TopicPartition(*partition) for partition in offsets]
        with translated_errors():
            consumer.assign(self._partitions)
            for partition, offset in offsets.items():
                consumer.seek(TopicPartition(*partition), offset)

    def poll(self, timeout_seconds: float, max_records: int = 5000) -> dict[Partition, list[Record]]:
        """What has come, waiting at most ``timeout_seconds`` for the first. Raises ``BrokerUnavailable``."""
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
            for partition, records in self._fetch(timeout_seconds, max_records).items()
        }

    def poll_raw(self, timeout_seconds: float, max_records: int) -> Mapping[Partition, Sequence[RawRecord]]:
        """The same in the client's own objects, for whoever needs little of many."""
        return self._fetch(timeout_seconds, max_records)

    def _fetch(self, timeout_seconds: float, max_records: int) -> dict[Partition, Any]:
        with translated_errors():
            result = self._consumer.poll(timeout_ms=int(timeout_seconds * 1000), max_records=max_records)
        return {(partition.topic, partition.partition): records for partition, records in result.items()}

    def resume_only(self, partitions: Iterable[Partition]) -> None:
        """Read these partitions, and none of the others for now."""
        resumed = {TopicPartition(*partition) for partition in partitions}
        with translated_errors():
            self._consumer.pause(*(other for other in self._partitions if other not in resumed))
            self._consumer.resume(*resumed)

    def seek(self, partition: Partition, offset: int) -> None:
        with translated_errors():
            self._consumer.seek(TopicPartition(*partition), offset)

    def position(self, partition: Partition) -> int:
        """The offset of the next record; past records that were never committed."""
        with translated_errors():
            return int(self._consumer.position(TopicPartition(*partition), timeout_ms=10_000))

    def end_offsets(self, partitions: Sequence[Partition] | None = None) -> dict[Partition, int]:
        """The offset after the last committed record of these partitions; by default, of all that are read."""
        topic_partitions = self._partitions if partitions is None else [TopicPartition(*one) for one in partitions]
        with translated_errors():
            result = self._consumer.end_offsets(topic_partitions)
        return {(partition.topic, partition.partition): offset for partition, offset in result.items()}

    def beginning_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The offset of the first record that these partitions still have."""
        with translated_errors():
            result = self._consumer.beginning_offsets([TopicPartition(*one) for one in partitions])
        return {(partition.topic, partition.partition): offset for partition, offset in result.items()}

    def close(self) -> None:
        close(self._consumer)
