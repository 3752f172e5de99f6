"""What tests of the streams share: a store full of matters, and what a consumer of the topics finds."""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from msgspec import structs

from gridcase.envelope import Envelope
from gridcase.ids import matter_stream
from gridcase.registry.events import MemberRegistered
from gridcase.registry.records import Member
from gridcase.store.codec import Codec
from gridcase.store.open import open_store
from gridcase.store.port import EventStore, NewEvent
from gridcase.testing import cast, script
from gridcase.testing.scenario import given
from gridcase_streams.broker import Broker
from gridcase_streams.errors import BrokerUnavailable
from gridcase_streams.last_records import partitions_of, records_until
from gridcase_streams.publisher import Publisher
from gridcase_streams.records import Record
from gridcase_streams.settings import KafkaTable, Settings, StreamsTable
from gridcase_streams.topics import FAMILY_TOPICS, create_topics

DAY_OF_A_MATTER = given(
    script.report(), script.classify(), script.divert(), script.accept(), script.handle(), script.verify()
).events
RECORDED_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)

forkserver = get_context("forkserver")
forkserver.set_forkserver_preload(["tests.support.streams", "tests.support.commands"])


def settings(bootstrap: str, prefix: str, **streams: object) -> Settings:
    return Settings.of(KafkaTable(bootstrap=bootstrap), StreamsTable(prefix=prefix, **streams), {})  # type: ignore[arg-type]


@contextmanager
def broker_with_topics(settings: Settings) -> Iterator[Broker]:
    with Broker(settings) as broker:
        create_topics(broker, settings.streams)
        yield broker


def new_events(name: str) -> list[NewEvent]:
    """The stored events of one matter on an ordinary day."""
    return [
        Codec().new_event(
            matter_stream(name),
            version,
            Envelope(
                event=structs.replace(event, matter_id=name), recorded_at=RECORDED_AT, command_id=f"{name}-{version}"
            ),
        )
        for version, event in enumerate(DAY_OF_A_MATTER, 1)
    ]


def fill(store: EventStore, matters: int, *, prefix: str = "M") -> None:
    """Matters whose events alternate, after a member is registered."""
    record = Member(code=f"li-{prefix}", name="李某", role=cast.LI.role, login="li")
    member = MemberRegistered(at=cast.at("Mon 08:00"), by=cast.CHEN, record=record)
    registered = Codec().new_event(f"member:li-{prefix}", 1, Envelope(event=member, recorded_at=RECORDED_AT))
    days = [new_events(f"{prefix}{number}") for number in range(matters)]
    store.append([registered, *(event for step in zip(*days, strict=True) for event in step)])


class PublishingLog:
    """An observer that keeps what a publisher tells it."""

    def __init__(self) -> None:
        self.events = 0
        self.errors: list[Exception] = []

    def published(self, position: int, events: int) -> None:
        self.events += events

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def more_than(self, events: int) -> Callable[[], bool]:
        """Whether more than so many events are published beyond those of now."""
        before = self.events
        return lambda: self.events > before + events


def publisher(
    store: EventStore, broker: Broker, log: PublishingLog | None = None, *, deduplicate: bool = True
) -> Publisher:
    return Publisher(store, broker, log or PublishingLog(), deduplicate=deduplicate)


def records_on_topics(broker: Broker, names: Sequence[str]) -> list[Record]:
    """Everything committed to the topics, in order within each partition."""
    topics = broker.topics(names)
    partitions = partitions_of(list(topics.values()))
    with closing(broker.consumer(dict.fromkeys(partitions, 0))) as consumer:
        return list(records_until(consumer, consumer.end_offsets()))


def attribute(record: Record, name: str) -> str:
    return dict(record.headers)[f"ce_{name}"].decode()


def discrepancies(store: EventStore, broker: Broker) -> list[str]:
    """What keeps the topics from holding each event of the store exactly once, in order for each matter."""
    streams = broker.settings.streams
    records = records_on_topics(broker, [streams.topic(name) for name in FAMILY_TOPICS.values()])
    actual, expected = defaultdict(list), defaultdict(list)
    for record in records:
        actual[attribute(record, "subject")].append(attribute(record, "id"))
    for event in store.read(0, store.last_position()):
        expected[event.stream.removeprefix("matter:")].append(f"{event.stream}@{event.version}")
    return [f"{key}: {expected[key]} became {actual[key]}" for key in expected | actual if expected[key] != actual[key]]


def is_published_once(store: EventStore, broker: Broker) -> bool:
    """Whether there are no discrepancies, as far as a broker that may just be starting can say."""
    try:
        return not discrepancies(store, broker)
    except BrokerUnavailable:
        return False


def publish_until_killed(path: Path, settings: Settings, deduplicate: bool) -> None:
    """What a publisher's process does, until it is killed or its parent is gone."""
    parent = os.getppid()
    with opened_store(path) as store, Broker(settings) as broker:
        publisher(store, broker, deduplicate=deduplicate).follow(lambda: os.getppid() != parent)


@contextmanager
def killed_at_the_end(target: Callable[..., None], *args: object) -> Iterator[None]:
    """Run a process, and kill it (SIGKILL) at the end of the block, whatever it is doing."""
    process = forkserver.Process(target=target, args=args, daemon=True)
    process.start()
    try:
        yield
    finally:
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()


@contextmanager
def opened_store(path: Path) -> Iterator[EventStore]:
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()
