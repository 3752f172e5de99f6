"""The tests' own PostgreSQL is the real one: durable, private, a fresh database for every test."""

import os
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres.server import Postgres
from tests.support.server_process import ServerDied


def rows(dsn: str) -> list[tuple[str]]:
    with psycopg.connect(dsn) as connection:
        return connection.execute("select what from matters order by what").fetchall()


def write(dsn: str, what: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("create table if not exists matters (what text)")
        connection.execute("insert into matters values (%s)", [what])


def test_it_answers_in_utf8(postgres_database: str) -> None:
    with psycopg.connect(postgres_database) as connection:
        assert connection.execute("select 1, '接诉即办'").fetchone() == (1, "接诉即办")


@pytest.mark.parametrize("what", ["reported", "accepted"])
def test_every_test_has_an_empty_database_of_its_own(postgres_database: str, what: str) -> None:
    write(postgres_database, what)
    assert rows(postgres_database) == [(what,)]


def test_rows_survive_a_restart_and_a_kill(own_postgres: Postgres) -> None:
    write(own_postgres.dsn, "before the restart")
    own_postgres.restart()
    write(own_postgres.dsn, "before the crash")
    own_postgres.kill()
    assert not own_postgres.running
    own_postgres.start()

    assert rows(own_postgres.dsn) == [("before the crash",), ("before the restart",)]


def test_it_is_as_durable_as_a_default_installation_and_keeps_strangers_out(own_postgres: Postgres) -> None:
    with psycopg.connect(own_postgres.dsn) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            assert connection.execute(f"show {setting}").fetchone() == ("on",)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(own_postgres.dsn, password="a guess")


def test_it_never_runs_as_root(own_postgres: Postgres) -> None:
    owner = Path(f"/proc/{own_postgres.pid}").stat().st_uid
    assert owner != 0
    assert os.geteuid() in (0, owner)


def test_a_server_that_cannot_start_says_why(own_postgres: Postgres) -> None:
    own_postgres.stop()
    broken = Postgres(own_postgres.directory, settings={"shared_buffers": "none"})
    with pytest.raises(ServerDied, match="shared_buffers"):
        broken.start()
