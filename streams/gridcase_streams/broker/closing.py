"""Letting go of clients."""

from contextlib import suppress
from typing import Any

from kafka import KafkaProducer  # type: ignore[import-untyped]
from kafka import errors as kafka_errors

from gridcase_streams.errors import StreamError
from gridcase_streams.timeouts import within

CLOSE_TIMEOUT_SECONDS = 5.0


def close(client: Any) -> None:
    """Let go of a client, whatever state it is in; what it has not sent is given up."""
    if isinstance(client, KafkaProducer):
        client._sender.force_close()  # else it would go on trying to send, for as long as the broker is away
    with suppress(StreamError, kafka_errors.KafkaError, OSError, RuntimeError):
        within(CLOSE_TIMEOUT_SECONDS, "closing", client.close)
