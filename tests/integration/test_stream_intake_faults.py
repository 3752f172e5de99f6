"""However often consumers die, each command has its effect exactly once, and each message gets its answer."""

import os
import random
from pathlib import Path
from threading import Thread

from gridcase.store.port import EventStore
from gridcase_streams.broker import Broker
from gridcase_streams.settings import Settings
from tests.support import commands
from tests.support.commands import CommandMessage, outcomes, replies, report, send_commands
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.streams import broker_with_topics, eventually, opened_store, run_and_kill

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


def messages(called: str) -> list[CommandMessage]:
    """A matter is reported, and evidence is added twice."""
    return [
        report(f"{called}-1", called),
        CommandMessage(f"{called}-2", "add-evidence", called, evidence_before=["a" * 64]),
        CommandMessage(f"{called}-3", "add-evidence", called, evidence_before=["b" * 64]),
    ]


def effects(store: EventStore) -> list[tuple[str, int]]:
    """How many events each matter has."""
    return [(name, len(store.load(name))) for name in store.streams("matter:", limit=100_000)]


def run_and_kill_often(
    folder: Path, broker: Broker, *, rounds: int, seconds: tuple[float, float], deduplicate: bool
) -> int:
    """Consumers killed at random points while messages come in; returns how many matters were spoken of."""
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {seed}")
    randomness = random.Random(seed)
    send_commands(broker, *(message for number in range(100) for message in messages(f"m-{number}")))
    with opened_store(folder / EVENTS) as store:
        for number in range(rounds):
            send_commands(broker, *(message for more in range(3) for message in messages(f"r{number}-{more}")))
            run_and_kill(randomness.uniform(*seconds), consume_until_killed, folder, broker.settings, deduplicate)
        with commands.intake(store, broker, folder, deduplicate=deduplicate) as intake:
            intake.consume_all()
    return 100 + 3 * rounds


def test_consumers_killed_between_poll_and_commit_do_each_command_once(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    with broker_with_topics(settings) as broker:
        matters = run_and_kill_often(tmp_path, broker, rounds=ROUNDS, seconds=(0.05, 0.4), deduplicate=True)
        with opened_store(tmp_path / EVENTS) as store:
            events_by_matter = effects(store)
        assert len(events_by_matter) == matters
        assert {events for _, events in events_by_matter} == {3}
        answered = outcomes(replies(broker))
        assert len(answered) == matters * 3
        assert set(answered.values()) == {"accepted"}


def test_without_offsets_and_ids_the_same_kills_do_commands_twice(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    settings = commands.settings(kafka_broker.bootstrap, kafka_prefix)
    with broker_with_topics(settings) as broker:
        run_and_kill_often(tmp_path, broker, rounds=2, seconds=(1.5, 2.0), deduplicate=False)
        with opened_store(tmp_path / EVENTS) as store:
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
        eventually(lambda: len(effects(store)) == 60 and {n for _, n in effects(store)} == {3}, within=30)
        stopped = True
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()
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
