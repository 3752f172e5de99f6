"""How far a store has been published: written with the events, in the same transaction."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from gridcase_streams.broker import Broker, Reader
from gridcase_streams.records import Partition, Record
from gridcase_streams.tails import last_records
from gridcase_streams.topics import all_of

START = 0


class Mark(Struct, frozen=True):
    """Every event up to ``position`` that belongs on the topic is on the topic that had this ``id``."""

    id: str
    position: int


Marks = dict[str, Mark]
"""By topic."""


class Checkpoint(Struct, frozen=True):
    """``by`` is whoever wrote it: a name that each publisher makes for itself when it starts."""

    marks: Marks
    by: str


def encode(checkpoint: Checkpoint) -> bytes:
    return msgspec.json.encode(checkpoint)


def last_checkpoint(broker: Broker, topic: str) -> Checkpoint:
    """The one that was committed last; without marks if none was. Raises ``BrokerUnavailable``, ``TopicMissing``."""
    all_of(broker, [topic])
    reader = broker.reader({(topic, 0): 0})
    try:
        return read_checkpoint(reader, topic)
    finally:
        reader.close()


def read_checkpoint(reader: Reader, topic: str) -> Checkpoint:
    """The same, with a reader that has the topic among others."""
    found = last_records(reader, [(topic, 0)]).get((topic, 0))
    return msgspec.json.decode(found.value or b"", type=Checkpoint) if found else Checkpoint({}, "")


def standing_marks(checkpoint: Checkpoint, ids: Mapping[str, str]) -> Marks:
    """Where to go on, for topics that have these ids now. A topic that was made anew begins at the start."""
    return {name: continued(checkpoint.marks.get(name), topic_id) for name, topic_id in ids.items()}


def continued(mark: Mark | None, topic_id: str) -> Mark:
    return mark if mark and mark.id == topic_id else Mark(topic_id, START)


def sequence_of(record: Record) -> int:
    """The store's position of the event that a record tells."""
    return int(dict(record.headers).get("ce_sequence", b"0"))


def beyond(marks: Marks, tails: Mapping[Partition, Record]) -> dict[Partition, int]:
    """The partitions that have more than their topic's mark says, and the position of their newest event.

    None have, unless the checkpoints were lost, or a broker's crash ended a transaction in some partitions alone.
    """
    newest = {partition: sequence_of(record) for partition, record in tails.items()}
    return {one: position for one, position in newest.items() if position > marks[one[0]].position}
