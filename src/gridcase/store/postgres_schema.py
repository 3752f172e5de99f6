"""The tables of a store on PostgreSQL, one schema for each city, and how they come to be."""

from collections.abc import Callable

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from gridcase.errors import StoreUnavailable

SCHEMA_VERSION = 1
"""Stands in the table ``store``; a later gridcase that changes the tables migrates from it."""

COLUMNS = """
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigserial,
    PRIMARY KEY (originator_id, originator_version)
"""
"""Stream names stand in the order of code points, as in every other store, whatever the database's own language."""

EVENTS = "CREATE TABLE IF NOT EXISTS {schema}.events (" + COLUMNS + ")"

BESIDES = [
    """
    CREATE TABLE {schema}.answers (
        command_id text PRIMARY KEY, stream text NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
        refusal text NOT NULL
    )
    """,
    """
    CREATE FUNCTION {schema}.refuse_a_gap() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT 1 FROM fresh WHERE originator_version > 1 AND NOT EXISTS (
                SELECT 1 FROM {schema}.events AS before
                WHERE before.originator_id = fresh.originator_id
                AND before.originator_version = fresh.originator_version - 1
            )
        ) THEN
            RAISE EXCEPTION 'the version before is missing' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER events_follow AFTER INSERT ON {schema}.events REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_a_gap()
    """,
    """
    CREATE FUNCTION {schema}.keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'history is kept';
    END $$
    """,
    """
    CREATE TRIGGER events_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.events
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.keep_history()
    """,
    """
    CREATE TRIGGER answers_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.answers
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.keep_history()
    """,
    "CREATE TABLE {schema}.store (version integer NOT NULL)",
    "INSERT INTO {schema}.store VALUES ({version})",
]

INSERT_EVENTS = """
INSERT INTO {schema}.events (originator_id, originator_version, topic, state)
SELECT stream, version, tag, data
FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[])
WITH ORDINALITY AS given (stream, version, tag, data, place)
ORDER BY place
RETURNING notification_id
"""
"""By columns: almost four times as many events in a second as by rows of a composite type, the library's way."""

INSERT_ANSWERS = """
INSERT INTO {schema}.answers SELECT * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::text[])
ORDER BY 1
"""
"""Sorted, so that two writers of the same answers wait for each other instead of falling into a deadlock."""


def in_schema(statement: str, schema: str) -> Composed:
    return SQL(statement).format(schema=Identifier(schema), version=SCHEMA_VERSION)


def prepare(dsn: str, schema: str, timeout_seconds: float, make_tables: Callable[[], None]) -> None:
    """Make the schema and its tables if they are not there, for any number of programs at the same moment.

    Raises ``StoreUnavailable`` if commits would not be durable, or the tables are a newer gridcase's.
    """
    with psycopg.connect(dsn, autocommit=True, connect_timeout=max(2, int(timeout_seconds))) as connection:
        for setting in ("fsync", "synchronous_commit"):
            value = _one(connection, "SELECT current_setting(%s)", setting)
            if value == "off":
                raise StoreUnavailable(f"the PostgreSQL server is not safe: its setting {setting} is off")
        if not _is_there(connection, schema):
            connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"gridcase {schema}",))
            if not _is_there(connection, schema):
                connection.execute(in_schema("CREATE SCHEMA IF NOT EXISTS {schema}", schema))
                make_tables()


def _is_there(connection: psycopg.Connection, schema: str) -> bool:
    if _one(connection, "SELECT to_regclass(%s)", f'"{schema}".store') is None:
        return False
    [[version]] = connection.execute(in_schema("SELECT version FROM {schema}.store", schema))
    if version != SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the store in the schema {schema} was made by a newer gridcase (tables {version}, known {SCHEMA_VERSION})"
        )
    return True


def _one(connection: psycopg.Connection, sql: str, value: str) -> object:
    [[answer]] = connection.execute(sql, (value,))
    return answer
