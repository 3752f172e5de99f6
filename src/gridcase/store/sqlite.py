"""The default store: one SQLite file that any number of programs on the machine share."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import starmap
from pathlib import Path
from typing import Any

from eventsourcing import persistence
from eventsourcing.persistence import IntegrityError, PersistenceError
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteProcessRecorder,
)
from msgspec import structs

from gridcase.ids import new_id
from gridcase.store.digest import event_digest
from gridcase.store.history import id_by_first_event
from gridcase.store.port import Answer, NewEvent, StoredEvent, Tracking
from gridcase.store.recorded import RecordedStore, statements
from gridcase.store.sqlite_file import Readers, connect_writer, prepare, words

EVENTS = """
CREATE TABLE events (
    rowid INTEGER PRIMARY KEY AUTOINCREMENT,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    digest BLOB,
    UNIQUE (originator_id, originator_version)
)
"""

EVENTS_FOLLOW = """
CREATE TRIGGER events_follow BEFORE INSERT ON events
WHEN NEW.originator_version > 1 AND NOT EXISTS (
    SELECT 1 FROM events WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version - 1
)
BEGIN SELECT RAISE(ABORT, 'the version before is missing'); END
"""

EVENTS_STAND = """
CREATE TRIGGER events_stand BEFORE INSERT ON events
WHEN EXISTS (
    SELECT 1 FROM events WHERE originator_id = NEW.originator_id AND originator_version = NEW.originator_version
)
BEGIN SELECT RAISE(ABORT, 'the version is taken'); END
"""

ANSWERS = """
CREATE TABLE answers (
    command_id TEXT PRIMARY KEY,
    stream TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    refusal TEXT NOT NULL,
    act TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID
"""

LINEAGES = "CREATE TABLE lineages (number INTEGER PRIMARY KEY, lineage TEXT NOT NULL UNIQUE)"


def keep(*tables: str) -> list[str]:
    """Triggers that refuse change and deletion."""
    return [
        f"CREATE TRIGGER {table}_keep_from_{act} BEFORE {act} ON {table}"
        " BEGIN SELECT RAISE(ABORT, 'history is kept'); END"
        for table in tables
        for act in ("UPDATE", "DELETE")
    ]


FROM_VERSION_1 = [
    "ALTER TABLE events ADD COLUMN digest BLOB",
    "ALTER TABLE answers ADD COLUMN act TEXT NOT NULL DEFAULT ''",
    LINEAGES,
    *keep("lineages"),
]
"""Events that were stored before stay without a digest: history is kept."""

FIRST_EVENT = "SELECT rowid, originator_id, originator_version, topic, state FROM events ORDER BY rowid LIMIT 1"

INSERT_EVENT = "INSERT INTO events (originator_id, originator_version, topic, state, digest) VALUES (?, ?, ?, ?, ?)"
PUT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?)"
PUT_TRACKING = "INSERT OR REPLACE INTO tracking (application_name, notification_id) VALUES (?, ?)"
INSERT_LINEAGE = "INSERT INTO lineages (lineage) VALUES (?)"
INSERT_ANSWER = "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)"
PUT_ANSWER = "INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?)"


Row = tuple[str, int, str, bytes, bytes]


def with_digest(stream: str, version: int, tag: str, data: bytes) -> Row:
    """An event as a row to insert."""
    return stream, version, tag, data, event_digest(stream, version, tag, data)


class Pool(SQLiteConnectionPool):
    """The library's pool, with connections of ours."""

    def __init__(self, path: Path, timeout_seconds: float) -> None:
        super().__init__(db_name=str(path), pool_timeout=timeout_seconds)
        self._path = path
        self._timeout_seconds = timeout_seconds

    def _create_connection(self) -> SQLiteConnection:
        connection = connect_writer(self._path, self._timeout_seconds)
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(connection, max_age=None)


class Datastore(SQLiteDatastore):
    """The library's datastore; writers queue up at the beginning, and leave nothing behind if they fail."""

    def __init__(self, path: Path, timeout_seconds: float) -> None:
        super().__init__(str(path), originator_id_type="text")
        self.pool = Pool(path, timeout_seconds)

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        with self.get_connection(commit=commit) as connection, connection.cursor() as cursor:
            try:
                cursor.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
                yield cursor  # type: ignore[misc]  # the library, too, hands out the driver's own
                if commit:
                    connection.commit()
            except sqlite3.IntegrityError as error:
                raise IntegrityError(error) from error
            finally:
                connection.rollback()


class Recorder(SQLiteProcessRecorder):
    """The library's recorder on our tables: no position is reused, versions are dense, nothing changes."""

    def __init__(self, datastore: Datastore, lineages: Sequence[str] = ()) -> None:
        super().__init__(datastore, events_table_name="events")
        self._lineages = lineages

    def construct_create_table_statements(self) -> list[str]:
        _, tracking = super().construct_create_table_statements()
        return [
            EVENTS,
            EVENTS_FOLLOW,
            EVENTS_STAND,
            ANSWERS,
            LINEAGES,
            *keep("events", "answers", "lineages"),
            tracking,
        ]

    def make(self, cursor: sqlite3.Cursor) -> None:
        self._create_table(cursor)  # type: ignore[arg-type]  # the library, too, passes the driver's own
        cursor.executemany(INSERT_LINEAGE, [(lineage,) for lineage in self._lineages or [new_id()]])

    def migrate(self, cursor: sqlite3.Cursor) -> None:
        """From version 1, in which no store had an id."""
        for statement in FROM_VERSION_1:
            cursor.execute(statement)
        first = next(starmap(StoredEvent, cursor.execute(FIRST_EVENT)), None)
        cursor.execute(INSERT_LINEAGE, (id_by_first_event(first) or new_id(),))

    def begin_lineage(self, lineage: str) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(INSERT_LINEAGE, (lineage,))

    def record(self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]) -> range:
        rows = [with_digest(e.stream, e.version, e.tag, e.data) for e in events]
        with self.datastore.transaction(commit=True) as cursor:
            positions = self._insert_rows(cursor, rows)
            if answers:
                cursor.executemany(INSERT_ANSWER, [structs.astuple(answer) for answer in answers])
            for track in tracking:
                self._insert_tracking(cursor, persistence.Tracking(track.name, track.position))
        return positions

    def put(self, events: Sequence[StoredEvent], answers: Sequence[Answer], trackings: Sequence[Tracking]) -> None:
        with self.datastore.transaction(commit=True) as cursor:
            rows = [(*structs.astuple(e), event_digest(e.stream, e.version, e.tag, e.data)) for e in events]
            cursor.executemany(PUT_EVENT, rows)
            cursor.executemany(PUT_ANSWER, [structs.astuple(answer) for answer in answers])
            cursor.executemany(PUT_TRACKING, [structs.astuple(tracking) for tracking in trackings])

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[persistence.StoredEvent], **kwargs: Any
    ) -> Sequence[int]:
        rows = [with_digest(str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events]
        positions = self._insert_rows(c, rows)
        if tracking := kwargs.get("tracking"):
            self._insert_tracking(c, tracking)
        return list(positions)

    def _insert_rows(self, cursor: SQLiteCursor, rows: Sequence[Row]) -> range:
        # Nobody else writes until we commit, so the positions are the last ones, without a gap.
        if len(rows) == 1:
            cursor.execute(INSERT_EVENT, rows[0])
            last = cursor.lastrowid
        elif rows:
            cursor.executemany(INSERT_EVENT, rows)
            cursor.execute("SELECT last_insert_rowid()")
            last = cursor.fetchone()[0]
        else:
            return range(0)
        return range(last - len(rows) + 1, last + 1)


class SqliteStore(RecordedStore):
    """Events, answers and tracking in the file ``path``; durable when ``append`` returns.

    It is made if it is not there, with ``lineages`` where it takes over another's; unless ``create`` is false: then
    ``StoreGone`` says so. A writer waits ``timeout_seconds`` while other programs write.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = True,
        lineages: Sequence[str] = (),
        timeout_seconds: float = 10.0,
    ) -> None:
        super().__init__(
            f"the store {path}",
            statements(position="rowid", mark="?"),
            faults=(sqlite3.Error, PersistenceError),
            explain=words,
        )
        self._readers = Readers(Path(path), timeout_seconds)
        self._recorder = Recorder(Datastore(Path(path), timeout_seconds), lineages)
        with self._translated_errors:
            self._schema_version = prepare(Path(path), timeout_seconds, self._recorder, create=create)
            self.last_position()

    def close(self) -> None:
        super().close()
        self._recorder.datastore.close()
        self._readers.close()

    def _record(
        self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]
    ) -> Sequence[int]:
        with self._translated_errors:
            return self._recorder.record(events, answers, tracking)

    def back_up(self, path: Path) -> None:
        """All of it, as it stands at one moment, into a new file, while others read and write."""
        with self._translated_errors, closing(sqlite3.connect(path, isolation_level=None)) as copy:
            self._readers.copy_into(copy)

    def complaints(self) -> Sequence[str]:
        lines = [words for (words,) in self._rows("PRAGMA integrity_check", ())]
        return [] if lines == ["ok"] else lines

    def _put(self, events: Sequence[StoredEvent], answers: Sequence[Answer], trackings: Sequence[Tracking]) -> None:
        with self._translated_errors:
            self._recorder.put(events, answers, trackings)

    def _begin_lineage(self, lineage: str) -> None:
        with self._translated_errors:
            self._recorder.begin_lineage(lineage)

    def _rows(self, sql: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._translated_errors:
            return self._readers.rows(sql, values)
