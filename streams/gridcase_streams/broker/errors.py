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
NOT_ALLOWED = (
    kafka_errors.AuthorizationError,
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
)
TOPIC_MISSING = (kafka_errors.UnknownTopicOrPartitionError, kafka_errors.UnknownTopicIdError)


ERROR_NAMES = re.compile(r"(\[Error -?\d+\] )?(\w+Error(: |$))+")
"""What kafka-python puts before its words."""


CONNECTION_GONE = re.compile(r"ECONNREFUSED|No node_id provided")
"""What kafka-python says, by turns, of a broker that went away."""


def error_text(error: BaseException) -> str:
    """What an error says; its name if it says nothing. At most 500 characters."""
    return (ERROR_NAMES.sub("", str(error), count=1) or name_in_words(error))[:500]


def name_in_words(error: BaseException) -> str:
    """``topic authorization failed`` for ``TopicAuthorizationFailedError``."""
    return " ".join(re.findall("[A-Z][a-z]*", type(error).__name__.removesuffix("Error"))).lower()


def refusal(error: BaseException) -> str:
    """What may not be done: often the broker says no more than the name of what it is about."""
    name, text = name_in_words(error), error_text(error)
    return name if text == name else f"{name}: {text}"


@contextmanager
def translated_errors(topic: str = "") -> Iterator[None]:
    """What kafka-python raises meanwhile, as ours."""
    try:
        yield
    except FENCED as error:
        raise Fenced("another publisher of this store has taken over") from error
    except NOT_ALLOWED as error:
        raise NotAllowed(f"the broker refuses: {refusal(error)}") from error
    except TOPIC_MISSING as error:
        raise TopicMissing(topic or str(error)) from error
    except (kafka_errors.KafkaError, OSError, RuntimeError) as error:
        why = "is away" if CONNECTION_GONE.search(str(error)) else f"does not serve: {error_text(error)}"
        raise BrokerUnavailable(f"the broker {why}") from error
