"""Fixtures over the real Kafka: `kafka_broker` to talk to, `own_kafka_broker` to break, `kafka_prefix` for topics.

`kafka_or_stand_in` is for tests that another broker serves too: they run where there is no Java.
"""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.kafka.jars import NoJars, class_path
from tests.support.kafka.node import QUICK_REJOIN_PROPERTIES, ExternalBroker, KafkaNode
from tests.support.kafka.stand_in import NoStandIn, SomeBroker, StandIn
from tests.support.required import absent, is_required

if TYPE_CHECKING:
    from gridcase_streams.broker import Broker
    from gridcase_streams.settings import Settings


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaNode | ExternalBroker]:
    """A broker shared by all tests of this process, started when first asked for; or GRIDCASE_TEST_KAFKA=host:port.

    Under pytest-xdist each worker has its own, so a test meets only the topics of its own process.
    """
    elsewhere = os.environ.get("GRIDCASE_TEST_KAFKA")
    if elsewhere:
        yield ExternalBroker(elsewhere)
    else:
        with node_in(tmp_path_factory.mktemp("kafka")) as broker:
            yield broker


@pytest.fixture(scope="session")
def kafka_or_stand_in(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SomeBroker]:
    """The shared broker; where Kafka cannot run, and is not required, one of another make."""
    if kafka_can_run() or is_required("kafka"):
        yield request.getfixturevalue("kafka_broker")
        return
    try:
        stand_in = StandIn(tmp_path_factory.mktemp("stand-in"))
    except NoStandIn as missing:
        absent("kafka", f"neither it nor a stand-in: {missing}")
    with stand_in:
        yield stand_in


@pytest.fixture
def own_kafka_broker(tmp_path: Path) -> Iterator[KafkaNode]:
    """A broker for one test alone, which may stop, kill, pause and restart it."""
    if os.environ.get("GRIDCASE_TEST_KAFKA"):
        absent("kafka", "a broker given by GRIDCASE_TEST_KAFKA cannot be stopped and killed")
    with node_in(tmp_path / "kafka", settings=QUICK_REJOIN_PROPERTIES) as broker:
        yield broker


@pytest.fixture
def kafka_prefix() -> str:
    """A prefix for topics, groups and transactional ids that no other test uses: "t3f2a….":"""
    return f"t{uuid.uuid4().hex[:12]}."


@pytest.fixture
def settings(kafka_or_stand_in: SomeBroker, kafka_prefix: str) -> "Settings":
    """Small batches, on topics of this test alone."""
    # Imported where it is used: every test run loads this module, few talk to Kafka.
    from tests.support import streams

    return streams.settings(kafka_or_stand_in.bootstrap, kafka_prefix, partitions=3, batch=50)


@pytest.fixture
def broker(settings: "Settings") -> Iterator["Broker"]:
    """A connection to a broker that has the topics of `settings`."""
    from tests.support.streams import broker_with_topics

    with broker_with_topics(settings) as broker:
        yield broker


def node_in(directory: Path, **options: Any) -> KafkaNode:
    """A node that is not started yet; where Kafka cannot run, the test is skipped, or fails."""
    try:
        return KafkaNode(directory, **options)
    except NoJars as missing:
        absent("kafka", str(missing))


def kafka_can_run() -> bool:
    """Whether there is a broker, or all that it needs."""
    try:
        return bool(os.environ.get("GRIDCASE_TEST_KAFKA") or class_path())
    except NoJars:
        return False
