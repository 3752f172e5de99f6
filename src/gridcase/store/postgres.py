"""The store at scale: PostgreSQL, one schema for each city or shard."""

import os
import re
from collections.abc import Sequence
from typing import Any

import psycopg
from eventsourcing import persistence
from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from eventsourcing.postgres import PostgresDatastore, PostgresProcessRecorder
from eventsourcing.utils import retry
from msgspec import structs
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import Composed

from gridcase.errors import BadConfiguration
from gridcase.ids import new_id
from gridcase.secret import NO_SECRET, Secret
from gridcase.store.digest import event_digest
from gridcase.store.port import Answer, NewEvent, StoredEvent, Tracking
from gridcase.store.postgres_schema import (
    BESIDES,
    EVENTS,
    GO_ON_BEHIND,
    INSERT_ANSWERS,
    INSERT_EVENTS,
    INSERT_LINEAGE,
    PUT_ANSWERS,
    PUT_EVENTS,
    PUT_TRACKING,
    in_schema,
    prepare,
)
from gridcase.store.recorded import RecordedStore, statements

UNSAFE = "POSTGRES_ENABLE_DB_FUNCTIONS"
"""With it ``eventsourcing`` inserts without its lock, and readers miss events."""

LOCK_TIMEOUT = 5  # seconds that a writer waits for another, before the library tries again
IDLE_TIMEOUT = 5  # seconds after which the server ends a writer that stands still and holds the lock

URL_FORM = "postgresql://USER@HOST/DATABASE?schema=NAME, with %XX for signs that a URL cannot hold"
WITHOUT_PASSWORD = "a URL without a password: it lies in store.password_file, or in GRIDCASE_STORE_PASSWORD"
PASSWORDS = frozenset({"password", "sslpassword"})

SCHEMA_NAME = re.compile("[a-z_][a-z0-9_]{0,62}")


class Datastore(PostgresDatastore):
    """The library's datastore, opened with everything that a connection string can say."""

    def __init__(self, dsn: str, schema: str, timeout_seconds: float) -> None:
        super().__init__(
            *("", "", "", "", ""),  # database, host, port, user, password: below
            schema=schema,
            connect_timeout=timeout_seconds,
            lock_timeout=LOCK_TIMEOUT,
            idle_in_transaction_session_timeout=IDLE_TIMEOUT,
            max_overflow=9,
            originator_id_type="text",
        )
        self.pool.kwargs = {**conninfo_to_dict(dsn), "row_factory": dict_row}


class Recorder(PostgresProcessRecorder):
    """The library's recorder, with its lock, on our tables: versions are dense, nothing is changed or deleted."""

    def __init__(self, datastore: Datastore, lineages: Sequence[str] = ()) -> None:
        super().__init__(datastore, events_table_name="events", tracking_table_name="tracking")
        self.sql_create_statements[self.create_table_statement_index] = in_schema(EVENTS, datastore.schema)
        del self.sql_create_statements[self.create_insert_function_statement_index]  # it would insert without the lock
        self.sql_create_statements += [in_schema(statement, datastore.schema) for statement in BESIDES]
        self._lineages = lineages
        self._insert_lineage = in_schema(INSERT_LINEAGE, datastore.schema)
        self.insert_events_statement = in_schema(INSERT_EVENTS, datastore.schema)
        self._insert_answers = in_schema(INSERT_ANSWERS, datastore.schema)

    def _create_table(self, curs: psycopg.Cursor[DictRow]) -> None:
        super()._create_table(curs)
        for lineage in self._lineages or [new_id()]:
            curs.execute(self._insert_lineage, (lineage,))

    def begin_lineage(self, lineage: str) -> None:
        with self.datastore.transaction(commit=True) as curs:
            curs.execute(self._insert_lineage, (lineage,))

    def put(self, events: Sequence[StoredEvent], answers: Sequence[Answer], trackings: Sequence[Tracking]) -> None:
        with self.datastore.transaction(commit=True) as curs:
            if events:
                self._lock_table(curs)
                rows = [(*structs.astuple(e), event_digest(e.stream, e.version, e.tag, e.data)) for e in events]
                curs.execute(self._statement(PUT_EVENTS), [list(column) for column in zip(*rows, strict=True)])
                curs.execute(self._statement(GO_ON_BEHIND), (f"{self.datastore.schema}.events",))
            if answers:
                columns = zip(*(structs.astuple(answer) for answer in answers), strict=True)
                curs.execute(self._statement(PUT_ANSWERS), [list(column) for column in columns])
            for tracking in trackings:
                curs.execute(self._statement(PUT_TRACKING), structs.astuple(tracking))

    def _statement(self, statement: str) -> Composed:
        return in_schema(statement, self.datastore.schema)

    def record(
        self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]
    ) -> Sequence[int]:
        stored = [persistence.StoredEvent(e.stream, e.version, e.tag, e.data) for e in events]
        return self.insert_events(stored, answers=answers, tracks=tracking) or []

    def _insert_events(
        self,
        curs: psycopg.Cursor[DictRow],
        stored_events: Sequence[persistence.StoredEvent],
        *,
        answers: Sequence[Answer] = (),
        tracks: Sequence[Tracking] = (),
        **kwargs: Any,
    ) -> None:
        super()._insert_events(curs, stored_events, **kwargs)
        if answers:
            columns = zip(*(structs.astuple(answer) for answer in answers), strict=True)
            curs.execute(self._insert_answers, [list(column) for column in columns])
        for track in sorted(tracks, key=lambda track: track.name):
            self._insert_tracking(curs, persistence.Tracking(track.name, track.position))
        if answers or tracks:
            with curs.connection.pipeline() as pipeline:
                pipeline.sync()  # else what is taken already is said as an aborted pipeline, by chance, further on

    def _insert_stored_events(
        self, curs: psycopg.Cursor[DictRow], stored_events: Sequence[persistence.StoredEvent], **_: Any
    ) -> None:
        self._lock_table(curs)
        self._notify_channel(curs)
        given = ((str(e.originator_id), e.originator_version, e.topic, e.state) for e in stored_events)
        rows = [(*event, event_digest(*event)) for event in given]
        curs.execute(self.insert_events_statement, [list(column) for column in zip(*rows, strict=True)])

    @retry((InterfaceError, OperationalError), max_attempts=10, wait=0.2)
    def rows(self, sql: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with (
            self.datastore.get_connection() as connection,
            connection.cursor(binary=True, row_factory=tuple_row) as cursor,
        ):
            cursor.execute(sql, values, prepare=True)
            return cursor.fetchall()


class PostgresStore(RecordedStore):
    """Events, answers and tracking in one schema of a database; durable when ``append`` returns.

    It is made if it is not there, with ``lineages`` where it takes over another's; unless ``create`` is false: then
    ``StoreGone`` says so. ``dsn`` is what libpq reads: ``postgresql://user@host/database`` or ``host=… dbname=…``. A
    connection is waited for ``timeout_seconds``; the library tries ten times before ``StoreUnavailable``.
    Raises ``BadConfiguration`` if the environment asks for the way of inserting that lets readers miss events.
    """

    def __init__(
        self,
        dsn: str,
        *,
        create: bool = True,
        lineages: Sequence[str] = (),
        schema: str = "gridcase",
        timeout_seconds: float = 3.0,
    ) -> None:
        if os.environ.get(UNSAFE, "no").lower() not in ("", "no", "n", "false", "f", "off", "0"):
            raise BadConfiguration("environment", UNSAFE, "not to be set: with it, readers miss events")
        if not SCHEMA_NAME.fullmatch(schema):
            raise BadConfiguration("store", "schema", f"small letters, digits and _, not {schema!r}")
        super().__init__(
            f"the store in PostgreSQL's schema {schema}",
            statements(position="notification_id", mark="%s", schema=f"{schema}.", points=' COLLATE "C"'),
            faults=(psycopg.Error, PersistenceError),
            explain=lambda error: str(error).partition("\n")[0],
        )
        with self._translated_errors:
            datastore = Datastore(dsn, schema, timeout_seconds)
            try:
                make_tables = Recorder(datastore, lineages).create_table
                self._schema_version = prepare(dsn, schema, timeout_seconds, make_tables, create=create)
            except BaseException:
                datastore.close()
                raise
            self._recorder = Recorder(datastore)

    @classmethod
    def at(
        cls, url: str, *, password: Secret = NO_SECRET, create: bool = True, lineages: Sequence[str] = ()
    ) -> "PostgresStore":
        """The store at ``postgresql://USER@HOST/DATABASE?schema=NAME``.

        Raises ``BadConfiguration``, without repeating it, for another text, and for one that holds a password.
        """
        address, _, query = url.partition("?")
        options = [option.partition("=") for option in query.split("&")]
        schema = next((value for name, _, value in options if name == "schema"), "gridcase")
        others = "&".join("".join(option) for option in options if option[0] != "schema")
        try:
            parts = conninfo_to_dict(f"{address}?{others}")
        except psycopg.ProgrammingError:
            raise BadConfiguration("", "store.url", URL_FORM) from None
        if not PASSWORDS.isdisjoint(parts):
            raise BadConfiguration("", "store.url", WITHOUT_PASSWORD)
        dsn = make_conninfo("", **parts, **({"password": password.reveal} if password else {}))
        return cls(dsn, create=create, lineages=lineages, schema=schema)

    def close(self) -> None:
        super().close()
        self._recorder.datastore.close()

    def _record(
        self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]
    ) -> Sequence[int]:
        with self._translated_errors:
            return self._recorder.record(events, answers, tracking)

    def complaints(self) -> Sequence[str]:
        return []  # the server checks its own pages, where it was made with data checksums

    def _put(self, events: Sequence[StoredEvent], answers: Sequence[Answer], trackings: Sequence[Tracking]) -> None:
        with self._translated_errors:
            self._recorder.put(events, answers, trackings)

    def _begin_lineage(self, lineage: str) -> None:
        with self._translated_errors:
            self._recorder.begin_lineage(lineage)

    def _rows(self, sql: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._translated_errors:
            rows: list[tuple[Any, ...]] = self._recorder.rows(sql, values)
            return rows
