"""A store put back from a copy reaches the same positions with other events: read models notice, and are made anew."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from gridcase.store.memory import MemoryStore
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from tests.support.command import Terminal, handled, reported, small_city
from tests.support.streams import fill

COUNT = ("projection", "query", "select matter_id from matters order by 1", "--json")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Terminal]:
    terminal = small_city(tmp_path)
    reported(terminal)
    yield terminal


class Copy:
    """A copy of the store's file, and how an operator puts it back."""

    def __init__(self, city: Terminal) -> None:
        self.store = city.home / "events.sqlite"
        self.copy = city.home.parent / "copy.sqlite"
        shutil.copy(self.store, self.copy)

    def put_back(self) -> None:
        shutil.copy(self.copy, self.store)


def listed(city: Terminal) -> tuple[list[str], str]:
    result = city.type(*COUNT)
    assert result.exit_code == 0, result.stderr
    return [row["matter_id"] for row in json.loads(result.stdout)], result.stderr


def test_what_was_lost_is_listed_no_more_and_what_is_new_is(city: Terminal) -> None:
    copy = Copy(city)
    [first], _ = listed(city)
    lost = [reported(city) for _ in range(3)]
    assert set(lost) < set(listed(city)[0])
    copy.put_back()
    new = [reported(city) for _ in range(3)]
    matters, remark = listed(city)
    assert matters == sorted([first, *new])
    assert "the read models are made anew: another event stands at position" in remark
    assert listed(city) == (matters, "")


def test_a_reader_that_is_ahead_of_its_store_notices(city: Terminal) -> None:
    copy = Copy(city)
    [first], _ = listed(city)
    reported(city)
    listed(city)
    copy.put_back()
    matters, remark = listed(city)
    assert matters == [first]
    assert "made anew: it had come to position" in remark


@pytest.mark.parametrize("after", [0, 1, 2])
def test_status_and_doctor_say_that_the_read_models_are_of_another_history(city: Terminal, after: int) -> None:
    copy = Copy(city)
    reported(city)
    listed(city)
    copy.put_back()
    for _ in range(after):
        reported(city)
    status = city.json("status")
    assert (status["matters"], status["read_models"]["position"]) == (1 + after, 0)
    assert "made anew when they are asked" in city.done("status")
    assert "made anew when they are asked" in city.done("projection", "status")
    assert "read models  of another history" in city.type("doctor").stdout


def test_another_citys_store_put_there_is_noticed(city: Terminal, tmp_path: Path) -> None:
    (tmp_path / "another").mkdir()
    another = small_city(tmp_path / "another")
    theirs = [reported(another) for _ in range(3)]
    listed(city)
    shutil.copy(another.home / "events.sqlite", city.home / "events.sqlite")
    matters, remark = listed(city)
    assert matters == sorted(theirs)
    assert "it was made from another store" in remark


def test_a_copy_that_went_on_in_the_same_way_changes_nothing(city: Terminal) -> None:
    """The control: the same history, however it came there, is gone on with."""
    reported(city)
    matters, _ = listed(city)
    Copy(city).put_back()
    assert listed(city) == (matters, "")
    assert "up to date" in city.done("status")


def test_a_follower_makes_them_anew_while_it_follows(tmp_path: Path) -> None:
    stop, made = threading.Event(), threading.Event()
    before, after = MemoryStore(), MemoryStore()
    fill(before, 5)
    remarks: list[str] = []

    class PutBack(MemoryStore):
        """A store whose content is another from some moment on."""

        now = before

        def __getattribute__(self, name: str) -> object:
            return getattr(PutBack.now, name)

    def seen(progress: object) -> None:
        remarks.append(getattr(progress, "remark", ""))
        made.set()

    projector = Projector(tmp_path, PutBack())
    follower = threading.Thread(target=projector.follow, args=(stop, 0.01, seen))
    follower.start()
    try:
        assert made.wait(60)
        made.clear()
        fill(after, 5, prefix="N")
        PutBack.now = after
        assert made.wait(60)
    finally:
        stop.set()
        follower.join()
    assert remarks[-1] == "it was made from another store"
    with snapshot(tmp_path) as tables:
        names = [name for (name,) in tables.execute("select matter_id from matters order by 1").fetchall()]
    assert names == [f"N{number}" for number in range(5)]


# a rebuild that finds something else


def change_behind_our_back(city: Terminal) -> str:
    """A handling is said to have been by somebody else; the matter's id."""
    matter = handled(city)
    listed(city)
    with closing(sqlite3.connect(city.home / "events.sqlite", isolation_level=None)) as connection:
        connection.executescript("DROP TRIGGER events_keep_from_UPDATE")
        connection.execute(
            "UPDATE events SET state = replace(state, 'chengguan', 'huanbao') WHERE originator_id = ?",
            (f"matter:{matter}",),
        )
        connection.execute("UPDATE events SET state = CAST(state AS BLOB)")
    return matter


def test_a_rebuild_that_finds_other_rows_lists_them_keeps_both_files_and_fails(city: Terminal) -> None:
    matter = change_behind_our_back(city)
    [live] = city.home.glob("read-models/live.duckdb")
    before = live.read_bytes()
    result = city.type("projection", "rebuild")
    assert result.exit_code == 1
    assert f"differs from before: staged_events: 2 rows gone, 2 rows new ({matter} 3, {matter} 4)" in result.stdout
    [kept] = city.home.glob("read-models/differed-*.duckdb")
    assert kept.read_bytes() == before
    assert f"the old file is kept as {kept.name}" in result.stderr


def test_the_doctor_looks_deeper_and_names_the_positions(city: Terminal) -> None:
    matter = change_behind_our_back(city)
    result = city.type("doctor", "--deep")
    assert result.exit_code == 1
    assert f"'matter:{matter}' is not as written" in result.stdout


def test_a_row_that_somebody_changed_is_found_by_the_recount(city: Terminal) -> None:
    matter = handled(city)
    listed(city)
    assert "each as counted again" in city.done("doctor", "--deep")
    [newest] = city.home.glob("read-models/snapshot-*.duckdb")
    with closing(duckdb.connect(newest)) as connection:
        connection.execute("update matters set unit = 'xiangyang-4' where matter_id = ?", [matter])
    result = city.type("doctor", "--deep")
    assert result.exit_code == 1
    assert f"recount      matters: 1 rows gone, 1 rows new ({matter})" in result.stdout


def test_a_rebuild_of_what_is_sound_says_so(city: Terminal) -> None:
    """The control."""
    listed(city)
    assert "the same as before" in city.done("projection", "rebuild")
    assert list(city.home.glob("read-models/differed-*")) == []
