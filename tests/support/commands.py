"""What tests of the intake share: platforms that give commands, and the engine that takes them."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gridcase.actors import Role
from gridcase.engine import Engine
from gridcase.running_city import RunningCity, utc_now
from gridcase.store.port import EventStore
from gridcase.testing import cast
from gridcase_streams.broker import Broker
from gridcase_streams.dead_letters import DeadLetters
from gridcase_streams.intake import Intake
from gridcase_streams.records import Record
from gridcase_streams.settings import IntakeTable, Sender, Settings
from gridcase_streams.topics import REPLIES_TOPIC
from tests.support import streams

COMMANDS = "gridcase.commands.v1"
HOTLINE = Sender(source="hotline", member="wang", role=Role.RECEPTION)
DESK = Sender(source="dispatch", member="zhou", role=Role.DISPATCHER)
SENDERS = IntakeTable(topic=COMMANDS, senders=(HOTLINE, DESK))


def settings(bootstrap: str, prefix: str, **changes: object) -> Settings:
    return streams.settings(bootstrap, prefix, **{"partitions": 3, "intake": (SENDERS,), **changes})


def engine(store: EventStore) -> Engine:
    return RunningCity(store, lambda directory, neighbours: cast.policy()).engine


@contextmanager
def intake(store: EventStore, broker: Broker, folder: Path, *, deduplicate: bool = True) -> Iterator[Intake]:
    with DeadLetters(folder) as letters:
        yield Intake(engine(store), store, broker, letters, utc_now, deduplicate=deduplicate)


class CommandMessage:
    """A message for the command topic. ``content`` is JSON, or bytes as they are."""

    def __init__(self, message_id: str, tag: str, matter_id: str, *, source: str = "hotline", **content: Any) -> None:
        self.key: bytes | None = matter_id.encode()
        self.value: bytes | None = json.dumps({"type": tag, "matter_id": matter_id, **content}).encode()
        self.headers = [
            ("ce_specversion", b"1.0"),
            ("ce_id", message_id.encode()),
            ("ce_source", source.encode()),
            ("ce_type", f"gridcase.command.{tag}.v1".encode()),
            ("content-type", b"application/json"),
        ]

    def but(self, **changes: Any) -> "CommandMessage":
        """The same message with another ``key``, ``value`` or ``headers``."""
        for name, value in changes.items():
            setattr(self, name, value)
        return self

    def with_header(self, name: str, value: bytes) -> "CommandMessage":
        return self.but(headers=[*(header for header in self.headers if header[0] != name), (name, value)])


def report(message_id: str, matter_id: str, **content: Any) -> CommandMessage:
    usual = {"channel": "phone", "unit": "xiangyang-3", "text": "油烟"}
    return CommandMessage(message_id, "report-matter", matter_id, **{**usual, **content})


def send_commands(broker: Broker, *messages: CommandMessage) -> None:
    """Put messages on the command topic, in order."""
    producer = broker.producer()
    for one in messages:
        producer.send(broker.settings.streams.topic(COMMANDS), one.key, one.value, one.headers)  # type: ignore[arg-type]
    producer.flush()
    producer.close()


def replies(broker: Broker) -> list[dict[str, Any]]:
    """Every reply, each once however often it was sent, in order for each matter."""
    records = streams.records_on_topics(broker, [broker.settings.streams.topic(REPLIES_TOPIC)])
    return [json.loads(record.value or b"") for record in {streams.attribute(r, "id"): r for r in records}.values()]


def outcomes(replies_read: Sequence[dict[str, Any]]) -> dict[str, str]:
    """What became of each message, by its id."""
    return {reply.get("message_id", ""): reply["type"].removeprefix("command-") for reply in replies_read}


def records_on(broker: Broker, name: str) -> list[Record]:
    return streams.records_on_topics(broker, [broker.settings.streams.topic(name)])
