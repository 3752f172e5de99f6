"""A program is killed while it appends, twenty times: what it had acknowledged is there, and nothing is half there."""

import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from gridcase.store.sqlite import SqliteStore
from tests.integration.store_writer import command_id

KILLS = 20
STREAM = "matter:M260302-7QK3F9"


@pytest.mark.heavy
def test_a_killed_program_loses_nothing_it_acknowledged(tmp_path: Path, chance: random.Random) -> None:
    path = tmp_path / "city.gridcase"
    for _ in range(KILLS):
        acknowledged = write_until_killed(path, appends=chance.randrange(1, 60), then=chance.uniform(0, 0.002))
        check(path, acknowledged)


def write_until_killed(path: Path, *, appends: int, then: float) -> int:
    """Kill the writer some time after so many appends; the last version that it acknowledged."""
    command = [sys.executable, "-m", "tests.integration.store_writer", f"sqlite:{path}", STREAM, "1000000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(appends)]
        time.sleep(then)
        writer.kill()
        lines += writer.stdout.readlines()
        assert writer.wait() == -signal.SIGKILL
    return int(lines[-1])


def check(path: Path, acknowledged: int) -> None:
    with closing(SqliteStore(path)) as store:
        versions = [event.version for event in store.load(STREAM)]
        assert versions == list(range(1, len(versions) + 1))
        assert len(versions) >= acknowledged
        assert store.last_position() == len(versions)
        assert store.tracked(STREAM) == len(versions)
        first = 1
        while first <= len(versions):
            answer = store.answer(command_id(STREAM, first))
            assert answer is not None
            assert answer.first == first
            first = answer.last + 1
        assert first == len(versions) + 1
        assert store.answer(command_id(STREAM, first)) is None
