"""The broker's errors, as ours."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors as kafka_errors  # type: ignore[import-untyped]

from gridcase_streams.errors import BrokerUnavailable, Fenced, NotAllowed, TopicMissing

FENCED = (
    kafka_errors.ProducerFencedError,
    kafka_errors.InvalidProducerEpochError,
    kafka_errors.InvalidProducerIdMappingError,
    kafka_errors.TransactionCoordinatorFencedError,
)
FORBIDDEN = (
    kafka_errors.AuthorizationError,
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
)
MISSING = (kafka_errors.UnknownTopicOrPartitionError, kafka_errors.UnknownTopicIdError)


NAMES = re.compile(r"(\[Error -?\d+\] )?(\w+Error(: |$))+")
"""What kafka-python puts before its words."""


AWAY = re.compile(r"ECONNREFUSED|No node_id provided")
"""What kafka-python says, by turns, of a broker that went away."""


def words(error: BaseException) -> str:
    """What an error says; its name if it says nothing. At most 500 characters."""
    return (NAMES.sub("", str(error), count=1) or plain_name(error))[:500]


def plain_name(error: BaseException) -> str:
    """``topic authorization failed`` for ``TopicAuthorizationFailedError``."""
    return " ".join(re.findall("[A-Z][a-z]*", type(error).__name__.removesuffix("Error"))).lower()


def refusal(error: BaseException) -> str:
    """What may not be done: often the broker says no more than the name of what it is about."""
    return plain_name(error) if words(error) == plain_name(error) else f"{plain_name(error)}: {words(error)}"


@contextmanager
def our_errors(topic: str = "") -> Iterator[None]:
    try:
        yield
    except FENCED as error:
        raise Fenced("another publisher of this store has taken over") from error
    except FORBIDDEN as error:
        raise NotAllowed(f"the broker refuses: {refusal(error)}") from error
    except MISSING as error:
        raise TopicMissing(topic or str(error)) from error
    except (kafka_errors.KafkaError, OSError, RuntimeError) as error:
        why = "is away" if AWAY.search(str(error)) else f"does not serve: {words(error)}"
        raise BrokerUnavailable(f"the broker {why}") from error
