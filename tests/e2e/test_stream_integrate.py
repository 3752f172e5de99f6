"""The page for integrators is run as it stands, in Python and with kcat, against a city and a real broker."""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gridcase_streams.broker import Broker
from gridcase_streams.cloud_events import read_event
from gridcase_streams.topics import SCORECARDS_TOPIC
from tests.support import streams
from tests.support.command import Terminal, handled, small_city
from tests.support.kafka.node import ExternalBroker, KafkaNode
from tests.support.pages import blocks
from tests.support.required import absent
from tests.support.waiting import GIVE_UP_SECONDS, eventually

PAGE = "docs/how-to/integrate.md"
TOPIC = re.compile(r"gridcase\.(?=(?:matters|commands|replies)\.v1\b)")


class Printing(NamedTuple):
    """A block of the page, and what it prints, if the page says so."""

    language: str
    text: str
    printed: str | None


def printing() -> list[Printing]:
    blocks_printing: list[Printing] = []
    for language, text in blocks(PAGE):
        if language == "text":
            blocks_printing[-1] = blocks_printing[-1]._replace(printed=text)
        else:
            blocks_printing.append(Printing(language, text, None))
    return blocks_printing


def run(block: Printing, terminal: Terminal, folder: Path) -> str:
    """What the block prints: a command of the city, a program, or a line of shell."""
    if block.language == "console":
        return "".join(terminal.done(*line[len("$ gridcase ") :].split()) + "\n" for line in block.text.splitlines())
    program = [sys.executable, "-W", "ignore", "-c"] if block.language == "python" else ["bash", "-c"]
    done = subprocess.run([*program, block.text], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{block.text}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("language", ["python", "sh"])
def test_what_the_page_shows_is_what_happens(
    language: str, kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    if language == "sh" and not shutil.which("kcat"):
        absent("kcat", "the page's lines for kcat need it: apt-get install kcat")
    terminal = small_city(tmp_path)
    prefix = f'prefix = "{kafka_prefix}"\npartitions = 3\nsource ='
    ran = 0
    for block in printing():
        block = block._replace(text=block.text.replace("127.0.0.1:9092", kafka_broker.bootstrap))
        if block.language == "toml":
            with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
                file.write("\n" + block.text.replace("source =", prefix, 1))
        elif block.language in (language, "console"):
            here = block._replace(text=TOPIC.sub(f"{kafka_prefix}gridcase.", block.text))
            printed = run(here, terminal, tmp_path)
            ran += block.printed is not None
            assert block.printed is None or printed == block.printed
    assert ran == 2


def test_an_operator_sees_how_far_the_streams_are_and_settles_dead_letters(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[kafka]\nbootstrap = "{kafka_broker.bootstrap}"\n[streams]\nprefix = "{kafka_prefix}"\npartitions = 2\n'
        )
    assert terminal.type("stream", "topics", "check").exit_code == 1
    for early in (("publish", "--once"), ("consume", "--once"), ("scorecards",)):
        result = terminal.type("stream", *early)
        assert result.exit_code == 1
        assert "does not exist: run gridcase stream topics create" in result.stderr
    assert "checkpoints.v1 does not exist" in terminal.json("stream", "status")["broker_error"]
    terminal.done("stream", "topics", "create")
    assert terminal.done("stream", "topics", "check") == "every topic is as configured"
    assert terminal.json("stream", "topics", "create") == {"created": []}

    assert terminal.json("stream", "status")["behind"] > 0
    assert terminal.done("stream", "publish", "--once").startswith("published ")
    status = terminal.json("stream", "status")
    assert (status["behind"], status["broker_error"], status["publisher"]["last_error"]) == (0, "", "")
    assert status["position"] == status["last_position"] == status["publisher"]["position"]
    assert terminal.done("stream", "publish", "--once") == "published 0 events"
    assert terminal.json("stream", "status")["publisher"]["position"] == status["position"]
    published, publisher, commands, letters = terminal.done("stream", "status").splitlines()
    last = status["last_position"]
    assert published == f"published    up to position {last} of {last}, 0 behind"
    assert publisher.startswith("publisher    last heard of at 20")
    assert (commands, letters) == ("commands     0 not read yet", "dead letters 0")

    streams_of_city = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=2)
    with Broker(streams_of_city) as broker:
        producer = broker.producer()
        producer.send(f"{kafka_prefix}gridcase.commands.v1", b"m-1", b"nonsense", [])
        producer.flush()
        producer.close()
    output = terminal.done("stream", "consume", "--once")
    assert output == "1 message: 0 accepted, 0 refused, 1 put aside"
    [letter] = terminal.json("stream", "dead-letters", "list")
    assert (letter["number"], letter["state"], letter["reason"], letter["key"]) == (
        1,
        "open",
        "missing-attribute",
        "m-1",
    )
    assert '"body": "nonsense"' in terminal.done("stream", "dead-letters", "show", "1")
    assert "m-1" in terminal.done("stream", "dead-letters", "list")
    retried = terminal.type("stream", "dead-letters", "retry", "1")
    assert retried.exit_code == 1
    assert "dead letter 1 can still not be read: the header ce_specversion is missing or empty" in retried.stderr
    terminal.done("stream", "dead-letters", "discard", "1")
    assert terminal.json("stream", "dead-letters", "list") == []

    assert "at position" in terminal.done("projection", "follow", "--kafka", "--once", "--partitions", "0-1")
    whole = tmp_path / "whole"
    terminal.done("projection", "merge", str(terminal.home / "read-models-kafka"), "--into", str(whole))
    assert list(whole.glob("snapshot-*"))
    assert "partitions from 0 to 1" in terminal.wrong("stream", "consume", "--once", "--partitions", "7")


def city_with_topics(kafka: KafkaNode | ExternalBroker, prefix: str, folder: Path, **streams: str) -> Terminal:
    """A small city with a matter that chengguan has handled, and its topics."""
    terminal = small_city(folder)
    more = "".join(f'{key} = "{value}"\n' for key, value in streams.items())
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[kafka]\nbootstrap = "{kafka.bootstrap}"\n[streams]\nprefix = "{prefix}"\npartitions = 2\n{more}'
        )
    handled(terminal)
    terminal.done("stream", "topics", "create")
    return terminal


def scorecards(kafka: KafkaNode | ExternalBroker, prefix: str) -> dict[str, list[dict[str, Any]]]:
    """The cards on their topic, oldest first, by key."""
    settings = streams.settings(kafka.bootstrap, prefix, partitions=2)
    cards_by_key: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with Broker(settings) as broker:
        for record in streams.records_on_topics(broker, [settings.streams.topic(SCORECARDS_TOPIC)]):
            event = read_event(record.headers, record.value)
            assert (event.type, event.extensions["rehearsal"]) == ("gridcase.scorecard-published.v1", "true")
            cards_by_key[(record.key or b"").decode()].append(json.loads(record.value or b""))
    return cards_by_key


YEAR = "chengguan/2025-12-31T16:00:00Z/2026-12-31T16:00:00Z"


def test_the_latest_scorecard_has_everything_that_a_department_is_scored_by(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = city_with_topics(kafka_broker, kafka_prefix, tmp_path)
    for _ in range(2):
        output = terminal.done("stream", "scorecards", "--period", "2026", "--period", "2026-Q1", at="2026-06-01")
        assert output == "published 2 scorecards of 2026, 2026-Q1"
    cards_by_key = scorecards(kafka_broker, kafka_prefix)
    assert {key: len(cards) for key, cards in cards_by_key.items()} == {
        YEAR: 2,
        "chengguan/2025-12-31T16:00:00Z/2026-03-31T16:00:00Z": 2,
    }
    first, card = cards_by_key[YEAR]
    assert first == card
    assert (card["period"], card["preset"], card["as_of"]) == ("2026", "department", "2026-05-31T16:00:00Z")
    about = ("--period", "2026", "--as-of", "2026-06-01")
    composites = {one["preset"]: one for one in card["composites"]}
    for preset in ("department", "three-rates", "district-100", "feedback"):
        [row] = terminal.json("score", "departments", "--preset", preset, *about)["rows"] or [None]
        composite = composites.get(preset)
        assert (row is None) == (composite is None)
        if row and composite:
            assert (number(composite.get("score")), composite.get("grade", "")) == (number(row["score"]), row["grade"])
    metrics = {one["metric"]: one for one in card["scores"]}
    for name, one in metrics.items():
        [row] = terminal.json("score", "departments", "--metric", name, *about)["rows"]
        assert {key: one.get(key) for key in ("numerator", "denominator")} == {
            key: row[key] for key in ("numerator", "denominator")
        }
        assert number(one.get("value")) == number(row["value"])
    assert metrics["on-time-handling"] == {
        "metric": "on-time-handling",
        "version": 1,
        "measure": "share",
        "numerator": 1,
        "denominator": 1,
        "low": "0.2065",
        "high": "1.0000",
        "value": "1.0000",
    }
    assert {"filed-by-host", "handling-time-median", "handling-time"} <= metrics.keys()


def number(composite: Any) -> Decimal | None:
    return None if composite is None else Decimal(str(composite))


def test_scorecards_are_published_by_schedule_beside_the_events(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = city_with_topics(kafka_broker, kafka_prefix, tmp_path, scorecards_every="1 second")
    command = [Path(sys.executable).with_name("gridcase"), "--home", terminal.home, "--at", "2026-06-01"]
    process = subprocess.Popen([*command, "stream", "publish"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        eventually(lambda: len(scorecards(kafka_broker, kafka_prefix)[YEAR]) >= 2)
    finally:
        process.terminate()
        output, _ = process.communicate(timeout=GIVE_UP_SECONDS)
    assert process.returncode == 0, output
    assert "Traceback" not in output.decode()
    assert terminal.json("stream", "status")["behind"] == 0


def test_without_a_broker_one_line_says_so(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[kafka]\nbootstrap = "127.0.0.1:1"\n[streams]\ntimeout_seconds = 1\n')
    result = terminal.type("stream", "publish", "--once")
    assert result.exit_code == 1
    assert "no broker answers at 127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "no broker answers at 127.0.0.1:1" in terminal.json("stream", "status")["broker_error"]


def test_what_is_wrong_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[streams]\nsource = "not a uri"\n')
    output = terminal.wrong("stream", "topics", "check")
    assert "city.toml line" in output
    assert "streams.source" in output


def test_the_contracts_are_written_for_whoever_asks(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    terminal.done("stream", "contracts", "--out", str(tmp_path / "contracts"))
    assert (tmp_path / "contracts" / "asyncapi.yaml").exists()
    assert (tmp_path / "contracts" / "schemas" / "matter-reported.v1.schema.json").exists()
    assert (tmp_path / "contracts" / "examples" / "command.report-matter.v1.json").exists()
