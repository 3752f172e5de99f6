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
from gridcase_streams.broker.connection import connection
from gridcase_streams.broker.errors import our_errors
from gridcase_streams.broker.greeting import greet
from gridcase_streams.broker.producers import Sending, Transactions
from gridcase_streams.broker.reader import Reader
from gridcase_streams.options import consumer_options, producer_options, somebody_answers
from gridcase_streams.records import Partition, Topic
from gridcase_streams.settings import Settings

T = TypeVar("T")

LATEST = -1


class Broker:
    """A cluster, as the settings reach it. Connects when first asked for something."""

    def __init__(self, settings: Settings) -> None:
        """Raises ``BadConfiguration`` where a certificate, key or token is none."""
        self.settings = settings
        self._reach = connection(settings)
        self._patience = float(settings.streams.patience)
        self._admin: Any = None
        logging.getLogger("kafka").setLevel(logging.CRITICAL)

    def transactions(self, transactional_id: str) -> Transactions:
        """A transactional producer; ``start`` it before anything else."""
        patience_ms = int(self._patience * 1000)
        producer = self._connect(
            KafkaProducer,
            transactional_id=transactional_id,
            transaction_timeout_ms=max(2 * patience_ms, 10_000),
            max_block_ms=patience_ms,
            **producer_options(self.settings),
        )
        return Transactions(producer, self._patience)

    def sending(self) -> Sending:
        patience_ms = int(self._patience * 1000)
        return Sending(
            self._connect(KafkaProducer, max_block_ms=patience_ms, **producer_options(self.settings)), self._patience
        )

    def reader(self, starts: Mapping[Partition, int], *, committed: bool = True) -> Reader:
        """Reads what was committed, or all there is, each partition from its offset on."""
        return Reader(self._connect(KafkaConsumer, group_id=None, **consumer_options(committed)), starts)

    def topics(self, names: Sequence[str]) -> dict[str, Topic]:
        """Those of the topics that exist. Raises ``NotAllowed`` where we may not know."""
        with our_errors():
            described = self._administration().describe_topics(list(names))
            for found in described:
                if found["error_code"] == TopicAuthorizationFailedError.errno:
                    raise TopicAuthorizationFailedError(found["name"])
        return {
            found["name"]: Topic(
                name=found["name"],
                id=str(uuid.UUID(str(found["topic_id"]))),
                partitions=len(found["partitions"]),
                replication=min((len(part["replica_nodes"]) for part in found["partitions"]), default=0),
            )
            for found in described
            if not found["error_code"]
        }

    def high_watermarks(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """The offset after the last record of each partition, committed or not."""
        with our_errors():
            latest = {TopicPartition(*partition): LATEST for partition in partitions}
            found = self._administration().list_partition_offsets(latest)
        return {(partition.topic, partition.partition): at.offset for partition, at in found.items()}

    def configurations(self, names: Sequence[str]) -> dict[str, dict[str, str]]:
        """What each topic is configured as, defaults included."""
        with our_errors():
            found = self._administration().describe_configs(
                [ConfigResource(ConfigResourceType.TOPIC, name) for name in names], config_filter="all"
            )
        by_topic = {name: entries for group in found.values() for name, entries in group.items()}
        return {name: {key: entry["value"] for key, entry in entries.items()} for name, entries in by_topic.items()}

    def create(self, name: str, partitions: int, replication: int | None, configuration: Mapping[str, str]) -> None:
        """Create a topic and wait until it serves. Without ``replication`` the broker's own default holds."""
        wanted = {
            "num_partitions": partitions,
            "replication_factor": -1 if replication is None else replication,
            "configs": dict(configuration),
        }
        with our_errors(name):
            self._administration().create_topics({name: wanted}, wait_for_metadata=True)

    def delete(self, name: str) -> None:
        """Delete a topic with everything in it. Raises ``TopicMissing``."""
        with our_errors(name):
            self._administration().delete_topics([name])

    def close(self) -> None:
        if self._admin is not None:
            close(self._admin)
            self._admin = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _administration(self) -> Any:
        if self._admin is None:
            self._admin = self._connect(KafkaAdminClient)
        return self._admin

    def _connect(self, client: Callable[..., T], **options: Any) -> T:
        patience_ms = int(self._patience * 1000)
        somebody_answers(self.settings.kafka.bootstrap, self._patience)
        greet(self.settings.kafka, self._reach, self._patience)
        with our_errors():
            return client(
                **self._reach,
                request_timeout_ms=patience_ms,
                bootstrap_timeout_ms=patience_ms,
                reconnect_backoff_max_ms=1000,
                **options,
            )
