"""The first connection: whether we are let in, and if not, why.

The clients try again and again, and at last say that they could not connect. Whoever waited for that would never learn
of a wrong password, and the broker would hear it a hundred times.
"""

import re
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kafka import errors as kafka_errors  # type: ignore[import-untyped]
from kafka.net.manager import KafkaConnectionManager  # type: ignore[import-untyped]
from kafka.net.selector import NetworkSelector  # type: ignore[import-untyped]

from gridcase_streams.broker.errors import our_errors, words
from gridcase_streams.errors import BrokerUnavailable, NotAllowed, StreamError
from gridcase_streams.settings import KafkaTable

LOCKED_OUT = (
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.IllegalSaslStateError,
)

TIMES = 3
"""How often a connection that ends without a word is tried: kafka-python drops words that come with the end."""

PAUSE = 0.1
"""Seconds between."""

TLS = re.compile(r"\[SSL: (?P<code>\w+)\](?: certificate verify failed: (?P<why>[^(]*\w))?")


def greet(kafka: KafkaTable, reach: Mapping[str, Any], patience: float) -> None:
    """Be let in by any of the brokers. Raises ``NotAllowed``, ``BrokerUnavailable``, ``BadConfiguration``."""
    left = TIMES
    with our_errors():
        while True:
            try:
                knock(reach, patience)
                return
            except kafka_errors.KafkaError as error:
                left -= 1
                if not (left and is_wordless(error)):
                    raise understood(kafka, error) or error from None
            time.sleep(PAUSE)


def knock(reach: Mapping[str, Any], patience: float) -> None:
    """Connect, say who we are, and ask which brokers there are. Raises what kafka-python raises.

    No address may use up the patience of all: one that hangs is no reason to miss those that serve.
    """
    net, each = NetworkSelector(**reach), int(1000 * patience / len(reach["bootstrap_servers"]))
    manager = KafkaConnectionManager(net, request_timeout_ms=each, **reach)

    async def one(broker: Any) -> None:
        connection = manager.get_connection(
            broker.node_id, timeout_ms=each, pop_on_close=False, refresh_metadata_on_err=False
        )
        await connection
        await manager.cluster.refresh_metadata(broker.node_id)

    failed: Exception | None = None
    try:
        for broker in manager.cluster.bootstrap_brokers():
            try:
                net.run(one, broker)
                return
            except Exception as error:
                failed = error
        raise failed or kafka_errors.NoBrokersAvailable()
    finally:
        manager.close()
        with suppress(kafka_errors.KafkaError, OSError, RuntimeError):
            net.close()


def is_wordless(error: Exception) -> bool:
    """Whether the broker ended the connection and said nothing."""
    return isinstance(error, kafka_errors.KafkaConnectionError) and "disconnected" in str(error)


def understood(kafka: KafkaTable, error: Exception) -> StreamError | None:
    """What a failed connection means, where that can be said."""
    broker, told = f"the broker at {kafka.bootstrap}", TLS.search(str(error))
    if told and told["why"]:
        return NotAllowed(f"the certificate of {broker} is not trusted: {told['why']}; see kafka.ca_file")
    if told and "ALERT" in told["code"]:
        ours = "our certificate, kafka.cert_file," if kafka.cert_file else "us without a certificate, kafka.cert_file:"
        return NotAllowed(f"{broker} does not take {ours} ({told['code'].partition('ALERT_')[2].lower()})")
    if isinstance(error, LOCKED_OUT) or (kafka.sasl and is_wordless(error)):
        why = "a wrong name, password or token, or kafka.security" if is_wordless(error) else words(error)
        return NotAllowed(f"{broker} does not let us in by {kafka.sasl}: {why}")
    if told or is_wordless(error) or isinstance(error, kafka_errors.InvalidReceiveError):
        return BrokerUnavailable(f"{broker} does not speak {kafka.security}, which kafka.security says, or not with us")
    return None
