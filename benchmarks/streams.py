"""(e) Events to Kafka, from Kafka into DuckDB, and commands in: each beside bare kafka-python on the same broker.

The bare producer sends the very same records with the same batching, compression and transactions, ready-made: what
it lacks is the store, the privacy filter, the headers, the checkpoint and the watchdog. The bare consumer drops what
it reads.
"""

import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.measure import Figure, rate
from gridcase.demo.histories import histories
from gridcase.store.history import history
from gridcase.store.open import open_store
from gridcase.store.port import EventStore
from gridcase_projections.runner import Projector
from gridcase_streams.broker import Broker, connection_options
from gridcase_streams.client_options import consumer_options, producer_options
from gridcase_streams.published import EventEncoder, OutgoingRecord, published_codec
from gridcase_streams.publisher import Publisher
from gridcase_streams.settings import Settings
from gridcase_streams.source import TopicSource
from gridcase_streams.topics import MATTERS_TOPIC, create_topics, event_topics
from tests.support import commands, streams
from tests.support.kafka.node import KafkaNode
from tests.support.streams import PublishingLog

ROUNDS = 3
COMMANDS = 5_000


def figures(folder: Path, events: int = 160_000) -> list[Figure]:
    warnings.simplefilter("ignore")
    store = open_store(folder / "events.sqlite")
    for day in histories(events // 8):
        store.append(day)
    with KafkaNode(folder / "kafka", java_options=("-Xmx1g",)) as node:
        measured = [*publishing(store, node), *consuming(node, folder), taking(node, folder)]
    store.close()
    return measured


def publishing(store: EventStore, node: KafkaNode) -> list[Figure]:
    count = store.last_position()
    ours, bare = [], []
    for number in range(ROUNDS):  # one after the other on the same broker, so that both meet it warm and cold
        bare.append(bare_rate(store, node, f"bare{number}."))
        with prepared(node, f"ours{number}.") as broker:
            ours.append(rate(count, Publisher(store, broker, PublishingLog()).publish_all))
    share = median(ours) / median(bare)
    return [
        Figure(name="published from the store", value=median(ours), unit="events/s"),
        Figure(name="the same records by a bare kafka-python producer", value=median(bare), unit="records/s"),
        Figure(name="publisher beside bare producer", value=share, unit="×", expected=0.8),
    ]


def bare_rate(store: EventStore, node: KafkaNode, prefix: str) -> float:
    """In a function of its own: what is ready-made is gone, and no burden on what is measured next."""
    with prepared(node, prefix) as broker:
        records = ready_made(store, broker.settings)
        return rate(len(records), lambda: send_bare(broker.settings, records))


def ready_made(store: EventStore, settings: Settings) -> list[OutgoingRecord]:
    """What the publisher sends, made beforehand."""
    encoder = EventEncoder(settings.streams.source, history(store))
    codec, topics = published_codec(), event_topics(settings.streams)
    return [encoder.encode(codec.decode(stored), topics) for stored in store.read(0, store.last_position())]


def send_bare(settings: Settings, records: list[OutgoingRecord]) -> None:
    from kafka import KafkaProducer  # type: ignore[import-untyped]

    options = producer_options(settings)
    producer = KafkaProducer(
        **connection_options(settings), transactional_id=f"bare-{settings.streams.prefix}", **options
    )
    producer.init_transactions()
    for first in range(0, len(records), settings.streams.batch):
        producer.begin_transaction()
        for record in records[first : first + settings.streams.batch]:
            producer.send(record.topic, record.value, record.key, record.headers)
        producer.flush()
        producer.commit_transaction()
    producer.close()


def consuming(node: KafkaNode, folder: Path) -> list[Figure]:
    settings = streams.settings(node.bootstrap, "ours0.")
    count = 0

    def bare() -> None:
        nonlocal count
        count = read_bare(settings)

    def ours(number: int) -> Callable[[], Any]:
        def fill_tables() -> None:
            with Broker(settings) as broker:
                source = TopicSource(broker)
                Projector(folder / f"read-models-{number}", source, name=source.name).catch_up()
                source.close()

        return fill_tables

    def feeds() -> None:
        with Broker(settings) as broker:
            source = TopicSource(broker)
            for _ in source.read({}, source.last_positions()):
                pass
            source.close()

    bare()
    bares, fed, into = [], [], []
    for number in range(ROUNDS):
        bares.append(rate(count, bare))
        fed.append(rate(count, feeds))
        into.append(rate(count, ours(number)))
    return [
        Figure(name="from Kafka as stored events", value=median(fed), unit="events/s"),
        Figure(name="stored events beside bare consumer", value=median(fed) / median(bares), unit="×", expected=0.8),
        Figure(name="from Kafka into read models in DuckDB", value=median(into), unit="events/s"),
        Figure(name="the same read by a bare kafka-python consumer", value=median(bares), unit="records/s"),
        Figure(name="into DuckDB beside bare consumer", value=median(into) / median(bares), unit="×", expected=0.8),
    ]


def read_bare(settings: Settings) -> int:
    from kafka import KafkaConsumer, TopicPartition

    consumer = KafkaConsumer(**connection_options(settings), group_id=None, **consumer_options())
    topic = settings.streams.topic(MATTERS_TOPIC)
    partitions = [TopicPartition(topic, part) for part in range(settings.streams.partitions)]
    consumer.assign(partitions)
    consumer.seek_to_beginning(*partitions)
    ends = consumer.end_offsets(partitions)
    count = 0
    while any(consumer.position(one) < end for one, end in ends.items()):
        count += sum(map(len, consumer.poll(timeout_ms=200, max_records=10_000).values()))
    consumer.close()
    return count


def taking(node: KafkaNode, folder: Path) -> Figure:
    """Reports of different matters on the command topic, until their events are durable and their replies sent."""
    settings = commands.settings(node.bootstrap, "commands.")
    with streams.broker_with_topics(settings) as broker, streams.opened_store(folder / "commands.sqlite") as store:
        commands.send_commands(broker, *(commands.report(str(number), f"m-{number}") for number in range(COMMANDS)))
        with commands.intake(store, broker, folder) as intake:
            done = rate(COMMANDS, intake.consume_all)
        assert store.last_position() == COMMANDS
    return Figure(name="commands from a topic to durable events and a reply", value=done, unit="commands/s")


def prepared(node: KafkaNode, prefix: str) -> Broker:
    """A city's topics, made anew."""
    broker = Broker(streams.settings(node.bootstrap, prefix))
    create_topics(broker, broker.settings.streams)
    return broker
