"""The one file of a store on SQLite: whose it is, how it is opened, and what can be wrong with it."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from gridcase.errors import StoreUnavailable

APPLICATION_ID = int.from_bytes(b"GRDC")
"""Stands in the file's header, so that no other program's database is taken for a store."""

SCHEMA_VERSION = 1
"""Stands in the header as well (``user_version``); a later gridcase that changes the tables migrates from it."""

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

WHOSE = """
SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master)
FROM pragma_application_id, pragma_user_version
"""


def words(error: Exception) -> str:
    """SQLite's error in plain words."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return WORDS.get(code, str(error) or type(error).__name__)


def connect(path: Path, timeout_seconds: float) -> sqlite3.Connection:
    """A connection on which a commit is durable when it returns; refused where SQLite cannot promise that.

    It waits ``timeout_seconds`` for another program's writing.
    """
    connection = sqlite3.connect(path, timeout=timeout_seconds, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        [[journal, synchronous]] = connection.execute(
            "SELECT journal_mode, synchronous FROM pragma_journal_mode, pragma_synchronous"
        )
        if (journal, synchronous) != ("wal", 2):
            raise StoreUnavailable(
                f"the store {path} is not safe: its journal is {journal!r} and not 'wal',"
                f" or synchronous is {synchronous} and not 2 (FULL)"
            )
    except BaseException:
        connection.close()
        raise
    return connection


def connect_writer(path: Path, timeout_seconds: float) -> sqlite3.Connection:
    """A connection made for writing much at once."""
    connection = connect(path, timeout_seconds)
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
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._path, self._timeout_seconds)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            self._idle.append(connection)
            if self._closed:
                self.close()

    def close(self) -> None:
        self._closed = True
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def prepare(path: Path, timeout_seconds: float, make_tables: Callable[[sqlite3.Cursor], None]) -> None:
    """Make the tables if the file is new, for any number of programs at the same moment.

    Raises ``StoreUnavailable`` if it is another program's file, or a newer gridcase's; such a file is left as it is.
    """
    with closing(sqlite3.connect(path, timeout=timeout_seconds, isolation_level=None)) as connection:
        ours = _is_ours(path, connection)
        _use_write_ahead_log(connection, timeout_seconds)  # a copy of a store comes without it
        if ours:
            return
        with closing(connection.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            if not _is_ours(path, connection):
                make_tables(cursor)
                cursor.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                cursor.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            connection.commit()


def _is_ours(path: Path, connection: sqlite3.Connection) -> bool:
    [[application_id, version, tables]] = connection.execute(WHOSE)
    if (application_id, version, tables) == (0, 0, 0):
        return False
    if application_id != APPLICATION_ID:
        raise StoreUnavailable(f"{path} is the database of another program, not a store of gridcase")
    if version != SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the store {path} was made by a newer gridcase (tables {version}, known {SCHEMA_VERSION})"
        )
    return True


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
