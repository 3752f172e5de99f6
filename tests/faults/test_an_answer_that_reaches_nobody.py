"""A command that is done says so, also where its answer cannot be written; and no closed stream is a traceback."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import Terminal, reported, small_city

REPORT = "--as wang matter report --unit xiangyang-3"
READING = ("matter list", "matter list --json", "status", "doctor", "registry units", "--help", "matter --help")


def shell(city: Terminal, words: str, redirected: str) -> subprocess.CompletedProcess[str]:
    command = (
        f"{shlex.quote(sys.executable)} -m gridcase_cli.main --home {shlex.quote(str(city.home))} {words} {redirected}"
    )
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = small_city(tmp_path_factory.mktemp("city"))
    reported(terminal)
    return terminal


@pytest.mark.parametrize("as_json", ["", "--json"])
@pytest.mark.parametrize("redirected", [">/dev/full", ">&-"])
def test_a_report_that_is_recorded_says_its_id(city: Terminal, redirected: str, as_json: str) -> None:
    before = len(city.json("matter", "list", "--limit", "100")["rows"])
    ran = shell(city, f"{REPORT} {as_json}", redirected)
    assert ran.returncode == 0
    [line] = ran.stderr.splitlines()
    match = re.fullmatch(r"done, but the answer could not be written \(.+\): (\S+)", line)
    assert match and city.json("matter", "show", match[1])["stage"] == "reported"
    assert len(city.json("matter", "list", "--limit", "100")["rows"]) == before + 1


@pytest.mark.parametrize("redirected", [">/dev/full", ">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("words", READING)
def test_a_stream_that_is_closed_or_full_is_no_traceback(city: Terminal, words: str, redirected: str) -> None:
    ran = shell(city, words, redirected)
    assert "Traceback" not in ran.stderr
    assert ran.returncode in (0, 1)
    if redirected == ">/dev/full":
        assert ran.returncode == 1 and "No space left" in ran.stderr


def test_a_refusal_stays_one(city: Terminal) -> None:
    """The control: what is not done is not said to be."""
    ran = shell(city, "--as wang matter report --unit nowhere", ">/dev/full")
    assert (ran.returncode, ran.stderr.startswith("refused (unknown-unit)")) == (3, True)


def test_the_store_is_whole_after_it_all(city: Terminal, tmp_path: Path) -> None:
    assert shell(city, "matter list --json", "").returncode == 0
