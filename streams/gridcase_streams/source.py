"""The topics as a source for read models: stored events by partition, without what is personal.

A position is the offset after a record, so it rises and 0 stands before the first. What is given is what the store
would give, but for personal values: the same streams, versions, tags and fields.
"""

import re
import time
from collections.abc import Iterator, Mapping, Sequence

from gridcase.store.port import StoredEvent
from gridcase_streams.broker import Broker
from gridcase_streams.errors import BrokerUnavailable, TopicMissing
from gridcase_streams.published import TAGS
from gridcase_streams.records import Raw
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
    """The topics of a city by partition, and what to call them, so that no other topics are mistaken for them."""

    def __init__(self, broker: Broker, partitions: Sequence[int] | None = None) -> None:
        """``partitions`` are those of the matters; of other topics, all are read. Raises ``TopicMissing``."""
        names = [broker.settings.streams.topic(name) for name in (MATTERS, *OTHERS)]
        topics = broker.topics(names)
        for name in names:
            if name not in topics:
                raise TopicMissing(name)
        matters, *others = (topics[name] for name in names)
        self._partitions = {
            NEXT_TOPIC * place + part: (topic.name, part)
            for place, topic in enumerate(others, 1)
            for part in range(topic.partitions)
        }
        self._partitions |= {part: (matters.name, part) for part in (partitions or range(matters.partitions))}
        self._numbers = {partition: number for number, partition in self._partitions.items()}
        self._at: dict[int, int] = {}  # positions up to which all was given, where the reader stands right behind them
        self.name = "kafka:" + ":".join(topics[name].id for name in names)
        self._reader = broker.reader(dict.fromkeys(self._numbers, 0))

    def last_positions(self) -> dict[int, int]:
        """The position of the last committed record of each partition; 0 if there is none."""
        ends = self._reader.ends()
        reached = {
            number: position
            for number, position in self._at.items()
            if self._reader.position(self._partitions[number]) >= ends[self._partitions[number]]
        }
        beyond = [part for part, number in self._numbers.items() if ends[part] and number not in reached]
        found = last_records(self._reader, beyond)
        for partition in beyond:
            self._at.pop(self._numbers[partition], None)
        told = {self._numbers[partition]: record.offset + 1 for partition, record in found.items()}
        return dict.fromkeys(self._partitions, 0) | reached | told

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        """The partitions as their records come. Raises ``BrokerUnavailable`` when none do before the end."""
        remaining = [number for number in self._partitions if after.get(number, 0) < until.get(number, 0)]
        for number in remaining:
            if self._at.get(number) != after.get(number, 0):
                self._reader.seek(self._partitions[number], after.get(number, 0))
        while remaining:
            for number, records in self._poll(remaining).items():
                last = until[number]
                events = [event for record in records if record.offset < last and (event := stored(record))]
                if events:
                    if records[-1].offset < last:
                        self._at[number] = events[-1].position
                    yield number, events
            remaining = [one for one in remaining if self._reader.position(self._partitions[one]) < until[one]]

    def _poll(self, numbers: Sequence[int]) -> dict[int, Sequence[Raw]]:
        """Some records. The reader stands behind them: where, is only known again when they have been given."""
        self._reader.only(self._partitions[number] for number in numbers)
        deadline = time.monotonic() + PATIENCE
        while not (found := self._reader.poll_raw(0.2, AT_ONCE)):
            if time.monotonic() > deadline:
                topic, _ = self._partitions[numbers[0]]
                raise BrokerUnavailable(f"{topic} gives nothing, though its end is not reached")
        polled = {self._numbers[partition]: records for partition, records in found.items()}
        for number in polled:
            self._at.pop(number, None)
        return polled

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
