"""The only module that knows DuckDB: how its files are opened, published and read.

A directory of read models holds ``live.duckdb`` (the writer's), numbered snapshots (the readers') and, while a rebuild
runs, ``building.duckdb``. All of it is made from events and can be deleted.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from msgspec import Struct

from gridcase.files import DISK_FULL
from gridcase_projections.errors import DiskFull, NothingPublished, ReadModelsUnavailable

Connection = duckdb.DuckDBPyConnection
DatabaseError = duckdb.Error
Interrupted = duckdb.InterruptException
OutOfMemory = duckdb.OutOfMemoryException

MISFIT = (
    *(duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfRangeException),
    *(duckdb.ConstraintException, duckdb.TypeMismatchException),
)
"""What DuckDB raises of values that its tables cannot hold."""

LIVE = "live.duckdb"
BUILDING = "building.duckdb"
SNAPSHOT = re.compile(r"snapshot-(\d{8})\.duckdb")
SPILL_FOLDER = "spill"
WAL = ".wal"

Settings = dict[str, str | bool | int | float | list[str]]

NO_EXTENSIONS: Settings = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}

NO_PROGRESS_BAR = "set enable_progress_bar = false"
"""DuckDB draws a bar into the output of programs that it takes for a conversation."""


class Resources(Struct, frozen=True):
    """What one process may use. ``memory`` as DuckDB writes sizes; ``threads`` of ``None`` means all there are.

    A million matters are made anew, asked as known before, or judged by other rules in 1.5 GB; most need little.
    """

    memory: str = "1536MB"
    threads: int | None = None

    def settings(self) -> Settings:
        return {"memory_limit": self.memory, "threads": str(self.threads or os.cpu_count() or 1)}


def is_disk_full(error: Exception) -> bool:
    """Whether an error of the system, or one of DuckDB that repeats it, says that there is no room."""
    if isinstance(error, OSError):
        return error.errno in DISK_FULL
    return any(os.strerror(number) in str(error) for number in DISK_FULL)


@contextmanager
def translated_errors() -> Iterator[None]:
    """DuckDB's errors of disk and memory, as the closed set of errors says them."""
    try:
        yield
    except duckdb.Error as error:
        if is_disk_full(error):
            raise DiskFull from error
        if isinstance(error, (duckdb.IOException, duckdb.OutOfMemoryException)):
            raise ReadModelsUnavailable(str(error)) from error
        raise


@contextmanager
def open_writer(path: Path, resources: Resources) -> Iterator[Connection]:
    """A connection that may write ``path``, made if it is not there. Once it is closed, ``path`` is the whole truth."""
    settings: Settings = {
        **NO_EXTENSIONS,
        **resources.settings(),
        "enable_external_file_cache": "false",
        "preserve_insertion_order": "false",
        "temp_directory": str(path.parent / SPILL_FOLDER),
    }
    with translated_errors(), closing(duckdb.connect(config=settings)) as connection:
        connection.execute(NO_PROGRESS_BAR)
        connection.execute(f"attach {quoted(path)} as city (storage_version 'latest')")
        connection.execute("use city")
        yield connection
        connection.execute("checkpoint city")


@contextmanager
def in_memory() -> Iterator[Connection]:
    """A connection to nothing but memory."""
    with translated_errors(), closing(duckdb.connect(config=NO_EXTENSIONS)) as connection:
        yield connection


@contextmanager
def second_connection(connection: Connection) -> Iterator[Connection]:
    """Another connection to the same file, for a thread of its own."""
    with closing(connection.cursor()) as another:
        another.execute("use city")
        yield another


@contextmanager
def in_one_thread(connection: Connection) -> Iterator[None]:
    """Each statement runs in the thread that asks for it.

    Rows that one thread inserts fill their row groups, so that a checkpoint does not write them a second time.
    """
    [(threads,)] = connection.execute("select current_setting('threads')").fetchall()
    connection.execute("set threads = 1")
    try:
        yield
    finally:
        connection.execute(f"set threads = {threads}")


@contextmanager
def attached(connection: Connection, path: Path, name: str) -> Iterator[None]:
    """The file beside the one that is open, to be read as ``name``."""
    connection.execute(f"attach {quoted(path)} as {name} (read_only)")
    try:
        yield
    finally:
        connection.execute(f"detach {name}")


def open_reader(path: Path, resources: Resources) -> Connection:
    """A connection that can only read ``path``: no file, network, extension or setting is within reach of its SQL."""
    connection = duckdb.connect(
        path,
        read_only=True,
        config={
            **NO_EXTENSIONS,
            **resources.settings(),
            "enable_external_access": "false",
            "temp_directory": "",
        },
    )
    connection.execute(NO_PROGRESS_BAR)
    connection.execute("set lock_configuration = true")
    return connection


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of it, or none."""
    with translated_errors():
        connection.begin()
        try:
            yield
            connection.commit()
        except BaseException:
            with suppress(duckdb.Error):
                connection.rollback()
            raise


def is_sound(path: Path) -> bool:
    """Whether every block of the file can be read. A file that is not there is not damaged."""
    if not path.exists():
        return True
    try:
        with closing(open_reader(path, Resources())) as connection:
            for name in tables(connection):
                connection.execute(f"select bit_xor(hash(row)) from {name} as row")
    except duckdb.Error as error:
        return "Could not set lock" in str(error)
    return True


def tables(connection: Connection, database: str | None = None) -> list[str]:
    """The names of the tables of the file, or of the ``database`` attached beside it, in order."""
    rows = connection.execute(
        "select table_name from duckdb_tables()"
        " where not temporary and database_name = coalesce(?, current_database()) order by table_name",
        [database],
    )
    return [name for (name,) in rows.fetchall()]


def replace_live(building: Path, live: Path) -> None:
    """Have a finished file take the place of the live one, in one step."""
    live.with_name(live.name + WAL).unlink(missing_ok=True)  # what it says is of the old file
    building.replace(live)


def discard(path: Path) -> None:
    """Delete a file of read models and its log, if they are there."""
    for file in (path, path.with_name(path.name + WAL)):
        file.unlink(missing_ok=True)


def set_aside(path: Path, why: str = "damaged") -> Path:
    """Move a file that is not to be trusted to a name that nobody reads; returns it."""
    kept = path.with_name(f"{why}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.duckdb")
    path.replace(kept)
    discard(path)
    return kept


def snapshots(directory: Path) -> list[Path]:
    """The published snapshots, the newest first."""
    return sorted((path for path in directory.glob("snapshot-*.duckdb") if SNAPSHOT.fullmatch(path.name)), reverse=True)


def publish(directory: Path) -> Path:
    """Make the live file, which must be closed, readable: a copy of it under the next number, there in one step.

    Whoever reads an older snapshot keeps it until they close it.
    """
    older = snapshots(directory)
    number = 1 + (int(older[0].name[9:17]) if older else 0)
    copy, published = directory / "publishing.duckdb", directory / f"snapshot-{number:08d}.duckdb"
    try:
        shutil.copyfile(directory / LIVE, copy)
        copy.replace(published)
    except OSError as error:
        if is_disk_full(error):
            copy.unlink(missing_ok=True)
            raise DiskFull from error
        raise ReadModelsUnavailable(f"no snapshot could be published: {error}") from error
    for path in older:
        path.unlink(missing_ok=True)
    return published


@contextmanager
def snapshot(directory: Path, resources: Resources | None = None) -> Iterator[Connection]:
    """A read-only connection to the newest snapshot; it stays the same however many are published meanwhile.

    Raises ``NothingPublished`` if there is none, ``ReadModelsUnavailable`` if it cannot be read.
    """
    with closing(_newest(directory, resources or Resources())) as connection:
        yield connection


def _newest(directory: Path, resources: Resources) -> Connection:
    while newest_first := snapshots(directory):
        try:
            return open_reader(newest_first[0], resources)
        except duckdb.IOException as error:
            if newest_first[0].exists():
                raise ReadModelsUnavailable(str(error)) from error
            # Published anew between our looking and our opening: look again.
    raise NothingPublished(directory)


def quoted(path: Path) -> str:
    """The path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"
