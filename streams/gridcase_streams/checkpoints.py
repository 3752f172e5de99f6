"""How far a store has been published: written with the events, in the same transaction."""

from collections.abc import Mapping
from contextlib import closing

import msgspec
from msgspec import Struct, field

from gridcase.errors import NOT_JSON
from gridcase.store.history import HistoryId, Place
from gridcase_streams.broker import Broker, Consumer
from gridcase_streams.errors import Unreadable
from gridcase_streams.last_records import last_records
from gridcase_streams.records import Partition, Record
from gridcase_streams.topics import require_topics

BEFORE_FIRST = 0
"""The position before the first event."""

HISTORY_HEADER = "ce_history"

NO_HISTORY = HistoryId("", "")

SEQUENCE_DIGITS = 20
"""Of a position in a header, which is written with as many."""


class TopicProgress(Struct, frozen=True):
    """Every event up to ``position`` that belongs on the topic is on the topic that had this ``id``."""

    id: str
    position: int


Progress = dict[str, TopicProgress]
"""By topic."""


class Checkpoint(Struct, frozen=True):
    """``written_by`` is a name that each publisher makes for itself when it starts.

    ``place`` is the furthest place of the store that was published; an older gridcase wrote none.
    """

    progress: Progress = field(name="marks")
    written_by: str = field(name="by")
    place: Place | None = None


def encode_checkpoint(checkpoint: Checkpoint) -> bytes:
    return msgspec.json.encode(checkpoint)


def last_checkpoint(broker: Broker, topic: str) -> Checkpoint:
    """The one that was committed last; without progress if none was. Raises ``BrokerUnavailable``, ``TopicMissing``."""
    require_topics(broker, [topic])
    with closing(broker.consumer({(topic, 0): 0})) as consumer:
        return read_checkpoint(consumer, topic)


def read_checkpoint(consumer: Consumer, topic: str) -> Checkpoint:
    """The same, with a consumer that has the topic among others."""
    last = last_records(consumer, [(topic, 0)]).get((topic, 0))
    return decode_checkpoint(last.value or b"") if last else Checkpoint({}, "")


def decode_checkpoint(value: bytes) -> Checkpoint:
    """Raises ``Unreadable`` for what no publisher wrote."""
    try:
        return msgspec.json.decode(value, type=Checkpoint)
    except NOT_JSON as error:
        raise Unreadable("bad-checkpoint", f"the last checkpoint on Kafka is none of a publisher's: {error}") from error


def history_on_topics(checkpoint: Checkpoint) -> HistoryId:
    """Which history the topics go on with; without a name where an older gridcase has published it."""
    return checkpoint.place.history if checkpoint.place else NO_HISTORY


def is_of(history: HistoryId, headers: Mapping[str, bytes]) -> bool:
    """Whether a record is of a history. One without the header is of its first lineage, or older than all names."""
    name = headers.get(HISTORY_HEADER)
    return name == str(history).encode() if name is not None else history.is_first or history == NO_HISTORY


def resumed_progress(checkpoint: Checkpoint, ids: Mapping[str, str]) -> Progress:
    """Where to go on, for topics that have these ids now. A topic that was made anew begins at the start."""
    return {name: resumed(checkpoint.progress.get(name), topic_id) for name, topic_id in ids.items()}


def resumed(committed: TopicProgress | None, topic_id: str) -> TopicProgress:
    """What was committed for a topic, if it is still the same one."""
    return committed if committed and committed.id == topic_id else TopicProgress(topic_id, BEFORE_FIRST)


def store_position_of(record: Record) -> int:
    """The position in the store of the event that a record carries; 0 where it says none, and so is none of ours."""
    sequence = dict(record.headers).get("ce_sequence", b"")
    return int(sequence) if sequence.isdigit() and len(sequence) <= SEQUENCE_DIGITS else 0


def partitions_ahead(
    progress: Progress, newest_records: Mapping[Partition, Record], history: HistoryId
) -> dict[Partition, int]:
    """The partitions that have more of a history than their topic's progress says, and where their newest event stands.

    None have, unless the checkpoints were lost, or a broker's crash ended a transaction in some partitions alone.
    """
    positions = {
        partition: store_position_of(record)
        for partition, record in newest_records.items()
        if is_of(history, dict(record.headers))
    }
    return {(topic, part): at for (topic, part), at in positions.items() if at > progress[topic].position}
