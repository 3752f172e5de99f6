"""The topics of a city: what each is for, how it is configured, and how that differs from what the broker has."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from gridcase_streams.broker import Broker
from gridcase_streams.errors import TopicMissing
from gridcase_streams.options import LARGEST
from gridcase_streams.published import FAMILIES
from gridcase_streams.records import Topic
from gridcase_streams.settings import StreamsTable

FAMILY_TOPICS = {family: f"gridcase.{family}.v1" for family in sorted(set(FAMILIES.values()))}
"""The topic of each family of events."""

MATTERS = FAMILY_TOPICS["matters"]
REGISTRY = FAMILY_TOPICS["registry"]
SCORECARDS = "gridcase.scorecards.v1"
REPLIES = "gridcase.replies.v1"
DEAD_LETTERS = "gridcase.dead-letters.v1"
CHECKPOINTS = "gridcase.checkpoints.v1"

DAY_MS = 86_400_000
ANSWERS_KEPT_MS = 14 * DAY_MS
"""How long commands, replies and dead letters stay."""

KEPT = {"cleanup.policy": "delete", "retention.ms": str(ANSWERS_KEPT_MS)}
COMPACTED = {"cleanup.policy": "compact"}


class Wanted(Struct, frozen=True, kw_only=True):
    """A topic as the city wants it. Other properties are the broker's affair."""

    name: str
    partitions: int
    replication: int | None
    configuration: dict[str, str]


class Difference(Struct, frozen=True, kw_only=True):
    topic: str
    what: str
    wanted: str
    found: str


def event_topics(streams: StreamsTable) -> dict[str, str]:
    """Where each published type goes, by its tag."""
    return {tag: streams.topic(FAMILY_TOPICS[family]) for tag, family in FAMILIES.items()}


def wanted_topics(streams: StreamsTable) -> list[Wanted]:
    """Every topic of the city, as configured."""
    retention = streams.retention_days * DAY_MS if streams.retention_days else -1
    # What was received when decides what is late, so the broker's clock says it, not the sender's.
    commands = KEPT | {"message.timestamp.type": "LogAppendTime"}
    configurations = {
        **{name: {"cleanup.policy": "delete", "retention.ms": str(retention)} for name in FAMILY_TOPICS.values()},
        REGISTRY: COMPACTED,
        SCORECARDS: COMPACTED,
        **{table.topic: commands for table in streams.intake},
        REPLIES: KEPT,
        DEAD_LETTERS: KEPT | {"max.message.bytes": str(LARGEST)},
        CHECKPOINTS: COMPACTED,
    }
    return [
        Wanted(
            name=streams.topic(name),
            partitions=1 if name == CHECKPOINTS else streams.partitions,
            replication=streams.replication,
            configuration=configuration,
        )
        for name, configuration in configurations.items()
    ]


def create_topics(broker: Broker, streams: StreamsTable) -> list[str]:
    """Create what is missing, and say what was; what is there stays as it is."""
    wanted = wanted_topics(streams)
    there = broker.topics([topic.name for topic in wanted])
    missing = [topic for topic in wanted if topic.name not in there]
    for topic in missing:
        broker.create(topic.name, topic.partitions, topic.replication, topic.configuration)
    return [topic.name for topic in missing]


def differences(broker: Broker, streams: StreamsTable) -> Iterator[Difference]:
    """What the broker has otherwise than the city wants it."""
    wanted = wanted_topics(streams)
    there = broker.topics([topic.name for topic in wanted])
    configurations = broker.configurations(list(there)) if there else {}
    for topic in wanted:
        found = there.get(topic.name)
        if found is None:
            yield Difference(topic=topic.name, what="topic", wanted="exists", found="missing")
            continue
        compared = [("partitions", str(topic.partitions), str(found.partitions))]
        if topic.replication is not None:
            compared.append(("replication", str(topic.replication), str(found.replication)))
        has = configurations[topic.name]
        compared += [(key, value, has.get(key, "")) for key, value in topic.configuration.items()]
        for what, expected, actual in compared:
            if expected != actual:
                yield Difference(topic=topic.name, what=what, wanted=expected, found=actual)


def all_of(broker: Broker, names: Sequence[str]) -> dict[str, Topic]:
    """These topics, in this order. Raises ``TopicMissing`` for the first that is not there."""
    there = broker.topics(names)
    for name in names:
        if name not in there:
            raise TopicMissing(name)
    return {name: there[name] for name in names}


def topic_ids(broker: Broker, names: Sequence[str]) -> dict[str, str]:
    """The id of each topic. Raises ``TopicMissing``."""
    return {name: topic.id for name, topic in all_of(broker, names).items()}
