"""Fixtures over the real Kafka: `kafka_broker` to talk to, `own_kafka_broker` to break, `kafka_prefix` for topics."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.kafka.broker import Broker, ExternalBroker
from tests.support.kafka.jars import NoJars
from tests.support.required import absent


def pytest_configure(config: pytest.Config) -> None:
    """Let kafka-python have its ways.

    It reads its message schemas in one that is deprecated in Python 3.11 and 3.12, not before or after; and it leaves
    the sockets of connections that never came about to the garbage collector.
    """
    config.addinivalue_line("filterwarnings", "ignore:(read|open)_text is deprecated:DeprecationWarning")
    config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")


@pytest.fixture(scope="session")
def kafka_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker | ExternalBroker]:
    """A broker shared by all tests of this process, started when first asked for; or GRIDCASE_TEST_KAFKA=host:port.

    Under pytest-xdist each worker has its own, so a test meets only the topics of its own process.
    """
    elsewhere = os.environ.get("GRIDCASE_TEST_KAFKA")
    if elsewhere:
        yield ExternalBroker(elsewhere)
    else:
        with _broker_in(tmp_path_factory.mktemp("kafka")) as broker:
            yield broker


@pytest.fixture
def own_kafka_broker(tmp_path: Path) -> Iterator[Broker]:
    """A broker for one test alone, which may stop, kill, pause and restart it."""
    if os.environ.get("GRIDCASE_TEST_KAFKA"):
        absent("kafka", "a broker given by GRIDCASE_TEST_KAFKA cannot be stopped and killed")
    with _broker_in(tmp_path / "kafka") as broker:
        yield broker


@pytest.fixture
def kafka_prefix() -> str:
    """A prefix for topics, groups and transactional ids that no other test uses: "t3f2a….":"""
    return f"t{uuid.uuid4().hex[:12]}."


def _broker_in(directory: Path) -> Broker:
    try:
        return Broker(directory)
    except NoJars as missing:
        absent("kafka", str(missing))
