"""However often consumers die, each command has its effect exactly once, and each message gets its answer."""

import os
import random
import time
from pathlib import Path
from threading import Thread

import pytest

from gridcase.store.port import EventStore
from gridcase_streams.broker import Broker
from gridcase_streams.settings import Settings
from tests.support import commands
from tests.support.commands import CommandMessage, outcomes, replies, report, send_commands
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.streams import broker_with_topics, killed_at_the_end, opened_store
from tests.support.waiting import ended, eventually

ROUNDS = 50
EVENTS = "events.sqlite"


def consume_until_killed(folder: Path, settings: Settings, deduplicate: bool) -> None:
    """What a consumer's process does, until it is killed or its parent is gone."""
    parent = os.getppid()
    with (
        opened_store(folder / EVENTS) as store,
        Broker(settings) as broker,
        commands.intake(store, broker, folder, deduplicate=deduplicate) as intake,
    ):
        intake.follow(lambda: os.getppid() != parent)


def messages(matter_id: str) -> list[CommandMessage]:
    """A matter is reported, and evidence is added twice."""
    return [
        report(f"{matter_id}-1", matter_id),
        CommandMessage(f"{matter_id}-2", "add-evidence", matter_id, evidence_before=["a" * 64]),
        CommandMessage(f"{matter_id}-3", "add-evidence", matter_id, evidence_before=["b" * 64]),
    ]


def effects(store: EventStore) -> list[tuple[str, int]]:
    """How many events each matter has."""
    return [(name, len(store.load(name))) for name in store.streams("matter:", limit=100_000)]


@pytest.mark.heavy
def test_consumers_killed_between_poll_and_commit_do_each_command_once(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path, chance: random.Random
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        send_commands(broker, *(message for number in range(100) for message in messages(f"m-{number}")))
        for number in range(ROUNDS):
            send_commands(broker, *(message for more in range(3) for message in messages(f"r{number}-{more}")))
            with killed_at_the_end(consume_until_killed, tmp_path, settings, True):
                time.sleep(chance.uniform(0.05, 0.4))
        with commands.intake(store, broker, tmp_path) as intake:
            intake.consume_all()
        matters, events_by_matter = 100 + 3 * ROUNDS, effects(store)
        assert len(events_by_matter) == matters
        assert {events for _, events in events_by_matter} == {3}
        answered = outcomes(replies(broker))
        assert len(answered) == matters * 3
        assert set(answered.values()) == {"accepted"}


def test_without_offsets_and_ids_a_kill_does_commands_twice(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        send_commands(broker, *(message for number in range(100) for message in messages(f"m-{number}")))
        with killed_at_the_end(consume_until_killed, tmp_path, settings, False):
            eventually(lambda: any(events == 3 for _, events in effects(store)))
        with commands.intake(store, broker, tmp_path, deduplicate=False) as intake:
            intake.consume_all()
        assert any(events > 3 for _, events in effects(store))


def test_two_consumers_of_the_same_partitions_do_each_command_once(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    stopped = False

    def consume(store: EventStore, folder: Path) -> None:
        with Broker(settings) as mine, commands.intake(store, mine, folder) as intake:
            intake.follow(lambda: stopped)

    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        threads = [Thread(target=consume, args=(store, tmp_path), daemon=True) for _ in range(2)]
        for thread in threads:
            thread.start()
        for number in range(60):
            send_commands(broker, *messages(f"m-{number}"))
        eventually(lambda: len(effects(store)) == 60 and {n for _, n in effects(store)} == {3})
        stopped = True
        for thread in threads:
            assert ended(thread)
        assert set(outcomes(replies(broker)).values()) == {"accepted"}


def test_partitions_are_shared_by_explicit_assignment(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    with opened_store(tmp_path / EVENTS) as store, broker_with_topics(settings) as broker:
        send_commands(broker, *(report(str(number), f"m-{number}") for number in range(30)))
        done = []
        for part in range(3):
            with commands.intake(store, broker, tmp_path / str(part)) as intake:
                intake.consume_all([part])
                done.append(intake.counts.messages)
        assert sum(done) == 30
        assert all(done)
        assert store.last_position() == 30
