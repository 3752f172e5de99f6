"""Every store passes the same exam."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gridcase.store.memory import MemoryStore
from gridcase.store.postgres import PostgresStore
from gridcase.store.sqlite import SqliteStore
from gridcase.testing.store_exam import StoreExam


class TestMemory(StoreExam):
    @pytest.fixture
    def store(self) -> Iterator[MemoryStore]:
        store = MemoryStore()
        yield store
        store.close()


class TestSqlite(StoreExam):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[SqliteStore]:
        store = SqliteStore(tmp_path / "city.gridcase")
        yield store
        store.close()


class TestPostgres(StoreExam):
    @pytest.fixture
    def store(self, postgres_database: str) -> Iterator[PostgresStore]:
        store = PostgresStore(postgres_database)
        yield store
        store.close()
