"""Our recorders pass the test cases that ship with ``eventsourcing`` for whoever writes a recorder.

Left out by name: ``AggregateRecorderTestCase``, for recorders that give no positions (ours always do), and
``optional_test_insert_subscribe`` on SQLite, where the library subscribes to nothing (``Feed.follow`` is our way).
"""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    NonInterleavingNotificationIDsBaseCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)

from gridcase.store import postgres, sqlite
from gridcase.store.postgres_schema import prepare as prepare_postgres
from gridcase.store.sqlite_file import prepare as prepare_sqlite


def join_all_but(others: set[threading.Thread]) -> None:
    """The library tells its readers to stop and does not wait; a connection is not closed under one that reads."""
    for thread in set(threading.enumerate()) - others:
        thread.join()


class OnSqlite:
    def create_recorder(self) -> sqlite.Recorder:
        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name) / "city.gridcase"
        recorder = sqlite.Recorder(sqlite.Datastore(path, timeout_seconds=10))
        prepare_sqlite(path, 10, recorder, create=True)
        self.addCleanup(folder.cleanup)
        self.addCleanup(recorder.datastore.close)
        self.addCleanup(join_all_but, set(threading.enumerate()))
        return recorder

    def new_originator_id(self) -> str:
        return f"matter:{uuid4()}"


class OnPostgres:
    @pytest.fixture(autouse=True)
    def _database(self, postgres_database: str) -> Iterator[None]:
        self.dsn = postgres_database
        yield

    def create_recorder(self) -> postgres.Recorder:
        datastore = postgres.Datastore(self.dsn, "gridcase", timeout_seconds=3)
        prepare_postgres(self.dsn, "gridcase", 3, postgres.Recorder(datastore).create_table, create=True)
        self.addCleanup(datastore.close)
        return postgres.Recorder(datastore)

    def new_originator_id(self) -> str:
        return f"matter:{uuid4()}"


class TestApplicationRecorderOnSqlite(OnSqlite, ApplicationRecorderTestCase[sqlite.Recorder]):
    pass


class TestProcessRecorderOnSqlite(OnSqlite, ProcessRecorderTestCase):
    pass


class TestTrackingRecorderOnSqlite(OnSqlite, TrackingRecorderTestCase):
    pass


class TestNonInterleavingOnSqlite(OnSqlite, NonInterleavingNotificationIDsBaseCase):
    pass


class TestApplicationRecorderOnPostgres(OnPostgres, ApplicationRecorderTestCase[postgres.Recorder]):
    def test_subscription(self) -> None:
        self.optional_test_insert_subscribe()


class TestProcessRecorderOnPostgres(OnPostgres, ProcessRecorderTestCase):
    pass


class TestTrackingRecorderOnPostgres(OnPostgres, TrackingRecorderTestCase):
    pass


class TestNonInterleavingOnPostgres(OnPostgres, NonInterleavingNotificationIDsBaseCase):
    pass


# The library's own cases are abstract: they run only as ours.
del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase
del ProcessRecorderTestCase, TrackingRecorderTestCase
