"""The broker. This module alone knows kafka-python, and turns its errors into ours."""

import logging
import time
import uuid
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

with warnings.catch_warnings():  # kafka-python reads its schemas in a way that Python 3.11 and 3.12 call old
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition  # type: ignore[import-untyped]
    from kafka import errors as kafka_errors
    from kafka.admin import ConfigResource, ConfigResourceType  # type: ignore[import-untyped]
    from kafka.net.sasl.oauth import AbstractTokenProvider  # type: ignore[import-untyped]
    from kafka.partitioner.default import murmur2  # type: ignore[import-untyped]

from gridcase.errors import BadConfiguration
from gridcase_streams.envelope import Header
from gridcase_streams.errors import BrokerUnavailable, Fenced, NotAllowed, StreamError, TopicMissing
from gridcase_streams.options import consumer_options, producer_options, somebody_answers
from gridcase_streams.patience import within
from gridcase_streams.records import Partition, Raw, Record, Topic
from gridcase_streams.settings import Settings

T = TypeVar("T")

LOG_APPEND_TIME = 1
LATEST = -1

FENCED = (
    kafka_errors.ProducerFencedError,
    kafka_errors.InvalidProducerEpochError,
    kafka_errors.InvalidProducerIdMappingError,
    kafka_errors.TransactionCoordinatorFencedError,
)
FORBIDDEN = (
    kafka_errors.AuthorizationError,
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
)
MISSING = (kafka_errors.UnknownTopicOrPartitionError, kafka_errors.UnknownTopicIdError)


@contextmanager
def our_errors(topic: str = "") -> Iterator[None]:
    try:
        yield
    except FENCED as error:
        raise Fenced("another publisher of this store has taken over") from error
    except FORBIDDEN as error:
        raise NotAllowed(f"the broker refuses: {error}") from error
    except MISSING as error:
        raise TopicMissing(topic or str(error)) from error
    except (kafka_errors.KafkaError, OSError, RuntimeError) as error:
        raise BrokerUnavailable(f"the broker does not serve: {error!r}"[:500]) from error


class TokenFile(AbstractTokenProvider):  # type: ignore[misc]
    """An OAuth token that another program keeps fresh in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def token(self) -> str:
        return self._path.read_text().strip()

    def extensions(self) -> dict[str, str]:
        return {}


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


class Broker:
    """A cluster, as the settings reach it. Connects when first asked for something."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
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
        """Those of the topics that exist."""
        with our_errors():
            described = self._administration().describe_topics(list(names))
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
        with our_errors():
            return client(
                **connection(self.settings),
                request_timeout_ms=patience_ms,
                bootstrap_timeout_ms=patience_ms,
                reconnect_backoff_max_ms=1000,
                **options,
            )


def connection(settings: Settings) -> dict[str, Any]:
    """How to reach the broker, in kafka-python's words."""
    kafka = settings.kafka
    options: dict[str, Any] = {"bootstrap_servers": kafka.bootstrap.split(","), "security_protocol": kafka.security}
    if kafka.security.endswith("SSL"):
        options |= {
            "ssl_cafile": kafka.ca_file or None,
            "ssl_certfile": kafka.cert_file or None,
            "ssl_keyfile": kafka.key_file or None,
            "ssl_password": settings.key_password.reveal or None,
        }
    if kafka.sasl == "OAUTHBEARER":
        options |= {"sasl_mechanism": kafka.sasl, "sasl_oauth_token_provider": TokenFile(Path(kafka.token_file))}
    elif kafka.sasl:
        if not settings.password:
            raise BadConfiguration("", "kafka.password_file", "a password there, or in GRIDCASE_KAFKA_PASSWORD")
        options |= {
            "sasl_mechanism": kafka.sasl,
            "sasl_plain_username": kafka.username,
            "sasl_plain_password": settings.password.reveal,
        }
    return options


def partition_of(key: bytes, partitions: int) -> int:
    """Where kafka-python, and Java's client, put a key."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)


def wait_for(true: Callable[[Any], bool], every: Sequence[Any]) -> None:
    while not all(map(true, every)):
        time.sleep(0.005)


def close(client: Any) -> None:
    """Let go of a client, whatever state it is in; what it has not sent is given up."""
    if isinstance(client, KafkaProducer):
        client._sender.force_close()  # else it would go on trying to send, for as long as the broker is away
    with suppress(StreamError, kafka_errors.KafkaError, OSError, RuntimeError):
        within(5.0, "closing", client.close)
