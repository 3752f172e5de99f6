"""What goes back to the senders: replies, and dead letters as they came."""

from types import TracebackType
from typing import Self

from gridcase_streams.broker import Broker
from gridcase_streams.envelope import Header
from gridcase_streams.errors import Unreadable
from gridcase_streams.records import Record
from gridcase_streams.replies import Reply, message
from gridcase_streams.topics import DEAD_LETTERS, REPLIES


class Correspondence:
    """Sends replies and dead letters; an id is the same however often its reply is sent."""

    def __init__(self, broker: Broker) -> None:
        streams = broker.settings.streams
        self._replies, self._dead_letters = streams.topic(REPLIES), streams.topic(DEAD_LETTERS)
        self._source = streams.source
        self._sending = broker.sending()

    def reply(self, reply: Reply, record: Record, correlation_id: str) -> None:
        key, value, headers = message(reply, record, correlation_id, self._source)
        self._sending.send(self._replies, key, value, headers)

    def dead_letter(self, record: Record, reason: Unreadable) -> None:
        """The record as it came, with where and why in headers of our own. A missing value becomes an empty one."""
        place = f"{record.topic}/{record.partition}/{record.offset}"
        ours: list[Header] = [
            ("gridcase_reason", reason.code.encode()),
            ("gridcase_words", reason.reason.encode(errors="replace")),
            ("gridcase_place", place.encode()),
        ]
        theirs = [(name, value or b"") for name, value in record.headers]
        self._sending.send(self._dead_letters, record.key, record.value or b"", [*theirs, *ours])

    def flush(self) -> None:
        """Wait until the broker has them all. Raises ``BrokerUnavailable``, ``TopicMissing``."""
        self._sending.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._sending.close()
