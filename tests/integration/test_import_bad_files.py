"""What cannot be believed: bad rows are left out and told, a wrong file is one error and nothing is written."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase.importers import ImportResult, import_file, load_mapping
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from tests.support.real_data import excerpt

HEADER, GOOD = excerpt("nyc311").read_bytes().splitlines()[:2]
NUMBER, CREATED = GOOD.split(b",")[:2]
LONG = b"1" * 101


def bring_in(folder: Path, content: bytes, store: MemoryStore) -> ImportResult:
    path = folder / "requests.csv"
    path.write_bytes(content)
    return import_file(
        path,
        load_mapping("nyc311"),
        store,
        Codec(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        quarantine=folder / "quarantine" / "bad.csv",
    )


def field(place: int, value: bytes) -> bytes:
    """The good row with one field changed."""
    fields = GOOD.split(b",")
    return b",".join([*fields[:place], value, *fields[place + 1 :]])


COLUMNS = HEADER.decode().split(",")
BAD = [
    ("Unique Key", b"", "a reference of 1 to 100 characters expected"),
    ("Unique Key", LONG, "a reference of 1 to 100 characters expected"),
    ("Unique Key", b"1\x1b[2J", "a reference of 1 to 100 characters expected"),
    ("Created Date", b"", "the time of matter-reported expected"),
    ("Created Date", b"yesterday", "a time expected, written as %m/%d/%Y %I:%M:%S %p"),
    ("Created Date", b"02/30/2011 10:00:00 AM", "a time expected"),
    ("Created Date", b"03/01/1911 10:00:00 AM", "a time from 2010-01-01 to 2100-01-01 expected"),
    ("Closed Date", b"01/01/1900 12:00:00 AM", "a time from 2010-01-01"),
    ("Closed Date", b"01/01/2010 12:00:00 PM", "earlier than Created Date"),
    ("Due Date", b"12/31/9999 11:59:59 PM", "a time"),
    ("Agency", b"", "a department expected"),
    ("Agency", b'"DOT\nBMX"', "a name of at most 300 characters that can be printed expected"),
    ("Borough", b"x" * 400, "a name of at most 300 characters"),
    ("Complaint Type", b"x" * 400, "a name of at most 300 characters"),
    ("Open Data Channel Type", b"PIGEON", "a channel that the mapping knows expected"),
    ("Agency Name", b"caf\xe9", "not UTF-8"),
    ("Agency Name", b"DOT\0", "a NUL character"),
    ("City", b"x" * 10_001, "at most 10000 characters expected, 10001 found"),
    ("City", b'"NEW" YORK', "no row of a CSV file"),
    ("City", b"NEW,YORK", "19 fields expected, 20 found"),
]


@pytest.mark.parametrize(("column", "value", "reason"), BAD)
def test_a_bad_row_is_told_and_the_import_goes_on(column: str, value: bytes, reason: str, tmp_path: Path) -> None:
    bad = field(COLUMNS.index(column), value)
    good = GOOD.replace(NUMBER, b"good", 1)
    result = bring_in(tmp_path, b"\n".join([HEADER, bad, good, b""]), MemoryStore())
    assert (result.rows, result.imported, result.quarantined) == (2, 1, 1)
    with Path(result.quarantine_file).open(newline="", encoding="utf-8") as file:
        [row] = csv.DictReader(file)
    assert row["line"] == "2"
    assert reason in row["reason"]
    if "row of" not in reason and "fields" not in reason:
        assert row["column"] == column
        assert row["Status"] == "Closed"


def test_many_bad_rows_are_all_told_in_order(tmp_path: Path) -> None:
    bad = [field(COLUMNS.index(column), value) for column, value, _ in BAD]
    result = bring_in(tmp_path, b"\n".join([HEADER, *bad, GOOD, b""]), MemoryStore())
    assert (result.imported, result.quarantined) == (1, len(BAD))
    with Path(result.quarantine_file).open(newline="", encoding="utf-8") as file:
        lines = [int(row["line"]) for row in csv.DictReader(file)]
    assert len(lines) == len(BAD)
    assert lines == sorted(set(lines))


def test_a_file_without_rows_imports_no_matter(tmp_path: Path) -> None:
    result = bring_in(tmp_path, HEADER + b"\n", MemoryStore())
    assert (result.rows, result.imported, result.quarantined, result.quarantine_file) == (0, 0, 0, "")
    assert list((tmp_path / "quarantine").iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        HEADER.replace(b",", b";") + b"\n" + GOOD,
        HEADER.replace(b"Due Date", b"Deadline") + b"\n" + GOOD,
        HEADER.decode().encode("utf-16"),
        bytes(range(256)) * 40,
    ],
    ids=["empty", "one line end", "semicolons", "another column", "UTF-16", "no text"],
)
def test_a_file_that_the_mapping_does_not_fit_writes_nothing(content: bytes, tmp_path: Path) -> None:
    store = MemoryStore()
    with pytest.raises(BadConfiguration, match=r"requests\.csv"):
        bring_in(tmp_path, content, store)
    assert store.last_position() == 0
    assert not (tmp_path / "quarantine").exists()


def test_the_quarantine_is_never_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes(HEADER + b"\n" + GOOD + b"\n")
    at, store = datetime(2026, 1, 1, tzinfo=UTC), MemoryStore()
    with pytest.raises(BadConfiguration, match="not the one to import"):
        import_file(path, load_mapping("nyc311"), store, Codec(), at=at, quarantine=path)
    assert path.read_bytes().count(b"\n") == 2
    assert store.last_position() == 0


def test_a_quarantine_that_cannot_be_written_is_told_before_anything_is_imported(tmp_path: Path) -> None:
    (tmp_path / "quarantine").write_text("a file where a folder should be")
    store = MemoryStore()
    with pytest.raises(BadConfiguration, match="a place for bad rows"):
        bring_in(tmp_path, HEADER + b"\n" + GOOD + b"\n", store)
    assert store.last_position() == 0


def test_progress_is_told_to_the_end(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    path = excerpt("nyc311")
    import_file(
        path,
        load_mapping("nyc311"),
        MemoryStore(),
        Codec(),
        at=datetime(2026, 1, 1, tzinfo=UTC),
        quarantine=tmp_path / "bad.csv",
        progress=lambda read, size: steps.append((read, size)),
        batch=50,
    )
    size = path.stat().st_size
    assert len(steps) == 4
    assert steps == sorted(steps)
    assert steps[-1] == (size, size)
