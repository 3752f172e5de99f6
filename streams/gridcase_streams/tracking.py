"""How far command topics were read: rows of the store, in the transaction of the events that their commands led to."""

from contextlib import closing

from gridcase.store.port import EventStore
from gridcase_streams.broker import Broker
from gridcase_streams.records import Topic


def tracking_name(topic: Topic, part: int) -> str:
    """What the offset of a partition is stored under. A topic that is made anew has another id: it is read anew."""
    return f"kafka:{topic.name}:{topic.id}:{part}"


def commands_behind(broker: Broker, store: EventStore) -> int:
    """How many offsets of the command topics are not read yet. Raises ``BrokerUnavailable``, ``NotAllowed``."""
    streams = broker.settings.streams
    topics = broker.topics([streams.topic(table.topic) for table in streams.intake])
    partitions = {(name, part): topic for name, topic in topics.items() for part in range(topic.partitions)}
    if not partitions:
        return 0
    with closing(broker.consumer(dict.fromkeys(partitions, 0))) as consumer:
        beginnings, ends = consumer.beginning_offsets(list(partitions)), consumer.end_offsets()
    behind = 0
    for (name, part), topic in partitions.items():
        read_up_to = store.tracked(tracking_name(topic, part)) or beginnings[name, part]
        behind += max(ends[name, part] - read_up_to, 0)
    return behind
