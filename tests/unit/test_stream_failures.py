"""What goes wrong with a broker is said in words, once, and in time."""

from threading import Event

import pytest
from kafka import errors as kafka_errors  # type: ignore[import-untyped]

from gridcase_cli.stream.broker_access import FailureNotes
from gridcase_streams.broker.errors import translated_errors
from gridcase_streams.errors import BrokerUnavailable, Fenced, NotAllowed, StreamError, TopicMissing
from gridcase_streams.timeouts import within


def test_a_failure_is_noted_once_until_it_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    failures = FailureNotes()
    failures.recovered()
    for what in ("the broker is away", "the broker sleeps", "the broker is away"):
        failures.failed(BrokerUnavailable(what))
    failures.recovered()
    failures.recovered()
    failures.failed(BrokerUnavailable("the broker sleeps"))
    notes = capsys.readouterr().err.splitlines()
    assert notes == [
        "note: the broker is away",
        "note: the broker sleeps",
        "note: it goes on",
        "note: the broker sleeps",
    ]


@pytest.mark.parametrize(
    ("kafka_error", "kind", "words"),
    [
        (kafka_errors.NodeNotReadyError("No node_id provided"), BrokerUnavailable, "the broker is away"),
        (kafka_errors.KafkaConnectionError("111 ECONNREFUSED"), BrokerUnavailable, "the broker is away"),
        (kafka_errors.KafkaTimeoutError("after 10 s"), BrokerUnavailable, "the broker does not serve: after 10 s"),
        (kafka_errors.RequestTimedOutError(), BrokerUnavailable, "the broker does not serve: request timed out"),
        (kafka_errors.TopicAuthorizationFailedError("t"), NotAllowed, "topic authorization failed"),
        (kafka_errors.ProducerFencedError(), Fenced, "another publisher of this store has taken over"),
        (kafka_errors.UnknownTopicOrPartitionError(), TopicMissing, "the topic matters does not exist"),
    ],
)
def test_what_the_client_says_becomes_our_words(kafka_error: Exception, kind: type[StreamError], words: str) -> None:
    with pytest.raises(kind, match=words), translated_errors("matters"):
        raise kafka_error


def test_nothing_is_waited_for_for_ever() -> None:
    assert within(10, "answering", lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        within(10, "dividing", lambda: 1 // 0)
    never = Event()
    with pytest.raises(BrokerUnavailable, match=r"committing a transaction took more than 0\.05 s"):
        within(0.05, "committing a transaction", never.wait)
    never.set()
