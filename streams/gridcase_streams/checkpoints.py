"""How far a store has been published: written with the events, in the same transaction."""

import msgspec
from msgspec import Struct

from gridcase_streams.broker import Broker
from gridcase_streams.tails import last_records

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
    """The one that was committed last; without marks if none was."""
    found = last_records(broker, [topic])
    return msgspec.json.decode(found[-1].value or b"", type=Checkpoint) if found else Checkpoint({}, "")


def standing_marks(broker: Broker, topic: str, ids: dict[str, str]) -> Marks:
    """Where to go on, for topics that have these ids now.

    A topic that was made anew begins at the start. Where the checkpoints themselves were lost, each topic tells by the
    sequence of its last records how far it had come: a transaction holds all events up to its end.
    """
    marks = last_checkpoint(broker, topic).marks
    if not marks:
        marks = {name: Mark(topic_id, last_sequence(broker, name)) for name, topic_id in ids.items()}
    return {name: continued(marks.get(name), topic_id) for name, topic_id in ids.items()}


def continued(mark: Mark | None, topic_id: str) -> Mark:
    return mark if mark and mark.id == topic_id else Mark(topic_id, START)


def last_sequence(broker: Broker, topic: str) -> int:
    """The store's position of the newest event on the topic."""
    headers = [dict(record.headers) for record in last_records(broker, [topic])]
    return max((int(found["ce_sequence"]) for found in headers if "ce_sequence" in found), default=START)
