"""The page for integrators is run as it stands, in Python and with kcat, against a city and a real broker."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from gridcase_streams.broker import Broker
from gridcase_streams.envelope import read_event
from gridcase_streams.topics import SCORECARDS
from tests.support import streams
from tests.support.command import Terminal, handled, small_city
from tests.support.kafka.broker import Broker as KafkaNode
from tests.support.kafka.broker import ExternalBroker
from tests.support.required import absent

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "integrate.md"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
TOPIC = re.compile(r"gridcase\.(?=(?:matters|commands|replies)\.v1\b)")


class Block(NamedTuple):
    """What stands between two fences, and what it prints, if the page says so."""

    language: str
    text: str
    printed: str | None


def blocks(page: str) -> list[Block]:
    found: list[Block] = []
    for language, text in BLOCK.findall(page):
        if language == "text":
            found[-1] = found[-1]._replace(printed=text)
        else:
            found.append(Block(language, text, None))
    return found


def run(block: Block, terminal: Terminal, folder: Path) -> str:
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
    page = PAGE.read_text(encoding="utf-8").replace("127.0.0.1:9092", kafka_broker.bootstrap)
    terminal = small_city(tmp_path)
    prefix = f'prefix = "{kafka_prefix}"\npartitions = 3\nsource ='
    ran = 0
    for block in blocks(page):
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
    terminal.done("stream", "topics", "create")
    assert terminal.done("stream", "topics", "check") == "every topic is as configured"
    assert terminal.json("stream", "topics", "create") == {"created": []}

    assert terminal.json("stream", "status")["behind"] > 0
    assert terminal.done("stream", "publish", "--once").startswith("published ")
    status = terminal.json("stream", "status")
    assert (status["behind"], status["broker_error"], status["publisher"]["last_error"]) == (0, "", "")
    assert status["position"] == status["last_position"] == status["publisher"]["position"]

    broken = f"echo 'm-1|nonsense' | kcat -P -b {kafka_broker.bootstrap} -t {kafka_prefix}gridcase.commands.v1 -K '|'"
    if shutil.which("kcat"):
        subprocess.run(["bash", "-c", broken], check=True)
        assert "1 of them put aside" in terminal.done("stream", "consume", "--once")
        [letter] = terminal.json("stream", "dead-letters", "list")
        assert (letter["number"], letter["state"], letter["reason"], letter["key"]) == (
            1,
            "open",
            "missing-attribute",
            "m-1",
        )
        assert '"body": "nonsense"' in terminal.done("stream", "dead-letters", "show", "1")
        assert terminal.type("stream", "dead-letters", "retry", "1").exit_code == 1
        terminal.done("stream", "dead-letters", "discard", "1")
        assert terminal.json("stream", "dead-letters", "list") == []

    assert "at position" in terminal.done("projection", "follow", "--kafka", "--once", "--partitions", "0-1")
    whole = tmp_path / "whole"
    terminal.done("projection", "merge", str(terminal.home / "read-models-kafka"), "--into", str(whole))
    assert list(whole.glob("snapshot-*"))
    assert "partitions from 0 to 1" in terminal.wrong("stream", "consume", "--once", "--partitions", "7")


def test_the_latest_scorecard_of_each_department_is_published(
    kafka_broker: KafkaNode | ExternalBroker, kafka_prefix: str, tmp_path: Path
) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[kafka]\nbootstrap = "{kafka_broker.bootstrap}"\n[streams]\nprefix = "{kafka_prefix}"\npartitions = 2\n'
        )
    handled(terminal)
    terminal.done("stream", "topics", "create")
    for _ in range(2):
        said = terminal.done("stream", "scorecards", "--from", "2026-01-01", "--to", "2027-01-01")
        assert said == "published 1 scorecards"
    settings = streams.settings(kafka_broker.bootstrap, kafka_prefix, partitions=2)
    with Broker(settings) as broker:
        first, second = streams.on_topics(broker, [settings.streams.topic(SCORECARDS)])
    assert first.key == second.key == b"chengguan/2025-12-31T16:00:00Z/2026-12-31T16:00:00Z"
    card = json.loads(second.value or b"")
    assert {"metric": "on-time-handling", "numerator": 1, "denominator": 1, "value": "1.0000"} in card["scores"]
    assert read_event(second.headers, second.value).type == "gridcase.scorecard-published.v1"


def test_without_a_broker_one_line_says_so(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[kafka]\nbootstrap = "127.0.0.1:1"\n[streams]\npatience = 1\n')
    result = terminal.type("stream", "publish", "--once")
    assert result.exit_code == 1
    assert "no broker answers at 127.0.0.1:1" in result.stderr
    assert "Traceback" not in result.stderr
    assert "no broker answers at 127.0.0.1:1" in terminal.json("stream", "status")["broker_error"]


def test_what_is_wrong_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    with (terminal.home / "city.toml").open("a", encoding="utf-8") as file:
        file.write('\n[streams]\nsource = "not a uri"\n')
    said = terminal.wrong("stream", "topics", "check")
    assert "city.toml line" in said
    assert "streams.source" in said


def test_the_contracts_are_written_for_whoever_asks(tmp_path: Path) -> None:
    terminal = small_city(tmp_path)
    terminal.done("stream", "contracts", "--out", str(tmp_path / "contracts"))
    assert (tmp_path / "contracts" / "asyncapi.yaml").exists()
    assert (tmp_path / "contracts" / "schemas" / "matter-reported.v1.schema.json").exists()
    assert (tmp_path / "contracts" / "examples" / "command.report-matter.v1.json").exists()
