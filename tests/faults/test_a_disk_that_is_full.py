"""A full disk is called full, nothing is half written, and reading goes on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import Terminal, reported, small_city

LIST = ("projection", "query", "select count(*) as matters from matters", "--json")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    reported(terminal)
    terminal.done(*LIST)
    return terminal


def on_a_full_disk(city: Terminal, *words: str, room: int = 1) -> subprocess.CompletedProcess[str]:
    """A command that may write so many KiB into a file, and no more: the system answers as for a disk without room."""
    command = [sys.executable, "-m", "gridcase_cli.main", "--home", str(city.home), *words]
    return subprocess.run(
        ["bash", "-c", f'ulimit -f {room}; exec "$@"', "bash", *command], capture_output=True, text=True, timeout=120
    )


REPORT = ("--as", "wang", "matter", "report", "--unit", "xiangyang-3", "--channel", "phone", "--text", "油烟" * 8000)


@pytest.mark.parametrize("room", [1, 33], ids=["not-even-opened", "not-written"])
def test_a_report_is_refused_with_the_reason_and_leaves_nothing(city: Terminal, room: int) -> None:
    before = city.json("status")
    said = on_a_full_disk(city, *REPORT[:2], "--at", "2026-03-02T10:00", *REPORT[2:], room=room)
    assert (said.returncode, said.stdout) == (1, "")
    [line] = said.stderr.splitlines()
    assert "the disk is full" in line
    after = city.json("status")
    assert (after["matters"], after["events"]) == (before["matters"], before["events"])
    assert "each as it was written" in city.done("doctor", "--deep")
    assert reported(city)


@pytest.mark.parametrize("words", [("status",), ("matter", "list"), LIST, ("registry", "units")], ids=" ".join)
def test_reading_goes_on(city: Terminal, words: tuple[str, ...]) -> None:
    expected = city.done(*words)
    said = on_a_full_disk(city, *words)
    assert (said.returncode, said.stdout.strip(), said.stderr) == (0, expected, "")


def test_lists_say_how_far_they_go_where_what_is_new_finds_no_room(city: Terminal) -> None:
    reported(city)
    position = city.json("status")["read_models"]["position"]
    said = on_a_full_disk(city, *LIST)
    assert said.returncode == 0
    assert json.loads(said.stdout) == [{"matters": 1}]
    assert "the disk is full: the read models cannot be brought up to date; what follows" in said.stderr
    assert f"up to position {position}" in said.stderr
    assert json.loads(city.done(*LIST)) == [{"matters": 2}]


def test_with_room_it_is_reported(city: Terminal) -> None:
    """The control."""
    said = on_a_full_disk(city, *REPORT[:2], "--at", "2026-03-02T10:00", *REPORT[2:], room=100_000)
    assert (said.returncode, said.stderr) == (0, "")
    assert city.json("status")["matters"] == 2
