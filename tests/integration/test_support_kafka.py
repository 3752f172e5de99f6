"""The tests' own Kafka is the real one: transactional, durable, and broken only on purpose."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from kafka import (  # type: ignore[import-untyped]
    KafkaAdminClient,
    KafkaConsumer,
    KafkaProducer,
    TopicPartition,
)

from gridcase.store.memory import MemoryStore
from tests.support import streams
from tests.support.kafka.fixtures import node_in
from tests.support.kafka.jars import NoJars, class_path, kafka_version
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.kafka.stand_in import NoStandIn, StandIn
from tests.support.ports import answers, free_port
from tests.support.required import absent
from tests.support.server_process import ServerDied, ServerProcess
from tests.support.waiting import GIVE_UP_SECONDS, eventually

ROOT = Path(__file__).parents[2]


def create_topic(bootstrap: str, topic: str) -> None:
    with KafkaAdminClient(bootstrap_servers=bootstrap) as admin:
        admin.create_topics({topic: {"num_partitions": 1, "replication_factor": 1}})


def publish(bootstrap: str, topic: str, transactional_id: str, values: list[bytes], *, commit: bool) -> None:
    producer = KafkaProducer(
        bootstrap_servers=bootstrap, transactional_id=transactional_id, enable_idempotence=True, acks="all"
    )
    producer.init_transactions()
    producer.begin_transaction()
    for value in values:
        producer.send(topic, value)
    producer.flush()
    if commit:
        producer.commit_transaction()
    else:
        producer.abort_transaction()
    producer.close()


def committed(bootstrap: str, topic: str, expected: int) -> list[bytes]:
    consumer = KafkaConsumer(
        bootstrap_servers=bootstrap, auto_offset_reset="earliest", isolation_level="read_committed", group_id=None
    )
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    consumer.seek_to_beginning(partition)
    values: list[bytes] = []
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while len(values) < expected and time.monotonic() < deadline:
        for records in consumer.poll(timeout_ms=200).values():
            values += [record.value for record in records]
    consumer.close()
    return values


def test_what_a_transaction_commits_is_read_and_what_it_aborts_is_not(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str
) -> None:
    topic = kafka_prefix + "matters"
    create_topic(kafka_broker.bootstrap, topic)
    publish(kafka_broker.bootstrap, topic, kafka_prefix + "publisher", [b"never said"], commit=False)
    publish(kafka_broker.bootstrap, topic, kafka_prefix + "publisher", [b"reported", b"accepted"], commit=True)

    assert committed(kafka_broker.bootstrap, topic, expected=2) == [b"reported", b"accepted"]


@pytest.mark.heavy
def test_a_topic_that_nobody_created_does_not_appear_by_itself(own_kafka_broker: KafkaNode) -> None:
    with KafkaAdminClient(bootstrap_servers=own_kafka_broker.bootstrap) as admin:
        admin.describe_topics(["gridcase.unheard-of"])
        assert "gridcase.unheard-of" not in admin.list_topics()


@pytest.mark.heavy
def test_what_was_committed_survives_a_kill_and_a_restart(own_kafka_broker: KafkaNode) -> None:
    broker = own_kafka_broker
    create_topic(broker.bootstrap, "matters")
    publish(broker.bootstrap, "matters", "publisher", [b"before the crash"], commit=True)

    broker.kill()
    assert not broker.running
    assert not answers(broker.port)
    broker.start()
    publish(broker.bootstrap, "matters", "publisher", [b"after the crash"], commit=True)
    broker.restart()

    assert committed(broker.bootstrap, "matters", expected=2) == [b"before the crash", b"after the crash"]


@pytest.mark.heavy
def test_a_paused_broker_keeps_its_clients_waiting_until_it_is_resumed(own_kafka_broker: KafkaNode) -> None:
    broker = own_kafka_broker
    create_topic(broker.bootstrap, "matters")
    broker.pause()
    patient = threading.Thread(
        target=publish, args=(broker.bootstrap, "matters", "publisher", [b"late"]), kwargs={"commit": True}
    )
    patient.start()
    patient.join(timeout=2)
    assert patient.is_alive()

    broker.resume()
    patient.join(GIVE_UP_SECONDS)
    assert committed(broker.bootstrap, "matters", expected=1) == [b"late"]


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(ServerDied, match=r"Invalid value none for configuration num\.partitions"):
        node_in(tmp_path, settings={"num.partitions": "none"}).start()


def test_no_server_outlives_a_killed_test_run(tmp_path: Path) -> None:
    port = free_port()
    program = f"""
import signal, sys
from pathlib import Path
from tests.support.ports import answers
from tests.support.server_process import ServerProcess
command = [sys.executable, "-m", "http.server", "{port}", "--bind", "127.0.0.1"]
server = ServerProcess("a page", command, Path("{tmp_path}/log"))
server.start(lambda: answers({port}), within=180)
print("serving", flush=True)
signal.pause()
"""
    run = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    assert run.stdout.readline() == "serving\n"
    assert answers(port)
    run.kill()
    run.communicate()

    eventually(lambda: not answers(port))


def test_a_server_that_does_not_answer_in_time_is_ended(tmp_path: Path) -> None:
    silent = ServerProcess("a silent server", ["sleep", "60"], tmp_path / "log")
    with pytest.raises(ServerDied, match="did not answer within"):
        silent.start(lambda: False, within=0.2)
    assert not silent.running


def test_a_machine_without_java_or_maven_is_told_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRIDCASE_KAFKA_JARS", str(tmp_path / "jars"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoJars, match="java is not installed"):
        class_path()
    (tmp_path / "java").write_text("#!/bin/sh\n")
    (tmp_path / "java").chmod(0o755)
    with pytest.raises(NoJars, match="mvn is not installed"):
        class_path()


def test_where_there_is_no_java_another_broker_stands_in(tmp_path: Path, kafka_prefix: str) -> None:
    try:
        stand_in = StandIn(tmp_path)
    except NoStandIn as missing:
        absent("stand-in", str(missing))
    store = MemoryStore()
    streams.fill(store, 20)
    settings = streams.settings(stand_in.bootstrap, kafka_prefix, partitions=3)
    with stand_in, streams.broker_with_topics(settings) as broker:
        streams.publisher(store, broker).publish_all()
        assert streams.discrepancies(store, broker) == []


@pytest.mark.parametrize(
    ("required", "outcome"),
    [("", pytest.skip.Exception), ("postgres", pytest.skip.Exception), ("postgres, kafka", pytest.fail.Exception)],
)
def test_what_is_absent_is_skipped_unless_it_is_required(
    monkeypatch: pytest.MonkeyPatch, required: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("GRIDCASE_REQUIRE", required)
    with pytest.raises(outcome, match="no broker"):
        absent("kafka", "no broker")


def test_users_with_docker_get_the_kafka_that_is_tested() -> None:
    assert f"image: apache/kafka:{kafka_version()}\n" in (ROOT / "compose.yaml").read_text()
    assert f"kafka_2.13-{kafka_version()}.tgz" in (ROOT / "docs/how-to/run-kafka.md").read_text()
