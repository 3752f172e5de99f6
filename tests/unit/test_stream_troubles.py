"""What goes wrong with a broker is said in words, and once."""

import pytest
from kafka import errors as kafka_errors  # type: ignore[import-untyped]

from gridcase_cli.stream.reach import Troubles
from gridcase_streams.broker.errors import our_errors
from gridcase_streams.errors import BrokerUnavailable, Fenced, NotAllowed, StreamError, TopicMissing


def test_a_trouble_is_said_once_until_it_is_over(capsys: pytest.CaptureFixture[str]) -> None:
    troubles = Troubles()
    troubles.over()
    for what in ("the broker is away", "the broker sleeps", "the broker is away"):
        troubles.heard(BrokerUnavailable(what))
    troubles.over()
    troubles.over()
    troubles.heard(BrokerUnavailable("the broker sleeps"))
    said = capsys.readouterr().err.splitlines()
    assert said == [
        "note: the broker is away",
        "note: the broker sleeps",
        "note: it goes on",
        "note: the broker sleeps",
    ]


@pytest.mark.parametrize(
    ("theirs", "kind", "words"),
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
def test_what_the_client_says_becomes_our_words(theirs: Exception, kind: type[StreamError], words: str) -> None:
    with pytest.raises(kind, match=words), our_errors("matters"):
        raise theirs
