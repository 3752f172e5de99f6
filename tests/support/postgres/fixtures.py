"""Fixtures over the real PostgreSQL: `postgres_database` to use, `own_postgres` to break, `postgres_dsn` beneath."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.support.postgres.server import NoPostgres, Postgres
from tests.support.required import absent


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """A server's connection string, shared by all tests of this process; or GRIDCASE_TEST_POSTGRES=dsn.

    The server starts when first asked for. Its user may create databases.
    """
    elsewhere = os.environ.get("GRIDCASE_TEST_POSTGRES")
    if elsewhere:
        yield elsewhere
    else:
        with _private_server() as server:
            yield server.dsn


@pytest.fixture
def postgres_database(postgres_dsn: str) -> Iterator[str]:
    """The connection string of an empty database for one test alone, dropped afterwards."""
    name = f"gridcase_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute(f'create database "{name}" encoding utf8 template template0')
    yield make_conninfo(postgres_dsn, dbname=name)
    with psycopg.connect(postgres_dsn, autocommit=True) as connection:
        connection.execute(f'drop database "{name}" with (force)')


@pytest.fixture
def own_postgres() -> Iterator[Postgres]:
    """A server for one test alone, which may stop, kill and restart it."""
    if os.environ.get("GRIDCASE_TEST_POSTGRES"):
        absent("postgres", "a server given by GRIDCASE_TEST_POSTGRES cannot be stopped and killed")
    with _private_server() as server:
        yield server


@contextmanager
def _private_server() -> Iterator[Postgres]:
    # Not under pytest's own temporary folder: that one is closed to the user who runs the server.
    with tempfile.TemporaryDirectory(prefix="gridcase-postgres-") as directory:
        try:
            server = Postgres(Path(directory))
        except NoPostgres as missing:
            absent("postgres", str(missing))
        with server:
            yield server
