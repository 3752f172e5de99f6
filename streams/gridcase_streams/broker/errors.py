"""The broker's errors, as ours."""

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


@contextmanager
def our_errors(topic: str = "") -> Iterator[None]:
    try:
        yield
    except FENCED as error:
        raise Fenced("another publisher of this store has taken over") from error
    except FORBIDDEN as error:
        raise NotAllowed(f"the broker refuses: {error}") from error
    except MISSING as error:
        raise TopicMissing(topic or str(error)) from error
    except (kafka_errors.KafkaError, OSError, RuntimeError) as error:
        raise BrokerUnavailable(f"the broker does not serve: {error!r}"[:500]) from error
