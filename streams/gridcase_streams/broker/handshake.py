"""The first connection: whether we are let in, and if not, why.

The clients try again and again, and at last say that they could not connect. Whoever waited for that would never learn
of a wrong password, and the broker would hear it a hundred times.
"""

import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kafka import errors as kafka_errors  # type: ignore[import-untyped]
from kafka.net.manager import KafkaConnectionManager  # type: ignore[import-untyped]
from kafka.net.selector import NetworkSelector  # type: ignore[import-untyped]

from gridcase_streams.broker.errors import error_text, translated_errors
from gridcase_streams.errors import BrokerUnavailable, NotAllowed, StreamError
from gridcase_streams.settings import KafkaTable

AUTHENTICATION_ERRORS = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.IllegalSaslStateError,
)

HANDSHAKE_TRIES = 3
"""For a connection that ends without a word: kafka-python drops words that come with the end."""

HANDSHAKE_RETRY_SECONDS = 0.1
"""Between two tries."""

TLS_ERROR = re.compile(r"\[SSL: (?P<code>\w+)\](?: certificate verify failed: (?P<why>[^(]*\w))?")


def check_reachable(bootstrap: str, timeout_seconds: float) -> None:
    """Raises ``BrokerUnavailable`` at once where nobody listens: a client would try on, and leave sockets open."""
    for address in bootstrap.split(","):
        host, _, port = address.strip().rpartition(":")
        with suppress(OSError):
            socket.create_connection((host.strip("[]"), int(port)), timeout=timeout_seconds).close()
            return
    raise BrokerUnavailable(f"no broker answers at {bootstrap}")


def connect_or_explain(kafka: KafkaTable, options: Mapping[str, Any], timeout_seconds: float) -> None:
    """Be let in by any of the brokers. Raises ``NotAllowed``, ``BrokerUnavailable``, ``BadConfiguration``."""
    tries_left = HANDSHAKE_TRIES
    with translated_errors():
        while True:
            try:
                try_once(options, timeout_seconds)
                return
            except kafka_errors.KafkaError as error:
                tries_left -= 1
                if not (tries_left and was_closed_without_reason(error)):
                    raise explanation(kafka, error) or error from None
            time.sleep(HANDSHAKE_RETRY_SECONDS)


def try_once(options: Mapping[str, Any], timeout_seconds: float) -> None:
    """Connect, say who we are, and ask which brokers there are. Raises what kafka-python raises.

    No address may use up the time of all: one that hangs is no reason to miss those that serve.
    """
    selector = NetworkSelector(**options)
    timeout_ms = int(1000 * timeout_seconds / len(options["bootstrap_servers"]))
    manager = KafkaConnectionManager(selector, request_timeout_ms=timeout_ms, **options)

    async def connect_to(broker: Any) -> None:
        connection = manager.get_connection(
            broker.node_id, timeout_ms=timeout_ms, pop_on_close=False, refresh_metadata_on_err=False
        )
        await connection
        await manager.cluster.refresh_metadata(broker.node_id)

    last_error: Exception | None = None
    try:
        for broker in manager.cluster.bootstrap_brokers():
            try:
                selector.run(connect_to, broker)
                return
            except Exception as error:
                last_error = error
        raise last_error or kafka_errors.NoBrokersAvailable()
    finally:
        manager.close()
        with suppress(kafka_errors.KafkaError, OSError, RuntimeError):
            selector.close()


def was_closed_without_reason(error: Exception) -> bool:
    """Whether the broker ended the connection and said nothing."""
    return isinstance(error, kafka_errors.KafkaConnectionError) and "disconnected" in str(error)


def explanation(kafka: KafkaTable, error: Exception) -> StreamError | None:
    """What a failed connection means, where that can be said."""
    broker, tls_error = f"the broker at {kafka.bootstrap}", TLS_ERROR.search(str(error))
    if tls_error and tls_error["why"]:
        return NotAllowed(f"the certificate of {broker} is not trusted: {tls_error['why']}; see kafka.ca_file")
    if tls_error and "ALERT" in tls_error["code"]:
        ours = "our certificate, kafka.cert_file," if kafka.cert_file else "us without a certificate, kafka.cert_file:"
        return NotAllowed(f"{broker} does not take {ours} ({tls_error['code'].partition('ALERT_')[2].lower()})")
    if isinstance(error, AUTHENTICATION_ERRORS) or (kafka.sasl and was_closed_without_reason(error)):
        unsaid = "a wrong name, password or token, or kafka.security"
        why = unsaid if was_closed_without_reason(error) else error_text(error)
        return NotAllowed(f"{broker} does not let us in by {kafka.sasl}: {why}")
    if tls_error or was_closed_without_reason(error) or isinstance(error, kafka_errors.InvalidReceiveError):
        return BrokerUnavailable(f"{broker} does not speak {kafka.security}, which kafka.security says, or not with us")
    return None
