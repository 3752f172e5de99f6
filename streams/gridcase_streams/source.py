"""The topics as a source for read models: stored events by partition, without what is personal.

A position is the offset after a record, so it rises and 0 stands before the first. What is given is what the store
would give, but for personal values: the same streams, versions, tags and fields.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from msgspec import json

from gridcase.errors import NOT_JSON
from gridcase.store.history import HistoryId, Place
from gridcase.store.port import StoredEvent
from gridcase.tags import tag_of
from gridcase_streams.broker import Broker
from gridcase_streams.checkpoints import history_on_topics, is_of, read_checkpoint
from gridcase_streams.cloud_events import read_timestamp
from gridcase_streams.errors import BrokerUnavailable, Unreadable
from gridcase_streams.last_records import FETCH_SECONDS, last_records
from gridcase_streams.published import EVENT_TAGS, PUBLISHED_TYPES, PublishedEnvelope
from gridcase_streams.records import RawRecord
from gridcase_streams.settings import StreamsTable
from gridcase_streams.topics import CHECKPOINTS_TOPIC, FAMILY_TOPICS, MATTERS_TOPIC, require_topics

OTHER_TOPICS = tuple(topic for topic in FAMILY_TOPICS.values() if topic != MATTERS_TOPIC)

TOPIC_STRIDE = 10_000
"""Partitions are numbered through: those of the matters from 0, those of each other topic from the next such number."""

MAX_POLL_RECORDS = 10_000
"""Records that are taken from the client at once."""

PARTITION_LIST = re.compile(r"\s*\d{1,4}(-\d{1,4})?\s*(,\s*\d{1,4}(-\d{1,4})?\s*)*")

STALL_TIMEOUT_SECONDS = 30.0
"""Without a record, before the end: then the broker is given up."""


EVENT_ID = re.compile(r"(.+)@([1-9][0-9]{0,17})", re.ASCII | re.DOTALL)

UNREADABLE = b""
"""In the place of a record that claims to be ours and is not one: read models leave it out, by its position."""

read_value: Callable[[bytes], Any] = json.Decoder(reduce(or_, PUBLISHED_TYPES.values())).decode
encode = json.Encoder().encode


def stored_event(record: RawRecord, history: HistoryId) -> StoredEvent | None:
    """The record as an event of the store, made of what its headers and its value say.

    Nothing if it is none of ours, or not of this history. Nothing is taken over as it came: whoever may write to the
    topic is believed, but only what can be read.
    """
    headers = dict(record.headers)
    tag = EVENT_TAGS.get(headers.get("ce_type", b"").decode(errors="replace"))
    if tag is None or record.value is None or not is_of(history, headers):
        return None
    position, name = record.offset + 1, headers.get("ce_id", b"").decode(errors="replace")
    named = EVENT_ID.fullmatch(name)
    if named is None or len(headers) < len(record.headers):
        return StoredEvent(position, name, 0, tag, UNREADABLE)
    try:
        data = stored_data(tag, record.value, headers.get("ce_recordedtime", b"").decode())
    except (*NOT_JSON, Unreadable):
        data = UNREADABLE
    return StoredEvent(position, named[1], int(named[2]), tag, data)


def stored_data(tag: str, value: bytes, recorded_time: str) -> bytes:
    """What the store would hold of a published event. Raises ``Unreadable``, or what reading JSON raises."""
    event = read_value(value)
    if tag_of(type(event)) != tag:
        raise Unreadable("unknown-type", f"its headers say {tag}")
    return encode(PublishedEnvelope(event=event, recorded_at=read_timestamp(recorded_time)))


class TopicSource:
    """The topics of a city by partition, and what to call them, so that no other topics are mistaken for them."""

    envelope = PublishedEnvelope

    def __init__(self, broker: Broker, partitions: Sequence[int] | None = None) -> None:
        """``partitions`` are those of the matters; of other topics, all are read. Raises ``TopicMissing``."""
        names = [broker.settings.streams.topic(name) for name in (MATTERS_TOPIC, *OTHER_TOPICS)]
        matters, *others = topics = list(require_topics(broker, names).values())
        self._partitions = {
            TOPIC_STRIDE * topic_index + part: (topic.name, part)
            for topic_index, topic in enumerate(others, 1)
            for part in range(topic.partitions)
        }
        self._partitions |= {part: (matters.name, part) for part in (partitions or range(matters.partitions))}
        self._numbers = {partition: number for number, partition in self._partitions.items()}
        self._positions: dict[int, int] = {}
        """Up to where all of a partition was given, if the consumer stands right behind it."""
        self.name = "kafka:" + ":".join(topic.id for topic in topics)
        self._consumer = broker.consumer(dict.fromkeys(self._numbers, 0))
        self._checkpoints_topic = broker.settings.streams.topic(CHECKPOINTS_TOPIC)
        require_topics(broker, [self._checkpoints_topic])
        self._checkpoints = broker.consumer({(self._checkpoints_topic, 0): 0})

    def history(self) -> HistoryId:
        """The history that the publisher published last; without a name before there was one."""
        return history_on_topics(read_checkpoint(self._checkpoints, self._checkpoints_topic))

    def event_at(self, partition: int, position: int) -> StoredEvent | None:
        """What a record says is never another thing later: what could not be read stays so."""
        return StoredEvent(position, "", 0, "", UNREADABLE)

    def misfit(self, places: Mapping[int, Place]) -> str:
        """Why what was made of the records before these offsets does not follow from the topics; nothing if it does."""
        now, last = self.history(), self.last_positions()
        for number, place in places.items():
            if place.position and place.history != now:
                return "the topics go on with another history"
            if place.position > last.get(number, 0):
                topic, partition = self._partitions[number]
                return f"it had come to offset {place.position} of {topic}-{partition}, which ends at {last[number]}"
        return ""

    def last_positions(self) -> dict[int, int]:
        """The position of the last committed record of each partition; 0 if none is of the history of now."""
        ends = self._consumer.end_offsets()
        positions_at_end = {
            number: position
            for number, position in self._positions.items()
            if self._consumer.position(self._partitions[number]) >= ends[self._partitions[number]]
        }
        unread = [part for part, number in self._numbers.items() if ends[part] and number not in positions_at_end]
        last = last_records(self._consumer, unread)
        for partition in unread:
            self._positions.pop(self._numbers[partition], None)
        now = self.history()
        positions = {
            self._numbers[partition]: record.offset + 1
            for partition, record in last.items()
            if is_of(now, dict(record.headers))
        }
        return dict.fromkeys(self._partitions, 0) | positions_at_end | positions

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        """The partitions as their records come. Raises ``BrokerUnavailable`` when none do before the end."""
        remaining = [number for number in self._partitions if after.get(number, 0) < until.get(number, 0)]
        for number in remaining:
            if self._positions.get(number) != after.get(number, 0):
                self._consumer.seek(self._partitions[number], after.get(number, 0))
        now = self.history()
        while remaining:
            for number, records in self._poll(remaining).items():
                last = until[number]
                events = [event for record in records if record.offset < last and (event := stored_event(record, now))]
                if events:
                    if records[-1].offset < last:
                        self._positions[number] = events[-1].position
                    yield number, events
            remaining = [one for one in remaining if self._consumer.position(self._partitions[one]) < until[one]]

    def _poll(self, numbers: Sequence[int]) -> dict[int, Sequence[RawRecord]]:
        """Some records. The consumer stands behind them: where, is only known again when they have been given."""
        self._consumer.resume_only(self._partitions[number] for number in numbers)
        deadline = time.monotonic() + STALL_TIMEOUT_SECONDS
        while not (polled := self._consumer.poll_raw(FETCH_SECONDS, MAX_POLL_RECORDS)):
            if time.monotonic() > deadline:
                topic, _ = self._partitions[numbers[0]]
                raise BrokerUnavailable(f"{topic} gives nothing, though its end is not reached")
        by_number = {self._numbers[partition]: records for partition, records in polled.items()}
        for number in by_number:
            self._positions.pop(number, None)
        return by_number

    def close(self) -> None:
        self._consumer.close()
        self._checkpoints.close()


def parse_partitions(text: str, streams: StreamsTable) -> list[int]:
    """``0-5``, ``0,2,4-6``. Raises ``ValueError`` for a partition that there is not."""
    numbers: list[int] = []
    for part in text.split(",") if PARTITION_LIST.fullmatch(text) else ():
        first, _, last = part.partition("-")
        numbers += range(int(first), int(last or first) + 1)
    if not numbers or max(numbers) >= streams.partitions or len(set(numbers)) < len(numbers):
        raise ValueError(f"partitions from 0 to {streams.partitions - 1}, each once, not {text!r}")
    return numbers
