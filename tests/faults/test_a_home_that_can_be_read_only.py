"""A home that nobody may write to, on a disk mounted so or by its rights, can be read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gridcase.rehearsal import REMARK
from tests.support.command import Terminal, reported, small_city
from tests.support.read_only import as_anybody, read_only

READING = (
    ("status",),
    ("matter", "list"),
    ("registry", "units"),
    ("projection", "status"),
    ("projection", "query", "select count(*) from matters", "--json"),
    ("score", "departments", "--period", "2026-03"),
)


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    reported(terminal)
    return terminal


def read(city: Terminal, *words: str) -> subprocess.CompletedProcess[str]:
    return as_anybody(sys.executable, "-m", "gridcase_cli.main", "--home", str(city.home), *words)


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_with_read_models_it_says_what_it_ever_said(city: Terminal, words: tuple[str, ...]) -> None:
    city.done("matter", "list")
    before = city.type(*words)
    with read_only(city.home):
        result = read(city, *words)
    assert (result.returncode, result.stdout, result.stderr) == (0, before.stdout, before.stderr)
    assert before.stderr == (f"note: {REMARK}\n" if words[0] == "score" else "")


@pytest.mark.parametrize("stale", [True, False], ids=["stale", "none"])
def test_without_read_models_of_today_they_are_made_for_the_answer_alone(city: Terminal, stale: bool) -> None:
    if stale:
        city.done("matter", "list")
    reported(city)
    before = sorted(path.name for path in (city.home / "read-models").iterdir())
    with read_only(city.home):
        result = read(city, "projection", "query", "select count(*) as matters from matters", "--json")
    assert (result.returncode, json.loads(result.stdout)) == (0, [{"matters": 2}])
    assert "they are made anew elsewhere, for this answer alone" in result.stderr
    assert sorted(path.name for path in (city.home / "read-models").iterdir()) == before


def test_a_history_is_shown(city: Terminal) -> None:
    matter = reported(city)
    expected = city.done("matter", "history", matter)
    with read_only(city.home):
        result = read(city, "matter", "history", matter)
    assert (result.returncode, result.stdout.strip()) == (0, expected)


def test_what_would_write_says_why_it_cannot(city: Terminal) -> None:
    """The control: it really can be read only."""
    words = ("--as", "wang", "--at", "2026-03-02T10:00", "matter", "report", "--unit", "xiangyang-3")
    with read_only(city.home):
        result = read(city, *words, "--channel", "phone", "--text", "油烟")
    assert (result.returncode, result.stdout) == (1, "")
    assert "it can be read only" in result.stderr
