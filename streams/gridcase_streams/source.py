"""The topics as a source for read models: each partition a feed of stored events without what is personal.

A feed's position is the offset after a record, so it rises and 0 stands before the first. What a feed gives is what
the store would, but for personal values: the same streams, versions, tags and fields.
"""

import time
from collections.abc import Mapping, Sequence

from gridcase.store.port import StoredEvent
from gridcase_streams.broker import Broker, Reader
from gridcase_streams.errors import BrokerUnavailable, TopicMissing
from gridcase_streams.published import tag_of_type
from gridcase_streams.records import Partition, Record
from gridcase_streams.settings import StreamsTable
from gridcase_streams.tails import last_record
from gridcase_streams.topics import FAMILY_TOPICS, MATTERS

OTHERS = tuple(topic for topic in FAMILY_TOPICS.values() if topic != MATTERS)

NEXT_TOPIC = 10_000
"""Partitions are numbered through: those of the matters from 0, those of each other topic from the next such number."""

AT_ONCE = 10_000
"""Records that are taken from the client at once."""

PATIENCE = 30.0
"""Seconds without a record, before the end, after which the broker is given up."""


class PartitionFeed:
    """One partition of a topic, from any position on."""

    def __init__(self, broker: Broker, partition: Partition) -> None:
        self._broker = broker
        self._partition = partition
        self._reader: Reader | None = None
        self._at = -1
        self._ahead: list[StoredEvent] = []

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most ``limit`` events above the position; none at the end of what is committed now."""
        reader = self._positioned(after)
        found, self._ahead = self._ahead[:limit], self._ahead[limit:]
        end = reader.ends()[self._partition]
        heard = time.monotonic()
        while len(found) < limit and reader.position(self._partition) < end:
            records = reader.poll(0.2, AT_ONCE).get(self._partition, [])
            if records:
                heard = time.monotonic()
            elif time.monotonic() - heard > PATIENCE:
                raise BrokerUnavailable(f"{self._partition[0]} gives nothing, though its end is not reached")
            events = [event for record in records if (event := stored(record))]
            room = limit - len(found)
            found += events[:room]
            self._ahead += events[room:]
        if found:
            self._at = found[-1].position
        return found

    def last_position(self) -> int:
        """The position of the last committed record; 0 if there is none."""
        reader = self._positioned(max(self._at, 0))
        end = reader.ends()[self._partition]
        if not self._ahead and self._at > 0 and reader.position(self._partition) >= end:
            return self._at
        last = last_record(reader, self._partition, reader.beginnings()[self._partition], end)
        self._at = -1
        return last[-1].offset + 1 if last else 0

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _positioned(self, after: int) -> Reader:
        if self._reader is None:
            self._reader = self._broker.reader({self._partition: after})
        elif after != self._at:
            self._reader.seek(self._partition, after)
            self._ahead = []
        self._at = after
        return self._reader


def stored(record: Record) -> StoredEvent | None:
    """The record as an event of the store; nothing if it is none of ours."""
    headers = dict(record.headers)
    name = headers.get("ce_id", b"").decode()
    stream, _, version = name.rpartition("@")
    tag = tag_of_type(headers.get("ce_type", b"").decode())
    if not stream or not tag or record.value is None:
        return None
    recorded = headers["ce_recordedtime"]
    data = b'{"event":%b,"recorded_at":"%b"}' % (record.value, recorded)
    return StoredEvent(record.offset + 1, stream, int(version), tag, data)


class TopicSource:
    """The topics of a city as feeds by number, and what to call them, so that no other topics are mistaken for them."""

    def __init__(self, broker: Broker, partitions: Sequence[int] | None = None) -> None:
        """``partitions`` are those of the matters; of other topics, all are read. Raises ``TopicMissing``."""
        names = [broker.settings.streams.topic(name) for name in (MATTERS, *OTHERS)]
        topics = broker.topics(names)
        for name in names:
            if name not in topics:
                raise TopicMissing(name)
        matters, *others = (topics[name] for name in names)
        numbered = {
            NEXT_TOPIC * place + part: (topic.name, part)
            for place, topic in enumerate(others, 1)
            for part in range(topic.partitions)
        }
        numbered |= {part: (matters.name, part) for part in (partitions or range(matters.partitions))}
        self.name = "kafka:" + ":".join(topics[name].id for name in names)
        self.feeds: Mapping[int, PartitionFeed] = {
            number: PartitionFeed(broker, partition) for number, partition in numbered.items()
        }

    def close(self) -> None:
        for feed in self.feeds.values():
            feed.close()


def parse_partitions(text: str, streams: StreamsTable) -> list[int]:
    """``0-5``, ``0,2,4-6``. Raises ``ValueError`` for a partition that there is not."""
    numbers: list[int] = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        numbers += range(int(first), int(last or first) + 1)
    if not numbers or max(numbers) >= streams.partitions or len(set(numbers)) < len(numbers):
        raise ValueError(f"partitions from 0 to {streams.partitions - 1}, each once, not {text!r}")
    return numbers
