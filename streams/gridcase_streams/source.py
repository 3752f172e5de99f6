"""The topics as a source for read models: each partition a feed of stored events without what is personal.

A feed's position is the offset after a record, so it rises and 0 stands before the first. What a feed gives is what
the store would, but for personal values: the same streams, versions, tags and fields.
"""

import re
import time
from collections.abc import Mapping, Sequence

from gridcase.store.port import StoredEvent
from gridcase_streams.broker import Broker, Reader
from gridcase_streams.errors import BrokerUnavailable, TopicMissing
from gridcase_streams.published import TAGS
from gridcase_streams.records import Partition, Raw
from gridcase_streams.settings import StreamsTable
from gridcase_streams.tails import last_records
from gridcase_streams.topics import FAMILY_TOPICS, MATTERS

OTHERS = tuple(topic for topic in FAMILY_TOPICS.values() if topic != MATTERS)

NEXT_TOPIC = 10_000
"""Partitions are numbered through: those of the matters from 0, those of each other topic from the next such number."""

AT_ONCE = 10_000
"""Records that are taken from the client at once."""

OPENING, MIDDLE, END = b'{"event":', b',"recorded_at":"', b'"}'
"""Around a published event and its time: what the store would hold."""

PARTITIONS = re.compile(r"\s*\d{1,4}(-\d{1,4})?\s*(,\s*\d{1,4}(-\d{1,4})?\s*)*")

PATIENCE = 30.0
"""Seconds without a record, before the end, after which the broker is given up."""


class PartitionFeed:
    """One partition of a topic, from any position on. Feeds share a reader, which attends to one of them at a time."""

    def __init__(self, reader: Reader, partition: Partition) -> None:
        self._reader = reader
        self._partition = partition
        self._at = -1
        self._end = 0
        self._ahead: list[StoredEvent] = []

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """At most ``limit`` events above the position; none at the end of what is committed now."""
        self._attend(after)
        found, self._ahead = self._ahead[:limit], self._ahead[limit:]
        heard = time.monotonic()
        while len(found) < limit and self._has_more():
            records = self._reader.poll_raw(0.2, AT_ONCE).get(self._partition, [])
            if records:
                heard = time.monotonic()
            elif time.monotonic() - heard > PATIENCE:
                raise BrokerUnavailable(f"{self._partition[0]} gives nothing, though its end is not reached")
            found += [event for record in records if (event := stored(record))]
        self._ahead[:0] = found[limit:]
        del found[limit:]
        if found:
            self._at = found[-1].position
        return found

    def last_position(self) -> int:
        """The position of the last committed record; 0 if there is none."""
        end = self._reader.ends([self._partition])[self._partition]
        if end == 0:
            return 0
        self._attend(max(self._at, 0))
        if not self._ahead and self._at > 0 and self._reader.position(self._partition) >= end:
            return self._at
        last = last_records(self._reader, [self._partition]).get(self._partition)
        self._at = -1
        return last.offset + 1 if last else 0

    def _has_more(self) -> bool:
        """Whether the reader stands before the end that was seen last, or the one that there is now."""
        at = self._reader.position(self._partition)
        if at >= self._end:
            self._end = self._reader.ends([self._partition])[self._partition]
        return at < self._end

    def _attend(self, after: int) -> None:
        self._reader.only([self._partition])
        if after != self._at:
            self._reader.seek(self._partition, after)
            self._ahead = []
            self._end = 0
            self._at = after


def stored(record: Raw) -> StoredEvent | None:
    """The record as an event of the store; nothing if it is none of ours."""
    headers, value = dict(record.headers), record.value
    try:
        stream, _, version = headers["ce_id"].decode().rpartition("@")
        tag, recorded = TAGS[headers["ce_type"].decode()], headers["ce_recordedtime"]
    except KeyError:
        return None
    if value is None:
        return None
    return StoredEvent(record.offset + 1, stream, int(version), tag, OPENING + value + MIDDLE + recorded + END)


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
        self._reader = broker.reader(dict.fromkeys(numbered.values(), 0))
        self.feeds: Mapping[int, PartitionFeed] = {
            number: PartitionFeed(self._reader, partition) for number, partition in numbered.items()
        }

    def close(self) -> None:
        self._reader.close()


def parse_partitions(text: str, streams: StreamsTable) -> list[int]:
    """``0-5``, ``0,2,4-6``. Raises ``ValueError`` for a partition that there is not."""
    numbers: list[int] = []
    for part in text.split(",") if PARTITIONS.fullmatch(text) else ():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    if not numbers or max(numbers) >= streams.partitions or len(set(numbers)) < len(numbers):
        raise ValueError(f"partitions from 0 to {streams.partitions - 1}, each once, not {text!r}")
    return numbers
