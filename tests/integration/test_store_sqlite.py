"""The store's one file: safe or refused, shared by many, and never half written."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier, Timer

import pytest

from gridcase.errors import StoreUnavailable
from gridcase.store.history import misfit, place
from gridcase.store.port import Answer, NewEvent, Tracking
from gridcase.store.sqlite import SqliteStore
from tests.support.read_only import as_anybody, read_only


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "city.gridcase"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(path, timeout_seconds=0.1)) as store:
        store.append(events("a", 1, 2), answers=[Answer("c", "a", 1, 2)], tracking=[Tracking("reader", 7)])
        yield store


def events(stream: str, *versions: int, data: bytes = b"{}") -> list[NewEvent]:
    return [NewEvent(stream, version, "something-happened", data) for version in versions]


def raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


# what is kept


def test_everything_outlives_the_program(path: Path, store: SqliteStore) -> None:
    store.close()
    with closing(SqliteStore(path)) as again:
        assert [event.version for event in again.load("a")] == [1, 2]
        assert again.answer("c") == Answer("c", "a", 1, 2)
        assert again.tracked("reader") == 7


def test_a_copy_is_a_store(path: Path, store: SqliteStore) -> None:
    copy = path.with_name("copy.gridcase")
    with closing(raw(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with closing(SqliteStore(copy)) as restored:
        assert restored.read(0, 10) == store.read(0, 10)
        assert list(restored.append(events("a", 3))) == [3]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET state = 'other'",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events (originator_id, originator_version, topic, state) VALUES ('a', 2, 'x', 'x')",
        "INSERT INTO events (originator_id, originator_version, topic, state) VALUES ('a', 4, 'x', 'x')",
        "UPDATE answers SET last = 9",
        "DELETE FROM answers",
    ],
)
def test_history_refuses_to_be_changed(path: Path, store: SqliteStore, change: str) -> None:
    before = (store.load("a"), store.answer("c"))
    with closing(raw(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(change)
    assert (store.load("a"), store.answer("c")) == before


def test_a_position_is_never_used_again(path: Path, store: SqliteStore) -> None:
    with closing(raw(path)) as connection:
        connection.execute("DROP TRIGGER events_keep_from_DELETE")
        connection.execute("DELETE FROM events WHERE originator_version = 2")
    assert list(store.append(events("b", 1))) == [3]


# made by an older gridcase

BACK_TO_VERSION_1 = """
DROP TABLE lineages; ALTER TABLE events DROP COLUMN digest; ALTER TABLE answers DROP COLUMN act;
PRAGMA user_version = 1;
"""


@pytest.fixture
def old(path: Path, store: SqliteStore) -> Path:
    """A store of before there were lineages."""
    store.close()
    with closing(raw(path)) as connection:
        connection.executescript(BACK_TO_VERSION_1)
    return path


def test_an_older_store_gets_its_id_when_it_is_opened_for_writing(old: Path) -> None:
    twin = old.with_name("twin.gridcase")
    shutil.copy(old, twin)
    with closing(SqliteStore(old)) as store, closing(SqliteStore(twin)) as other:
        assert [event.version for event in store.load("a")] == [1, 2]
        assert list(store.append(events("a", 3))) == [3]
        assert store.lineages() == other.lineages() == [place(store, 1).digest[:32]]
        assert misfit(other, place(store, 2)) == ""
    with closing(SqliteStore(old)) as again:
        assert len(again.lineages()) == 1


def test_an_older_store_that_is_empty_gets_an_id_of_its_own(old: Path) -> None:
    with closing(raw(old)) as connection:
        connection.executescript("DROP TRIGGER events_keep_from_DELETE; DELETE FROM events;")
    with closing(SqliteStore(old)) as store:
        [store_id] = store.lineages()
    assert len(store_id) == 32


# that can be read only

READ_ONLY = """
import sys
from contextlib import closing
from pathlib import Path
from gridcase.errors import StoreUnavailable
from gridcase.store.port import NewEvent
from gridcase.store.sqlite import SqliteStore

with closing(SqliteStore(Path(sys.argv[1]), create=False)) as store:
    print([event.version for event in store.load("a")], store.last_position(), store.tracked("reader"))
    print(store.lineages())
    try:
        store.append([NewEvent("a", 3, "x", b"{}")])
    except StoreUnavailable as error:
        print(error)
"""


@pytest.mark.parametrize("version", [1, 2])
def test_a_store_that_can_be_read_only_is_read(tmp_path: Path, path: Path, store: SqliteStore, version: int) -> None:
    [store_id] = store.lineages()
    first = place(store, 1).digest[:32]
    store.close()
    if version == 1:
        with closing(raw(path)) as connection:
            connection.executescript(BACK_TO_VERSION_1)
    with read_only(tmp_path):
        done = as_anybody(sys.executable, "-c", READ_ONLY, str(path))
    assert done.stderr == ""
    read, lineages, refused = done.stdout.splitlines()
    assert read == "[1, 2] 2 7"
    assert lineages == repr([first if version == 1 else store_id])
    assert "it can be read only" in refused


# many at once


def test_many_may_make_the_file_at_the_same_moment(path: Path) -> None:
    together = Barrier(12)

    def make(number: int) -> list[int]:
        together.wait(timeout=60)
        with closing(SqliteStore(path)) as store:
            return list(store.append(events(f"writer:{number}", 1)))

    with ThreadPoolExecutor(12) as pool:
        positions = [position for made in pool.map(make, range(12)) for position in made]
    assert sorted(positions) == list(range(1, 13))


def test_an_append_elsewhere_wakes_whoever_waits(path: Path, store: SqliteStore) -> None:
    with closing(SqliteStore(path)) as elsewhere:
        Timer(0.05, elsewhere.append, (events("b", 1),)).start()
        assert store.wait(2, timeout=30)
        assert [event.stream for event in store.read(2, 10)] == ["b"]


def test_a_reader_waits_for_no_writer(path: Path, store: SqliteStore) -> None:
    with closing(raw(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert len(store.read(0, 10)) == 2
        assert store.tracked("reader") == 7


# what can be wrong


def test_another_programs_lock_is_waited_for_and_then_named(path: Path, store: SqliteStore) -> None:
    with closing(raw(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another program keeps it locked"):
            store.append(events("a", 3))
        writer.rollback()
    assert list(store.append(events("a", 3))) == [3]


def test_a_place_that_cannot_be_safe_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="is not safe: its journal is 'memory'"):
        SqliteStore(":memory:")


def test_a_file_that_is_no_database_is_named_and_left_alone(path: Path) -> None:
    path.write_bytes(b"id,complaint\n1,fumes\n" * 500)
    with pytest.raises(StoreUnavailable, match="it is not a database"):
        SqliteStore(path)
    assert path.read_bytes() == b"id,complaint\n1,fumes\n" * 500


def test_another_programs_database_is_named_and_left_alone(path: Path) -> None:
    with closing(raw(path)) as connection:
        connection.execute("CREATE TABLE stored_events (originator_id TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="the database of another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


def test_a_newer_gridcases_file_is_named(path: Path, store: SqliteStore) -> None:
    store.close()
    with closing(raw(path)) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(StoreUnavailable, match=r"made by a newer gridcase \(tables 3, known 2\)"):
        SqliteStore(path)


def test_a_missing_folder_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere" / "city.gridcase", tmp_path):
        with pytest.raises(StoreUnavailable, match="it cannot be opened or made there"):
            SqliteStore(path)


def test_damage_is_named(path: Path, store: SqliteStore) -> None:
    store.append([event for number in range(200) for event in events(f"s{number:03}", 1, data=b"x" * 500)])
    store.close()
    with path.open("r+b") as file:
        file.seek(4096 * 6)
        file.write(b"\xa5" * 4096 * 20)
    with closing(SqliteStore(path)) as damaged, pytest.raises(StoreUnavailable, match="it is damaged"):
        list(damaged.load_prefix(""))


FULL_DISK = """
import resource, sys
from gridcase.errors import StoreUnavailable
from gridcase.store.port import Answer, NewEvent
from gridcase.store.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
number = 0
try:
    while True:
        batch = [NewEvent(f"s{number}", version, "x", b"y" * 900) for version in (1, 2, 3)]
        store.append(batch, answers=[Answer(f"c{number}", f"s{number}", 1, 3)])
        number += 1
except StoreUnavailable as error:
    print(number, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(store.append(batch, answers=[Answer(f"c{number}", f"s{number}", 1, 3)]))
store.close()
"""


def test_a_disk_without_room_leaves_nothing_half_written(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    message, again = done.stdout.splitlines()
    acknowledged = int(message.split()[0])
    assert acknowledged > 10
    assert "the disk is full" in message or "the disk cannot be read or written" in message
    assert again == f"range({3 * acknowledged + 1}, {3 * acknowledged + 4})"
    with closing(SqliteStore(path)) as store:
        assert store.last_position() == 3 * (acknowledged + 1)
        for number in range(acknowledged + 1):
            assert [event.version for event in store.load(f"s{number}")] == [1, 2, 3]
            assert store.answer(f"c{number}") == Answer(f"c{number}", f"s{number}", 1, 3)
