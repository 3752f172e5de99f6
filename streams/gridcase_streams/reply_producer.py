"""What goes back to the senders: replies, and dead letters as they came."""

from types import TracebackType
from typing import Self

from gridcase_streams.broker import Broker
from gridcase_streams.cloud_events import Header
from gridcase_streams.errors import Unreadable
from gridcase_streams.records import Record
from gridcase_streams.replies import Reply, reply_record
from gridcase_streams.topics import DEAD_LETTERS_TOPIC, REPLIES_TOPIC


class ReplyProducer:
    """Sends replies and dead letters; an id is the same however often its reply is sent."""

    def __init__(self, broker: Broker) -> None:
        streams = broker.settings.streams
        self._replies, self._dead_letters = streams.topic(REPLIES_TOPIC), streams.topic(DEAD_LETTERS_TOPIC)
        self._source = streams.source
        self._producer = broker.producer()

    def send_reply(self, reply: Reply, record: Record, correlation_id: str) -> None:
        key, value, headers = reply_record(reply, record, correlation_id, self._source)
        self._producer.send(self._replies, key, value, headers)

    def send_dead_letter(self, record: Record, reason: Unreadable) -> None:
        """The record as it came, with where and why in headers of our own. A missing value becomes an empty one."""
        origin = f"{record.topic}/{record.partition}/{record.offset}"
        own_headers: list[Header] = [
            ("gridcase_reason", reason.code.encode()),
            ("gridcase_words", reason.reason.encode(errors="replace")),
            ("gridcase_place", origin.encode()),
        ]
        original_headers = [(name, value or b"") for name, value in record.headers]
        self._producer.send(self._dead_letters, record.key, record.value or b"", [*original_headers, *own_headers])

    def flush(self) -> None:
        """Wait until the broker has them all. Raises ``BrokerUnavailable``, ``TopicMissing``."""
        self._producer.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._producer.close()
