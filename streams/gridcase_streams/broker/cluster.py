"""A cluster: its topics, and whoever writes to it and reads from it."""

import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition  # type: ignore[import-untyped]
from kafka.admin import ConfigResource, ConfigResourceType  # type: ignore[import-untyped]
from kafka.errors import TopicAuthorizationFailedError  # type: ignore[import-untyped]

from gridcase_streams.broker.closing import close
from gridcase_streams.broker.connection import connection_options
from gridcase_streams.broker.consumer import Consumer
from gridcase_streams.broker.errors import translated_errors
from gridcase_streams.broker.handshake import check_reachable, connect_or_explain
from gridcase_streams.broker.producers import Producer, TransactionalProducer
from gridcase_streams.client_options import consumer_options, producer_options
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.records import Partition, Topic
from gridcase_streams.settings import Settings
from gridcase_streams.timeouts import wait_until

T = TypeVar("T")

LATEST_OFFSET = -1


class Broker:
    """A cluster, as the settings reach it. Connects when first asked for something."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``BadConfiguration`` where a certificate, key or token is none."""
        self.settings = settings
        self._connection_options = connection_options(settings)
        self._timeout_seconds = float(settings.streams.timeout_seconds)
        self._admin: Any = None
        logging.getLogger("kafka").setLevel(logging.CRITICAL)

    def transactional_producer(self, transactional_id: str) -> TransactionalProducer:
        """A transactional producer; ``start`` it before anything else."""
        timeout_ms = int(self._timeout_seconds * 1000)
        producer = self._connect(
            KafkaProducer,
            transactional_id=transactional_id,
            transaction_timeout_ms=max(2 * timeout_ms, 10_000),
            max_block_ms=timeout_ms,
            **producer_options(self.settings),
        )
        return TransactionalProducer(producer, self._timeout_seconds)

    def producer(self) -> Producer:
        timeout_ms = int(self._timeout_seconds * 1000)
        return Producer(
            self._connect(KafkaProducer, max_block_ms=timeout_ms, **producer_options(self.settings)),
            self._timeout_seconds,
        )

    def consumer(self, offsets: Mapping[Partition, int], *, committed: bool = True) -> Consumer:
        """Reads what was committed, or all there is, each partition from its offset on."""
        return Consumer(self._connect(KafkaConsumer, group_id=None, **consumer_options(committed)), offsets)

    def topics(self, names: Sequence[str]) -> dict[str, Topic]:
        """Those of the topics that exist. Raises ``NotAllowed`` where we may not know."""
        with translated_errors():
            described = self._admin_client().describe_topics(list(names))
            for topic in described:
                if topic["error_code"] == TopicAuthorizationFailedError.errno:
                    raise TopicAuthorizationFailedError(topic["name"])
        return {
            topic["name"]: Topic(
                name=topic["name"],
                id=str(uuid.UUID(str(topic["topic_id"]))),
                partitions=len(topic["partitions"]),
                replication=min((len(part["replica_nodes"]) for part in topic["partitions"]), default=0),
            )
            for topic in described
            if not topic["error_code"]
        }

    def high_watermarks(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The offset after the last record of each partition, committed or not."""
        with translated_errors():
            positions = {TopicPartition(*partition): LATEST_OFFSET for partition in partitions}
            offsets = self._admin_client().list_partition_offsets(positions)
        return {(partition.topic, partition.partition): latest.offset for partition, latest in offsets.items()}

    def configurations(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        """What each topic is configured as, defaults included."""
        with translated_errors():
            groups = self._admin_client().describe_configs(
                [ConfigResource(ConfigResourceType.TOPIC, name) for name in names], config_filter="all"
            )
        by_topic = {name: entries for group in groups.values() for name, entries in group.items()}
        return {name: {key: entry["value"] for key, entry in entries.items()} for name, entries in by_topic.items()}

    def create(self, name: str, partitions: int, replication: int | None, configuration: Mapping[str, str]) -> None:
        """Create a topic and wait until it serves. Without ``replication`` the broker's own default holds."""
        properties = {
            "num_partitions": partitions,
            "replication_factor": -1 if replication is None else replication,
            "configs": dict(configuration),
        }
        with translated_errors(name):
            self._admin_client().create_topics({name: properties}, wait_for_metadata=True)

    def delete(self, name: str) -> None:
        """Delete a topic with everything in it, and wait until it is gone. Raises ``TopicMissing``."""
        with translated_errors(name):
            self._admin_client().delete_topics([name])
        if not wait_until(lambda: not self.topics([name]), self._timeout_seconds):
            raise BrokerUnavailable(f"the topic {name} was deleted, but is still there")

    def close(self) -> None:
        if self._admin is not None:
            close(self._admin)
            self._admin = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _admin_client(self) -> Any:
        if self._admin is None:
            self._admin = self._connect(KafkaAdminClient)
        return self._admin

    def _connect(self, client: Callable[..., T], **options: Any) -> T:
        timeout_ms = int(self._timeout_seconds * 1000)
        check_reachable(self.settings.kafka.bootstrap, self._timeout_seconds)
        connect_or_explain(self.settings.kafka, self._connection_options, self._timeout_seconds)
        with translated_errors():
            return client(
                **self._connection_options,
                request_timeout_ms=timeout_ms,
                bootstrap_timeout_ms=timeout_ms,
                reconnect_backoff_max_ms=1000,
                **options,
            )
