"""Reading a register that people wrote: CSV files named after what they hold, or one ``registry.toml``."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from gridcase.configuration import no_such
from gridcase.errors import BadConfiguration
from gridcase.registry.csv_rows import csv_rows
from gridcase.registry.kinds import Kind, RecordKey, key_of
from gridcase.registry.problems import Problem, refuse
from gridcase.registry.records import Record
from gridcase.registry.rows import WrittenRecord, read_record
from gridcase.registry.toml_rows import toml_rows

KINDS = {
    "sources": Kind.SOURCE,
    "departments": Kind.DEPARTMENT,
    "units": Kind.UNIT,
    "members": Kind.MEMBER,
    "micro-grids": Kind.MICRO_GRID,
    "lists": Kind.LIST,
    "classes": Kind.CLASS,
}
"""The names of the CSV files, and of the tables of ``registry.toml``."""

FILES = (*(f"{name}.csv" for name in KINDS), "registry.toml")


class Tables(Struct, frozen=True):
    """What was read: the records in order, where each stood, and the kinds that the files are about."""

    records: tuple[Record, ...]
    places: Mapping[RecordKey, str]
    kinds: frozenset[Kind]


def read_tables(path: Path, kind: Kind | None = None) -> Tables:
    """A folder of ``FILES``, one of them, or a CSV file of any name whose ``kind`` is told.

    Raises ``BadRegister`` with every row that cannot be read, ``BadConfiguration`` for a file that cannot be at all.
    """
    if kind:
        return gather(rows_of(path, kind), {kind})
    files = files_at(path)
    return gather((row for file in files for row in rows_of(file)), (KINDS[f.stem] for f in files if f.stem in KINDS))


def files_at(path: Path) -> list[Path]:
    """The files of a register at a path, in the order of ``FILES``; a CSV file of another name raises."""
    there = sorted(path.iterdir()) if path.is_dir() else [path]
    for file in there:
        if file.name not in FILES and (file.suffix == ".csv" or file == path):
            raise BadConfiguration(str(file), "", no_such("file of a register", file.name, FILES))
    files = [file for name in FILES for file in there if file.name == name]
    if not files:
        raise BadConfiguration(str(path), "", f"at least one of {', '.join(FILES)}")
    return files


def rows_of(file: Path, kind: Kind | None = None) -> Iterator[WrittenRecord | Problem]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise BadConfiguration(str(file), "", f"a file that can be read ({error.strerror})") from error
    if kind is None and file.suffix == ".toml":
        return toml_rows(file.name, content, KINDS)
    return csv_rows(file.name, content, kind or KINDS[file.stem])


def gather(rows: Iterable[WrittenRecord | Problem], kinds: Iterable[Kind]) -> Tables:
    """The records of all rows. Raises ``BadRegister`` for rows that are none, and for a code that is given twice."""
    records: dict[RecordKey, Record] = {}
    places: dict[RecordKey, str] = {}
    problems: list[Problem] = []
    about = set(kinds)
    for row in rows:
        entry = row if isinstance(row, Problem) else read_record(row)
        if isinstance(entry, Problem):
            problems.append(entry)
            continue
        key = key_of(entry.record)
        about.add(key.kind)
        if key in places:
            expected = f"each {key.kind} once; {key.code!r} also stands at {places[key]}"
            problems.append(Problem(entry.where, "code", expected))
        records[key], places[key] = entry.record, entry.where
    refuse(problems)
    return Tables(tuple(records.values()), places, frozenset(about))
