"""PostgreSQL as a store: safe or refused, one schema a city, and acknowledgements that get lost."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from threading import Barrier, Thread

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from gridcase.errors import BadConfiguration, StoreGone, StoreUnavailable
from gridcase.store.history import place
from gridcase.store.port import Answer, NewEvent, Tracking
from gridcase.store.postgres import PostgresStore
from tests.support.ports import LOOPBACK
from tests.support.postgres.server import Postgres


def events(stream: str, *versions: int, data: bytes = b"{}") -> list[NewEvent]:
    return [NewEvent(stream, version, "something-happened", data) for version in versions]


def run(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture
def store(postgres_database: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore(postgres_database)) as store:
        store.append(events("a", 1, 2), answers=[Answer("c", "a", 1, 2)], tracking=[Tracking("reader", 7)])
        yield store


# what is kept


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE gridcase.events SET state = 'other'",
        "DELETE FROM gridcase.events",
        "TRUNCATE gridcase.events",
        "UPDATE gridcase.answers SET last = 9",
        "DELETE FROM gridcase.answers",
        "INSERT INTO gridcase.events VALUES ('a', 4, 'x', 'x')",
        "INSERT INTO gridcase.events VALUES ('a', 2, 'x', 'x')"
        " ON CONFLICT (originator_id, originator_version) DO UPDATE SET state = 'other'",
    ],
)
def test_history_refuses_to_be_changed(postgres_database: str, store: PostgresStore, change: str) -> None:
    before = (store.load("a"), store.answer("c"))
    with pytest.raises(psycopg.Error, match=r"history is kept|the version before is missing"):
        run(postgres_database, change)
    assert (store.load("a"), store.answer("c")) == before


def test_each_city_has_its_schema(postgres_database: str, store: PostgresStore) -> None:
    with closing(PostgresStore(postgres_database, schema="anyang")) as anyang:
        assert anyang.last_position() == 0
        assert list(anyang.append(events("a", 1))) == [1]
        assert len(store.load("a")) == 2


def test_many_may_make_the_schema_at_the_same_moment(postgres_database: str) -> None:
    together = Barrier(6)

    def make(number: int) -> list[int]:
        together.wait(timeout=60)
        with closing(PostgresStore(postgres_database)) as store:
            return list(store.append(events(f"writer:{number}", 1)))

    with ThreadPoolExecutor(6) as pool:
        positions = [position for made in pool.map(make, range(6)) for position in made]
    assert len(set(positions)) == 6


def test_few_rights_are_enough(postgres_database: str, store: PostgresStore) -> None:
    role = "city_" + conninfo_to_dict(postgres_database)["dbname"].removeprefix("gridcase_")
    run(postgres_database, f"CREATE ROLE {role} LOGIN PASSWORD 'few rights'")
    run(postgres_database, f"GRANT USAGE ON SCHEMA gridcase TO {role}")
    run(postgres_database, f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA gridcase TO {role}")
    run(postgres_database, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA gridcase TO {role}")
    try:
        as_role = make_conninfo(postgres_database, user=role, password="few rights")
        with closing(PostgresStore(as_role)) as city:
            city.append(events("a", 3), answers=[Answer("d", "a", 3, 3)], tracking=[Tracking("reader", 8)])
            assert [event.version for event in city.load("a")] == [1, 2, 3]
            with pytest.raises(StoreUnavailable):
                PostgresStore(as_role, schema="another")
    finally:
        run(postgres_database, f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_the_way_around_the_lock_is_not_there(postgres_database: str, store: PostgresStore) -> None:
    with psycopg.connect(postgres_database) as connection:
        functions = connection.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'gridcase'::regnamespace ORDER BY 1"
        ).fetchall()
    assert functions == [("keep_history",), ("refuse_a_gap",)]


def test_answers_in_any_order_do_not_deadlock(postgres_database: str, store: PostgresStore) -> None:
    with closing(PostgresStore(postgres_database)) as another, ThreadPoolExecutor(2) as pool:
        for number in range(30):
            answers = [Answer(f"{number}-{one}", "a", 1, 0) for one in range(40)]
            tracking = [Tracking(name, number) for name in "abcdef"]
            appended = [
                pool.submit(store.append, [], answers=answers, tracking=tracking),
                pool.submit(another.append, [], answers=answers[::-1], tracking=tracking[::-1]),
            ]
            assert [append.result(timeout=60) for append in appended] == [[], []]


# what can be wrong


def test_the_librarys_unsafe_way_is_refused(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(BadConfiguration, match="POSTGRES_ENABLE_DB_FUNCTIONS: not to be set"):
        PostgresStore(postgres_database)


@pytest.mark.parametrize("schema", ["", "An-Yang", 'a"b', "a" * 64, "1st"])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(BadConfiguration, match="schema: small letters"):
        PostgresStore("postgresql://nowhere", schema=schema)


def test_a_server_that_acknowledges_too_early_is_refused(postgres_database: str) -> None:
    hasty = make_conninfo(postgres_database, options="-c synchronous_commit=off")
    with pytest.raises(StoreUnavailable, match="not safe: its setting synchronous_commit is off"):
        PostgresStore(hasty)


def test_a_newer_gridcases_tables_are_named(postgres_database: str, store: PostgresStore) -> None:
    run(postgres_database, "UPDATE gridcase.store SET version = 3")
    with pytest.raises(StoreUnavailable, match=r"made by a newer gridcase \(tables 3, known 2\)"):
        PostgresStore(postgres_database)


def test_a_database_that_cannot_hold_every_text_is_refused(postgres_database: str) -> None:
    name = conninfo_to_dict(postgres_database)["dbname"] + "_ascii"
    run(postgres_database, f"CREATE DATABASE {name} ENCODING SQL_ASCII LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreUnavailable, match="keeps its texts in SQL_ASCII, and not in UTF8"):
            PostgresStore(make_conninfo(postgres_database, dbname=name))
    finally:
        run(postgres_database, f"DROP DATABASE {name}")


def test_a_schema_that_is_gone_is_not_made_again(postgres_database: str, store: PostgresStore) -> None:
    store.close()
    run(postgres_database, "DROP SCHEMA gridcase CASCADE")
    with pytest.raises(StoreGone, match="schema gridcase is gone"):
        PostgresStore(postgres_database, create=False)


BACK_TO_VERSION_1 = """
DROP TABLE gridcase.lineages; ALTER TABLE gridcase.events DROP COLUMN digest;
ALTER TABLE gridcase.answers DROP COLUMN act; UPDATE gridcase.store SET version = 1
"""


def test_an_older_store_gets_its_id_when_it_is_opened_for_writing(postgres_database: str, store: PostgresStore) -> None:
    store.close()
    run(postgres_database, BACK_TO_VERSION_1)
    reading = make_conninfo(postgres_database, options="-c default_transaction_read_only=on")
    with closing(PostgresStore(reading)) as reader:
        derived = reader.lineages()
        assert [event.version for event in reader.load("a")] == [1, 2]
    with closing(PostgresStore(postgres_database)) as again:
        assert again.lineages() == derived == [place(again, again.read(0, 1)[0].position).digest[:32]]
        again.append(events("a", 3))
    with closing(PostgresStore(postgres_database)) as again:
        assert again.lineages() == derived


def test_a_crash_of_the_server_loses_nothing(own_postgres: Postgres) -> None:
    with closing(PostgresStore(own_postgres.dsn)) as store:
        store.append(events("a", 1))
        own_postgres.kill()
        with pytest.raises(StoreUnavailable, match="does not answer"):
            PostgresStore(own_postgres.dsn)
        own_postgres.start()
        assert [event.version for event in store.load("a")] == [1]
        store.append(events("a", 2))
        assert [event.version for event in store.load("a")] == [1, 2]


# a lost acknowledgement


class Proxy:
    """Stands between the store and the server; once ``armed``, it passes a commit on, but not the answer to it."""

    def __init__(self, dsn: str) -> None:
        self.armed = False
        self.lost = 0
        server = conninfo_to_dict(dsn)
        self._server = (server["host"], int(server["port"]))
        self._listening = socket.create_server((LOOPBACK, 0))
        self.dsn = make_conninfo(dsn, host=LOOPBACK, port=self._listening.getsockname()[1])
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(self._server)
                Thread(target=self._pass_on, args=(client, server), daemon=True).start()
                Thread(target=self._pass_back, args=(server, client), daemon=True).start()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := client.recv(65536):
                server.sendall(data)

    def _pass_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError), client, server:
            while data := server.recv(65536):
                if self.armed and b"COMMIT\0" in data:
                    self.armed, self.lost = False, self.lost + 1
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(data)

    def close(self) -> None:
        self._listening.close()


def test_a_lost_acknowledgement_is_found_again(postgres_database: str) -> None:
    with closing(Proxy(postgres_database)) as proxy, closing(PostgresStore(proxy.dsn)) as store:
        store.append(events("a", 1))
        proxy.armed = True
        positions = store.append(
            [*events("a", 2, 3), *events("b", 1)],
            answers=[Answer("c", "a", 2, 3)],
            tracking=[Tracking("reader", 7)],
        )
        assert proxy.lost == 1
        assert [event.position for event in store.read(1, 10)] == list(positions)
        assert [(event.stream, event.version) for event in store.read(1, 10)] == [("a", 2), ("a", 3), ("b", 1)]
        assert store.answer("c") == Answer("c", "a", 2, 3)
        assert store.tracked("reader") == 7
