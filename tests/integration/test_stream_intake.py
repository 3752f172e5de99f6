"""Commands of other platforms: the same guards as everybody's, an answer to each, and nothing twice."""

import json
import resource
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from gridcase.running_city import utc_now
from gridcase.store.memory import MemoryStore
from gridcase_streams import command_types
from gridcase_streams.broker import Broker
from gridcase_streams.dead_letters import DeadLetters, LetterState, UnknownLetter
from gridcase_streams.errors import TopicMissing, Unreadable
from gridcase_streams.incoming_commands import read_command
from gridcase_streams.records import Record
from gridcase_streams.replies import CommandRefused
from gridcase_streams.settings import Settings
from gridcase_streams.topics import DEAD_LETTERS_TOPIC, REPLIES_TOPIC, create_topics
from tests.support import commands, streams
from tests.support.commands import COMMANDS, CommandMessage, outcomes, records_on, replies, report, send_commands
from tests.support.kafka.node import ExternalBroker, KafkaNode


@pytest.fixture
def settings(kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str) -> Settings:
    return commands.settings(kafka_broker.bootstrap, kafka_prefix)


@pytest.fixture
def broker(settings: Settings) -> Iterator[Broker]:
    with Broker(settings) as broker:
        big = {"max.message.bytes": str(4 * 1024 * 1024), "message.timestamp.type": "LogAppendTime"}
        broker.create(settings.streams.topic(COMMANDS), 3, None, big)
        create_topics(broker, settings.streams)
        yield broker


def consume(store: MemoryStore, broker: Broker, folder: Path) -> None:
    with commands.intake(store, broker, folder) as intake:
        intake.consume_all()


def letters(folder: Path) -> list[tuple[int, str, str]]:
    with DeadLetters(folder) as dead_letters:
        return [(letter.number, str(letter.state), letter.reason) for letter in dead_letters.list(list(LetterState))]


def test_a_platform_reports_and_hears_what_became_of_it(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(
        broker,
        report("1", "hotline-1").with_header("ce_correlationid", b"call-17"),
        CommandMessage("2", "classify-matter", "hotline-1", class_code="fumes"),
        CommandMessage("3", "divert-matter", "hotline-1", source="dispatch"),
    )
    consume(store, broker, tmp_path)
    assert [event.tag for event in store.read(0, 10)] == ["matter-reported", "matter-classified", "matter-diverted"]
    accepted = replies(broker)
    assert outcomes(accepted) == {"1": "accepted", "2": "accepted", "3": "accepted"}
    assert accepted[0]["events"][0]["type"] == "matter-reported"
    assert "油烟" not in json.dumps(accepted, ensure_ascii=False)
    [first, *_] = records_on(broker, "gridcase.replies.v1")
    assert first.key == b"hotline-1"
    assert streams.attribute(first, "correlationid") == "call-17"
    stored = json.loads(store.read(0, 1)[0].data)
    assert stored["correlation_id"] == "call-17"
    assert stored["event"]["by"]["member"] == "wang"
    assert stored["event"]["by"]["known_by"].endswith("gridcase.commands.v1:hotline")


def test_a_rule_says_no_in_words_and_as_a_code(broker: Broker, tmp_path: Path) -> None:
    send_commands(
        broker,
        CommandMessage("1", "accept-matter", "hotline-1"),
        report("2", "hotline-2", unit="nowhere"),
        CommandMessage("3", "divert-matter", "hotline-3", source="dispatch"),
    )
    consume(MemoryStore(), broker, tmp_path)
    refused = {reply["message_id"]: reply["rule"] for reply in replies(broker)}
    assert refused == {"1": "role-may-not", "2": "unknown-unit", "3": "unknown-matter"}
    assert all(reply["words"] for reply in replies(broker))


def test_a_source_that_the_topic_does_not_know_is_refused(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(broker, CommandMessage("1", "urge-matter", "hotline-1", source="stranger"))
    consume(store, broker, tmp_path)
    assert [reply["rule"] for reply in replies(broker)] == ["source-not-allowed"]
    assert store.last_position() == 0


def test_what_comes_twice_happens_once_whoever_sends_it_again(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(broker, report("1", "hotline-1"), report("1", "hotline-1"))
    consume(store, broker, tmp_path)
    consume(store, broker, tmp_path)
    send_commands(broker, report("1", "hotline-1"))
    consume(store, broker, tmp_path)
    assert store.last_position() == 1
    assert [reply.get("repeated", False) for reply in replies(broker)] == [False, True, True]


def test_the_senders_clock_says_nothing_the_brokers_does(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    before = utc_now()
    send_commands(broker, report("1", "hotline-1", occurred_at="2026-03-02T01:00:00Z"))
    consume(store, broker, tmp_path)
    at = json.loads(store.read(0, 1)[0].data)["event"]["at"]
    assert before.replace(microsecond=0).isoformat() <= at.replace("Z", "+00:00")[:19] + "+00:00"


HOSTILE = {
    "no-body": report("x", "m-1").but(value=None),
    "empty": report("x", "m-1").but(value=b""),
    "bad-utf-8": report("x", "m-1").but(value=b'{"type":"report-matter","matter_id":"\xff"}'),
    "half-a-json": report("x", "m-1").but(value=b'{"type":"report-matter"'),
    "not-an-object": report("x", "m-1").but(value=b"[]"),
    "no-id": report("", "m-1"),
    "no-source": report("x", "m-1", source="").but(),
    "no-headers": report("x", "m-1").but(headers=[]),
    "nul": report("x", "m-1", text="a\x00b"),
    "half-a-character": report("x", "m-1").but(
        value=b'{"type":"report-matter","matter_id":"m-1","channel":"app","unit":"u","text":"\\ud800"}'
    ),
    "a-key-twice": report("x", "m-1").but(
        value=b'{"type":"report-matter","matter_id":"m-1","channel":"app","channel":"web","unit":"u"}'
    ),
    "1e30": CommandMessage("x", "supervise-matter", "m-1").but(
        value=b'{"type":"supervise-matter","matter_id":"m-1","supervision":1e30}'
    ),
    "10**30": CommandMessage("x", "supervise-matter", "m-1", supervision=10**30),
    "nan": CommandMessage("x", "supervise-matter", "m-1").but(
        value=b'{"type":"supervise-matter","matter_id":"m-1","supervision":NaN}'
    ),
    "10,000-deep": report("x", "m-1").but(value=b'{"matter_id":' + b"[" * 10_000 + b"]" * 10_000 + b"}"),
    "100-deep": report("x", "m-1").but(value=b'{"matter_id":' + b"[" * 100 + b"]" * 100 + b"}"),
    "2-MB": report("x", "m-1", text="x" * 2_000_000),
    "too-long-a-text": report("x", "m-1", text="x" * 5000),
    "unknown-type": report("x", "m-1").with_header("ce_type", b"gridcase.command.delete-matter.v1"),
    "unknown-version": report("x", "m-1").with_header("ce_type", b"gridcase.command.report-matter.v2"),
    "cloudevents-0.3": report("x", "m-1").with_header("ce_specversion", b"0.3"),
    "unknown-field": report("x", "m-1", score=100),
    "an-actor-of-its-own": report("x", "m-1", actor={"member": "chen", "role": "foreman", "known_by": "me"}),
    "a-time-of-its-own": report("x", "m-1", at="2020-01-01T00:00:00Z"),
    "a-time-without-zone": report("x", "m-1", occurred_at="2026-03-02T01:00:00"),
    "only-the-loop-may": CommandMessage("x", "note-overdue", "m-1", step="handle", due="2026-03-02T01:00:00Z"),
    "no-key": report("x", "m-1").but(key=None),
    "another-key": report("x", "m-1").but(key=b"m-2"),
    "no-unicode-in-the-key": report("x", "m-1").but(key=b"\xff"),
}


def test_whatever_cannot_be_read_is_put_aside_and_the_partition_goes_on(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, hostile in enumerate(HOSTILE.values()):
        send_commands(broker, hostile, report(f"good-{number}", f"good-{number}"))
    consume(store, broker, tmp_path)

    assert store.last_position() == len(HOSTILE)
    answered = replies(broker)
    assert sum(reply["type"] == "command-accepted" for reply in answered) == len(HOSTILE)
    unreadable = {(reply["partition"], reply["offset"]): reply for reply in answered if "offset" in reply}
    assert len(unreadable) == len(HOSTILE)
    assert all(reply["words"] for reply in unreadable.values())
    dead = records_on(broker, DEAD_LETTERS_TOPIC)
    assert sorted(record.value or b"" for record in dead) == sorted(one.value or b"" for one in HOSTILE.values())
    dead_letters = letters(tmp_path)
    assert [state for _, state, _ in dead_letters] == ["open"] * len(HOSTILE)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 200_000, f"{grown} KiB more than before"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("no-body", "no-body"),
        ("bad-utf-8", "not-utf-8"),
        ("nul", "bad-text"),
        ("half-a-character", "bad-text"),
        ("a-key-twice", "duplicate-key"),
        ("1e30", "bad-number"),
        ("nan", "bad-number"),
        ("10,000-deep", "too-deep"),
        ("100-deep", "too-deep"),
        ("2-MB", "too-large"),
        ("unknown-type", "unknown-type"),
        ("unknown-version", "unknown-type"),
        ("cloudevents-0.3", "unknown-version"),
        ("unknown-field", "bad-command"),
        ("an-actor-of-its-own", "bad-command"),
        ("a-time-of-its-own", "bad-command"),
        ("a-time-without-zone", "bad-command"),
        ("only-the-loop-may", "unknown-type"),
        ("no-id", "missing-attribute"),
        ("another-key", "bad-key"),
    ],
)
def test_the_reason_says_what_was_wrong(name: str, reason: str) -> None:
    one = HOSTILE[name]
    with pytest.raises(Unreadable) as refused:
        read_command(Record("t", 0, 0, None, one.key, one.value, one.headers))
    assert refused.value.code == reason


def test_later_messages_of_the_same_matter_wait_until_the_dead_letter_is_discarded(
    broker: Broker, tmp_path: Path
) -> None:
    store = MemoryStore()
    send_commands(
        broker,
        report("1", "hotline-1"),
        CommandMessage("2", "classify-matter", "hotline-1", class_code="fumes").but(value=b"{"),
        CommandMessage("3", "add-evidence", "hotline-1", evidence_before=["a" * 64]),
        report("4", "hotline-2"),
        CommandMessage("5", "add-evidence", "hotline-1", evidence_before=["b" * 64]),
    )
    consume(store, broker, tmp_path)
    assert outcomes(replies(broker)) == {"1": "accepted", "2": "unreadable", "4": "accepted"}
    assert letters(tmp_path) == [(1, "open", "not-json"), (2, "waiting", "waiting"), (3, "waiting", "waiting")]

    with commands.intake(store, broker, tmp_path) as intake:
        with pytest.raises(Unreadable):
            intake.retry(1)
        with pytest.raises(UnknownLetter, match="is waiting, not open"):
            intake.discard(2)
        intake.discard(1)
    assert [state for _, state, _ in letters(tmp_path)] == ["discarded", "done", "done"]
    assert outcomes(replies(broker)) == {
        "1": "accepted",
        "2": "unreadable",
        "3": "accepted",
        "4": "accepted",
        "5": "accepted",
    }
    evidence = [json.loads(event.data)["event"].get("evidence_before") for event in store.load("matter:hotline-1")]
    assert evidence == [None, ["a" * 64], ["b" * 64]]

    send_commands(broker, CommandMessage("6", "add-evidence", "hotline-1", evidence_before=["c" * 64]))
    consume(store, broker, tmp_path)
    assert outcomes(replies(broker))["6"] == "accepted"


def test_a_dead_letter_that_can_be_read_by_now_is_done_when_retried(
    broker: Broker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    send_commands(broker, report("1", "hotline-1", text="x" * 4500))
    consume(store, broker, tmp_path)
    monkeypatch.setattr(command_types, "LongText", str)
    monkeypatch.setitem(
        command_types.INCOMING_TYPES,
        "report-matter",
        command_types.incoming_type(command_types.COMMAND_TYPES["report-matter"]),
    )
    with commands.intake(store, broker, tmp_path) as intake:
        intake.retry(1)
    assert store.last_position() == 1
    assert letters(tmp_path) == [(1, "done", "bad-command")]


def test_a_lost_reply_is_sent_again_and_nothing_happens_again(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(broker, report("1", "hotline-1"), CommandMessage("2", "accept-matter", "hotline-1"))
    consume(store, broker, tmp_path / "one")
    dead_letters = DeadLetters(tmp_path / "one")
    for (name,) in list(dead_letters._connection.execute("SELECT name FROM replied")):
        dead_letters.save_replied_up_to(name, 0)
    dead_letters.close()
    consume(store, broker, tmp_path / "one")
    assert store.last_position() == 1
    sent = records_on(broker, "gridcase.replies.v1")
    assert len(sent) == 4
    assert outcomes(replies(broker)) == {"1": "accepted", "2": "refused"}


def test_a_command_topic_made_anew_is_read_from_its_start(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(broker, *(report(str(number), f"m-{number}") for number in range(9)))
    consume(store, broker, tmp_path)
    broker.delete(broker.settings.streams.topic(COMMANDS))
    with pytest.raises(TopicMissing):
        consume(store, broker, tmp_path)
    create_topics(broker, broker.settings.streams)
    send_commands(broker, *(report(str(number), f"m-{number}") for number in range(12)))
    consume(store, broker, tmp_path)
    assert store.last_position() == 12


def test_while_there_is_no_topic_for_the_answers_nothing_is_done_and_somebody_is_told(
    broker: Broker, tmp_path: Path
) -> None:
    store, failures = MemoryStore(), OpenFailures()
    send_commands(broker, report("1", "hotline-1"))
    broker.delete(broker.settings.streams.topic(REPLIES_TOPIC))
    with commands.intake(store, broker, tmp_path) as intake:
        intake.follow(lambda: bool(failures.errors), observer=failures)
        assert [type(error) for error in failures.errors] == [TopicMissing]
        assert store.last_position() == 0
        create_topics(broker, broker.settings.streams)
        intake.follow(lambda: store.last_position() > 0, observer=failures)
    assert failures.errors == []
    assert outcomes(replies(broker)) == {"1": "accepted"}


class OpenFailures:
    """What is wrong at the moment."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []

    def failed(self, error: Exception) -> None:
        self.errors.append(error)

    def recovered(self) -> None:
        self.errors.clear()


def test_a_letter_from_a_topic_that_is_configured_no_more_is_refused(broker: Broker, tmp_path: Path) -> None:
    store = MemoryStore()
    send_commands(broker, report("1", "hotline-1").with_header("ce_type", b"gridcase.command.report-everything.v1"))
    consume(store, broker, tmp_path)
    dead_letters = DeadLetters(tmp_path)
    mended = report("1", "hotline-1")
    record = dead_letters.get(1).record._replace(headers=mended.headers, topic="once.upon.a.time")
    dead_letters._connection.execute("UPDATE letters SET record = ?", (msgspec.msgpack.encode(record),))
    dead_letters.close()
    with commands.intake(store, broker, tmp_path) as intake:
        reply = intake.retry(1)
    assert isinstance(reply, CommandRefused)
    assert reply.rule == "source-not-allowed"
    assert store.last_position() == 0
