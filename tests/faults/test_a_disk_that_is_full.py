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
    result = on_a_full_disk(city, *REPORT[:2], "--at", "2026-03-02T10:00", *REPORT[2:], room=room)
    assert (result.returncode, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert "the disk is full" in line
    after = city.json("status")
    assert (after["matters"], after["events"]) == (before["matters"], before["events"])
    assert "each as it was written" in city.done("doctor", "--deep")
    assert reported(city)


@pytest.mark.parametrize("words", [("status",), ("matter", "list"), LIST, ("registry", "units")], ids=" ".join)
def test_reading_goes_on(city: Terminal, words: tuple[str, ...]) -> None:
    expected = city.done(*words)
    result = on_a_full_disk(city, *words)
    assert (result.returncode, result.stdout.strip(), result.stderr) == (0, expected, "")


def test_lists_say_how_far_they_go_where_what_is_new_finds_no_room(city: Terminal) -> None:
    reported(city)
    position = city.json("status")["read_models"]["position"]
    result = on_a_full_disk(city, *LIST)
    assert result.returncode == 0
    assert json.loads(result.stdout) == [{"matters": 1}]
    assert "the disk is full: the read models cannot be brought up to date; what follows" in result.stderr
    assert f"up to position {position}" in result.stderr
    assert json.loads(city.done(*LIST)) == [{"matters": 2}]


def test_with_room_it_is_reported(city: Terminal) -> None:
    """The control."""
    result = on_a_full_disk(city, *REPORT[:2], "--at", "2026-03-02T10:00", *REPORT[2:], room=100_000)
    assert (result.returncode, result.stderr) == (0, "")
    assert city.json("status")["matters"] == 2


WHEN_THERE_IS_ROOM_AGAIN = """
import resource, sys
from contextlib import closing
from pathlib import Path
from gridcase.store.sqlite import SqliteStore

unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
with closing(SqliteStore(Path(sys.argv[1]), create=False)) as reader:
    before = reader.last_position()
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    with closing(SqliteStore(Path(sys.argv[1]), create=False)) as writer:
        events = writer.load("unit:weibin")
        from gridcase.store.port import NewEvent
        writer.append([NewEvent("unit:weibin", len(events) + 1, events[0].tag, events[0].data)])
        print(reader.last_position() - before)
"""


def test_a_reader_that_began_on_a_full_disk_sees_what_is_written_when_there_is_room_again(city: Terminal) -> None:
    words = [sys.executable, "-c", WHEN_THERE_IS_ROOM_AGAIN, str(city.home / "events.sqlite")]
    result = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert (result.stdout.strip(), result.stderr) == ("1", "")
