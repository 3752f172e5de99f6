"""The same file again, an import that was killed, two imports at once, a later extract."""

import signal
import subprocess
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from gridcase.importers import ImportResult, import_file, load_mapping
from gridcase.matters.evolve import evolve
from gridcase.matters.state import Closed, MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.port import EventStore
from tests.support.real_data import excerpt, files

AT = datetime(2026, 1, 1, tzinfo=UTC)
CHILD = Path(__file__).with_name("import_child.py")
SOURCES = ["la311", "nyc311", "coselog"]


def bring_in(
    path: Path, source: str, store: EventStore, folder: Path, *, at: datetime = AT, batch: int = 50
) -> ImportResult:
    return import_file(path, load_mapping(source), store, Codec(), at=at, quarantine=folder / "bad.csv", batch=batch)


def contents(store: EventStore) -> dict[str, list[msgspec.Raw]]:
    """What every stream says, but for when it was recorded."""
    envelopes: dict[str, list[bytes]] = defaultdict(list)
    for event in store.read(0, store.last_position() + 1):
        envelope = msgspec.json.decode(event.data)
        del envelope["recorded_at"]
        envelopes[event.stream].append(msgspec.json.encode(envelope))
    return envelopes


def clean(path: Path, source: str, folder: Path) -> dict[str, list[bytes]]:
    store = MemoryStore()
    bring_in(path, source, store, folder)
    return contents(store)


@pytest.mark.parametrize("same", [True, False], ids=["recorded at the same time", "recorded later"])
@pytest.mark.parametrize("source", SOURCES)
def test_the_same_file_again_adds_nothing(source: str, same: bool, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store")
    first = bring_in(excerpt(source), source, store, tmp_path)
    position = store.last_position()
    again = bring_in(excerpt(source), source, store, tmp_path, at=AT if same else datetime(2027, 1, 1, tzinfo=UTC))
    assert (again.imported, again.already_there, again.events) == (0, first.imported, 0)
    assert (again.rows, again.quarantined) == (first.rows, first.quarantined)
    assert store.last_position() == position
    store.close()


@pytest.mark.parametrize("source", SOURCES)
def test_however_it_is_batched_an_import_comes_to_the_same(source: str, tmp_path: Path) -> None:
    store = MemoryStore()
    bring_in(excerpt(source), source, store, tmp_path, batch=1)
    assert contents(store) == clean(excerpt(source), source, tmp_path)


@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize("path", files("la311"), ids=str)
def test_a_killed_import_goes_on_where_it_stopped(path: Path, after: int, tmp_path: Path) -> None:
    batch = 40 if path == excerpt("la311") else 1_500
    with child(path, "la311", tmp_path, "2026-01-01", batch) as running:
        assert running.stdout is not None
        for _ in range(after):
            running.stdout.readline()
        running.send_signal(signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL

    store = open_store(tmp_path / "store")
    before = len(contents(store))
    result = bring_in(path, "la311", store, tmp_path, at=datetime(2027, 1, 1, tzinfo=UTC), batch=batch)
    assert before > 0
    assert result.already_there >= after * batch - result.quarantined
    assert contents(store) == clean(path, "la311", tmp_path)
    store.close()


@pytest.mark.parametrize("path", files("nyc311"), ids=str)
def test_two_imports_at_once_come_to_one(path: Path, tmp_path: Path) -> None:
    batch = 20 if path == excerpt("nyc311") else 200
    open_store(tmp_path / "store").close()
    running = [child(path, "nyc311", tmp_path, day, batch) for day in ("2026-01-01", "2026-01-02")]
    last_lines = [process.communicate(timeout=120)[0].splitlines()[-1].split() for process in running]
    assert [process.returncode for process in running] == [0, 0]

    store = open_store(tmp_path / "store")
    expected = clean(path, "nyc311", tmp_path)
    assert contents(store) == expected
    imported, already_there = (sum(map(int, counts)) for counts in zip(*last_lines, strict=True))
    assert imported == already_there == sum(stream.startswith("matter:") for stream in expected)
    store.close()


def child(path: Path, source: str, folder: Path, at: str, batch: int) -> "subprocess.Popen[str]":
    arguments = [path, source, folder / "store", folder / "quarantine.csv", at, batch]
    return subprocess.Popen([sys.executable, CHILD, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


HEADER, *ROWS = excerpt("nyc311").read_text().splitlines()
OPEN = next(row for row in ROWS if row.split(",")[2] == "" and ",Closed," not in row)


def closed(row: str, on: str) -> str:
    fields = row.split(",")
    return ",".join([*fields[:2], on, *fields[3:]])


def write(folder: Path, *rows: str) -> Path:
    path = folder / "requests.csv"
    path.write_text("\n".join([HEADER, *rows, ""]))
    return path


def test_a_later_extract_goes_on_where_the_earlier_one_ended(tmp_path: Path) -> None:
    store, codec = MemoryStore(), Codec()
    bring_in(write(tmp_path, OPEN), "nyc311", store, tmp_path)
    later = bring_in(write(tmp_path, closed(OPEN, "12/01/2012 10:00:00 AM")), "nyc311", store, tmp_path)
    assert (later.imported, later.continued, later.already_there, later.events) == (0, 1, 0, 3)
    state: MatterState = Unreported()
    for event in store.load(f"matter:nyc311-{OPEN.split(',')[0]}"):
        state = evolve(state, codec.decode(event).event)  # type: ignore[arg-type]
    assert isinstance(state, Closed)

    earlier = bring_in(write(tmp_path, OPEN), "nyc311", store, tmp_path)
    assert (earlier.already_there, earlier.events) == (1, 0)


def test_a_reference_that_stands_for_another_history_is_quarantined(tmp_path: Path) -> None:
    store = MemoryStore()
    first, second = (closed(OPEN, f"12/01/2012 {hour}:00:00 AM") for hour in (10, 11))
    bring_in(write(tmp_path, first), "nyc311", store, tmp_path)
    other = bring_in(write(tmp_path, second), "nyc311", store, tmp_path)
    assert (other.quarantined, other.already_there, other.events) == (1, 0, 0)
    assert "another history already" in (tmp_path / "bad.csv").read_text()


def test_a_row_that_stands_twice_is_there_already_and_one_that_contradicts_is_bad(tmp_path: Path) -> None:
    first, second = (closed(OPEN, f"12/01/2012 {hour}:00:00 AM") for hour in (10, 11))
    result = bring_in(write(tmp_path, first, first, second), "nyc311", MemoryStore(), tmp_path)
    assert (result.rows, result.imported, result.already_there, result.quarantined) == (3, 1, 1, 1)


def test_what_the_city_has_registered_stays_as_it_is(tmp_path: Path) -> None:
    store = MemoryStore()
    bring_in(write(tmp_path, OPEN), "nyc311", store, tmp_path)
    registered = {stream: events for stream, events in contents(store).items() if not stream.startswith("matter:")}
    other = write(tmp_path, OPEN.replace(OPEN.split(",")[0], "1", 1))
    bring_in(other, "nyc311", store, tmp_path)
    now = contents(store)
    assert {stream: now[stream] for stream in registered} == registered


def test_mended_rows_are_imported_from_the_quarantine_itself(tmp_path: Path) -> None:
    store = MemoryStore()
    bad = closed(OPEN, "12/01/1912 10:00:00 AM")
    bring_in(write(tmp_path, bad), "nyc311", store, tmp_path)
    mended = tmp_path / "mended.csv"
    mended.write_text((tmp_path / "bad.csv").read_text().replace("1912", "2012"))
    result = bring_in(mended, "nyc311", store, tmp_path)
    assert (result.imported, result.quarantined, result.quarantine_file) == (1, 0, "")
