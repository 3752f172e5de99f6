"""The one file of a store on SQLite: whose it is, how it is opened, and what can be wrong with it."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from gridcase.errors import StoreGone, StoreUnavailable

T = TypeVar("T")

APPLICATION_ID = int.from_bytes(b"GRDC")
"""Stands in the file's header, so that no other program's database is taken for a store."""

SCHEMA_VERSION = 2
"""Stands in the header as well (``user_version``); a later gridcase that changes the tables migrates from it."""

EMPTY = 0
"""The version of a file that nobody has made tables in."""

WRITER_CACHE = 64 * 1024  # KiB, at most: new stream names land anywhere in their index
CHECKPOINT = 2_000  # pages of 4 KiB in the write-ahead log: one that is used again flushes faster than one that grows

WORDS = {
    sqlite3.SQLITE_BUSY: "another program keeps it locked",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened or made there",
    sqlite3.SQLITE_CORRUPT: "it is damaged",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written",
    sqlite3.SQLITE_NOTADB: "it is not a database",
    sqlite3.SQLITE_PERM: "we may not read or write it",
    sqlite3.SQLITE_READONLY: "it can be read only",
}

NO_ROOM = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""What SQLite says where the disk, or what we may use of it, is full: of the store, its log, and what readers share."""

WHOSE = """
SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
FROM pragma_application_id, pragma_user_version
"""


def words(error: Exception) -> str:
    """SQLite's error in plain words."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code in NO_ROOM:
        return "the disk is full"
    code &= 0xFF
    return WORDS.get(code, str(error) or type(error).__name__)


def can_be_written(path: Path) -> bool:
    """Whether we may write the file, and beside it, as its write-ahead log needs."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def open_file(
    path: Path, timeout_seconds: float, *, to_write: bool = False, create: bool = False
) -> tuple[sqlite3.Connection, bool]:
    """A connection to a file, which is made only to ``create`` a store, and whether it can write.

    Where we may not write, or the disk is full and it is not ``to_write``, the file is read as it stands.
    """
    if not path.exists() or can_be_written(path):
        connection = _opened(f"{_uri(path)}?mode={'rwc' if create else 'rw'}", timeout_seconds)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")  # what a reader shares takes room on the disk, too
            return connection, True
        except sqlite3.OperationalError as error:
            connection.close()
            if to_write or error.sqlite_errorcode not in NO_ROOM:
                raise
    log = path.with_name(f"{path.name}-wal")
    as_it_stands = "mode=ro" if log.exists() and log.stat().st_size else "immutable=1"
    return _opened(f"{_uri(path)}?{as_it_stands}", timeout_seconds), False


def _uri(path: Path) -> str:
    return "file:" + quote(os.fsencode(path))


def _opened(uri: str, timeout_seconds: float) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=timeout_seconds, isolation_level=None, check_same_thread=False)


def connect(path: Path, timeout_seconds: float, *, to_write: bool = False) -> tuple[sqlite3.Connection, bool]:
    """A connection on which a commit is durable when it returns; refused where SQLite cannot promise that.

    It waits ``timeout_seconds`` for another program's writing. Whether it can write is said with it: where it cannot,
    nothing is promised, and what others write later may not be seen.
    """
    connection, writable = open_file(path, timeout_seconds, to_write=to_write)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        [[journal, synchronous]] = connection.execute(
            "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous"
        )
        if writable and (journal, synchronous) != ("wal", 2):
            raise StoreUnavailable(
                f"the store {path} is not safe: its journal is {journal!r} and not 'wal',"
                f" or synchronous is {synchronous} and not 2 (FULL)"
            )
    except BaseException:
        connection.close()
        raise
    return connection, writable


def connect_writer(path: Path, timeout_seconds: float) -> sqlite3.Connection:
    """A connection made for writing much at once."""
    connection, _ = connect(path, timeout_seconds, to_write=True)
    connection.execute(f"PRAGMA cache_size = -{WRITER_CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    return connection


class Readers:
    """Connections that only read: as many as there are readers at once, kept for the next. Readers wait for nobody."""

    def __init__(self, path: Path, timeout_seconds: float) -> None:
        self._path = path
        self._timeout_seconds = timeout_seconds
        self._idle: list[sqlite3.Connection] = []
        self._closed = False

    def rows(self, sql: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        return self._read(lambda connection: connection.execute(sql, values).fetchall())

    def copy_into(self, copy: sqlite3.Connection) -> None:
        """Everything, as it stands at one moment."""
        self._read(lambda connection: connection.backup(copy))

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            connection, writable = self._idle.pop(), True
        except IndexError:
            connection, writable = connect(self._path, self._timeout_seconds)
        try:
            return work(connection)
        finally:
            if writable:
                self._idle.append(connection)
            else:
                connection.close()
            if self._closed:
                self.close()

    def close(self) -> None:
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class Tables(Protocol):
    """What makes the tables of a store, or makes today's of those of an older gridcase."""

    def make(self, cursor: sqlite3.Cursor) -> None: ...

    def migrate(self, cursor: sqlite3.Cursor) -> None: ...


def prepare(path: Path, timeout_seconds: float, tables: Tables, *, create: bool) -> int:
    """Make the tables if the file is new, for any number of programs at the same moment. Returns their version.

    A file that can be read only keeps its version. Raises ``StoreGone`` if there is nothing and none is to be made,
    ``StoreUnavailable`` if it is another program's file, or a newer gridcase's; such a file is left as it is.
    """
    if not path.exists() and not create:
        raise StoreGone(f"the store {path}")
    connection, writable = open_file(path, timeout_seconds, create=create)
    with closing(connection):
        version = _version(path, connection)
        if version == EMPTY and not create:
            raise StoreGone(f"the store {path}", "nothing is in the file")
        if not writable:
            return version
        _use_write_ahead_log(connection, timeout_seconds)  # a copy of a store comes without it
        if version == SCHEMA_VERSION:
            return version
        with closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            now = _version(path, connection)
            if now == EMPTY:
                tables.make(cursor)
            elif now < SCHEMA_VERSION:
                tables.migrate(cursor)
            cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.commit()
    return SCHEMA_VERSION


def _version(path: Path, connection: sqlite3.Connection) -> int:
    """The version of the tables in a file of ours."""
    [[application_id, version, tables]] = connection.execute(WHOSE)
    if (application_id, version, tables) == (0, 0, 0):
        return EMPTY
    if application_id != APPLICATION_ID:
        raise StoreUnavailable(f"{path} is the database of another program, not a store of gridcase")
    if version > SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the store {path} was made by a newer gridcase (tables {version}, known {SCHEMA_VERSION})"
        )
    return int(version)


def _use_write_ahead_log(connection: sqlite3.Connection, timeout_seconds: float) -> None:
    # SQLite does not wait for others while it changes the journal, so we do.
    until = time.monotonic() + timeout_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
