"""The topics of a city: what each is for, how it is configured, and how that differs from what the broker has."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gridcase_streams.broker import Broker
from gridcase_streams.client_options import MAX_RECORD_BYTES
from gridcase_streams.errors import TopicMissing
from gridcase_streams.published import FAMILIES
from gridcase_streams.records import Topic
from gridcase_streams.settings import StreamsTable

FAMILY_TOPICS = {family: f"gridcase.{family}.v1" for family in sorted(set(FAMILIES.values()))}
"""The topic of each family of events."""

MATTERS_TOPIC = FAMILY_TOPICS["matters"]
REGISTRY_TOPIC = FAMILY_TOPICS["registry"]
SCORECARDS_TOPIC = "gridcase.scorecards.v1"
REPLIES_TOPIC = "gridcase.replies.v1"
DEAD_LETTERS_TOPIC = "gridcase.dead-letters.v1"
CHECKPOINTS_TOPIC = "gridcase.checkpoints.v1"

DAY_MS = 86_400_000
REPLIES_RETENTION_MS = 14 * DAY_MS
"""How long commands, replies and dead letters stay."""

KEPT_FOR_REPLIES = {"cleanup.policy": "delete", "retention.ms": str(REPLIES_RETENTION_MS)}
COMPACTED = {"cleanup.policy": "compact"}


class WantedTopic(Struct, frozen=True, kw_only=True):
    """A topic as the city wants it. Other properties are the broker's affair."""

    name: str
    partitions: int
    replication: int | None
    configuration: dict[str, str]


class TopicDifference(Struct, frozen=True, kw_only=True):
    """A property (``what``) of a topic that is not as the city wants it."""

    topic: str
    what: str
    wanted: str
    found: str


def event_topics(streams: StreamsTable) -> dict[str, str]:
    """Where each published type goes, by its tag."""
    return {tag: streams.topic(FAMILY_TOPICS[family]) for tag, family in FAMILIES.items()}


def wanted_topics(streams: StreamsTable) -> list[WantedTopic]:
    """Every topic of the city, as configured."""
    retention = streams.retention_days * DAY_MS if streams.retention_days else -1
    # What was received when decides what is late, so the broker's clock says it, not the sender's.
    commands = KEPT_FOR_REPLIES | {"message.timestamp.type": "LogAppendTime"}
    configurations = {
        **{name: {"cleanup.policy": "delete", "retention.ms": str(retention)} for name in FAMILY_TOPICS.values()},
        REGISTRY_TOPIC: COMPACTED,
        SCORECARDS_TOPIC: COMPACTED,
        **{table.topic: commands for table in streams.intake},
        REPLIES_TOPIC: KEPT_FOR_REPLIES,
        DEAD_LETTERS_TOPIC: KEPT_FOR_REPLIES | {"max.message.bytes": str(MAX_RECORD_BYTES)},
        CHECKPOINTS_TOPIC: COMPACTED,
    }
    return [
        WantedTopic(
            name=streams.topic(name),
            partitions=1 if name == CHECKPOINTS_TOPIC else streams.partitions,
            replication=streams.replication,
            configuration=configuration,
        )
        for name, configuration in configurations.items()
    ]


def create_topics(broker: Broker, streams: StreamsTable) -> list[str]:
    """Create what is missing, and say what was; what is there stays as it is."""
    wanted = wanted_topics(streams)
    existing = broker.topics([topic.name for topic in wanted])
    missing = [topic for topic in wanted if topic.name not in existing]
    for topic in missing:
        broker.create(topic.name, topic.partitions, topic.replication, topic.configuration)
    return [topic.name for topic in missing]


def differences(broker: Broker, streams: StreamsTable) -> Iterator[TopicDifference]:
    """What the broker has otherwise than the city wants it."""
    wanted = wanted_topics(streams)
    existing = broker.topics([topic.name for topic in wanted])
    configurations = broker.configurations(list(existing)) if existing else {}
    for topic in wanted:
        actual_topic = existing.get(topic.name)
        if actual_topic is None:
            yield TopicDifference(topic=topic.name, what="topic", wanted="exists", found="missing")
            continue
        compared = [("partitions", str(topic.partitions), str(actual_topic.partitions))]
        if topic.replication is not None:
            compared.append(("replication", str(topic.replication), str(actual_topic.replication)))
        actual_configuration = configurations[topic.name]
        compared += [(key, value, actual_configuration.get(key, "")) for key, value in topic.configuration.items()]
        for what, expected, actual in compared:
            if expected != actual:
                yield TopicDifference(topic=topic.name, what=what, wanted=expected, found=actual)


def require_topics(broker: Broker, names: Sequence[str]) -> dict[str, Topic]:
    """These topics, in this order. Raises ``TopicMissing`` for the first that is not there."""
    existing = broker.topics(names)
    for name in names:
        if name not in existing:
            raise TopicMissing(name)
    return {name: existing[name] for name in names}


def topic_ids(broker: Broker, names: Sequence[str]) -> dict[str, str]:
    """The id of each topic. Raises ``TopicMissing``."""
    return {name: topic.id for name, topic in require_topics(broker, names).items()}
