"""One private Kafka node: controller and broker in one process, on loopback, in its own directory."""

import secrets
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.support.kafka.jars import class_path
from tests.support.ports import LOOPBACK, answers, free_port
from tests.support.server_process import OwnServer, ServerDied, ServerProcess
from tests.support.waiting import GIVE_UP_SECONDS

QUICK_START_JAVA_OPTIONS: Final = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

SINGLE_NODE_PROPERTIES: Final = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
}
TEST_PROPERTIES: Final = {
    "auto.create.topics.enable": "false",
    "group.initial.rebalance.delay.ms": "0",
    # After a kill the controller waits this long before it lets the broker back in.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "300",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
}

QUICK_REJOIN_PROPERTIES: Final = {"broker.session.timeout.ms": "1200", "broker.heartbeat.interval.ms": "200"}
"""For a broker that is killed on purpose. One that is only slow, on a busy machine, would be shut out now and then."""


@dataclass(frozen=True)
class ExternalBroker:
    """A broker that runs elsewhere: it serves, but tests cannot stop, kill or pause it."""

    bootstrap: str
    controllable: bool = False


class KafkaNode(OwnServer):
    """A Kafka node of our own. Its ports and its data stay the same from one start to the next.

    `settings` override server properties; `java_options` replace those for a quick start (a benchmark wants the
    full compiler); `format_options` are for the tool that formats its storage. Used as a context manager it starts
    on entry and stops on exit.
    """

    controllable = True

    def __init__(
        self,
        directory: Path,
        *,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        java_options: Sequence[str] = QUICK_START_JAVA_OPTIONS,
        format_options: Sequence[str] = (),
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.port = port or free_port()
        self._settings = SINGLE_NODE_PROPERTIES | TEST_PROPERTIES | self._address_properties() | dict(settings or {})
        self._format_options = format_options
        self._properties = directory / "server.properties"
        self._java = ["java", *java_options, "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", class_path()]
        self._process = ServerProcess(
            f"Kafka on {self.bootstrap}",
            [*self._java, "kafka.Kafka", str(self._properties)],
            directory / "broker.log",
        )

    @property
    def bootstrap(self) -> str:
        """host:port, as clients want it."""
        return f"{LOOPBACK}:{self.port}"

    def start(self) -> Self:
        """Format storage if this is the first time, start, and wait until the cluster answers with its broker."""
        self._properties.write_text("".join(f"{key}={value}\n" for key, value in self._settings.items()))
        if not (self._data / "meta.properties").exists():
            self._format_storage()
        self._process.start(self._serves, within=GIVE_UP_SECONDS)
        return self

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    def _address_properties(self) -> dict[str, str]:
        controller = f"{LOOPBACK}:{free_port(other_than=(self.port,))}"
        return {
            "listeners": f"PLAINTEXT://{self.bootstrap},CONTROLLER://{controller}",
            "advertised.listeners": f"PLAINTEXT://{self.bootstrap}",
            "controller.quorum.voters": f"1@{controller}",
            "log.dirs": str(self._data),
        }

    def _format_storage(self) -> None:
        cluster_id = secrets.token_hex(11)  # 22 characters, as Kafka's own are
        command = [*self._java, "kafka.tools.StorageTool", "format", "-t", cluster_id, "-c", str(self._properties)]
        command += self._format_options
        done = subprocess.run(command, capture_output=True, text=True, timeout=GIVE_UP_SECONDS)
        if done.returncode:
            raise ServerDied(f"Kafka's storage could not be formatted\n{done.stdout}{done.stderr}")

    def _serves(self) -> bool:
        return answers(self.port) and _cluster_answers(self.bootstrap)


def _cluster_answers(bootstrap: str) -> bool:
    # Imported where it is used: every test run loads this module, few talk to Kafka.
    from kafka import KafkaAdminClient  # type: ignore[import-untyped]
    from kafka.errors import KafkaError  # type: ignore[import-untyped]

    try:
        with KafkaAdminClient(bootstrap_servers=bootstrap, bootstrap_timeout_ms=2000) as admin:
            return any(not broker.get("is_fenced") for broker in admin.describe_cluster()["brokers"])
    except KafkaError:
        return False
