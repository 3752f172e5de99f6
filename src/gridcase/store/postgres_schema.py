"""The tables of a store on PostgreSQL, one schema for each city, and how they come to be."""

from collections.abc import Callable
from itertools import starmap

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from gridcase.errors import StoreGone, StoreUnavailable
from gridcase.ids import new_id
from gridcase.store.history import id_by_first_event
from gridcase.store.port import StoredEvent

SCHEMA_VERSION = 2
"""Stands in the table ``store``; a later gridcase that changes the tables migrates from it."""

COLUMNS = """
    originator_id text COLLATE "C" NOT NULL,
    originator_version bigint NOT NULL,
    topic text NOT NULL,
    state bytea NOT NULL,
    notification_id bigserial,
    digest bytea,
    PRIMARY KEY (originator_id, originator_version)
"""
"""Stream names stand in the order of code points, as in every other store, whatever the database's own language."""

EVENTS = "CREATE TABLE IF NOT EXISTS {schema}.events (" + COLUMNS + ")"

LINEAGES = [
    "CREATE TABLE {schema}.lineages (number bigserial PRIMARY KEY, lineage text NOT NULL UNIQUE)",
    """
    CREATE TRIGGER lineages_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.lineages
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.keep_history()
    """,
]

BESIDES = [
    """
    CREATE TABLE {schema}.answers (
        command_id text PRIMARY KEY, stream text NOT NULL, first bigint NOT NULL, last bigint NOT NULL,
        refusal text NOT NULL, act text NOT NULL DEFAULT ''
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
    *LINEAGES,
]

FROM_VERSION_1 = [
    "ALTER TABLE {schema}.events ADD COLUMN digest bytea",
    "ALTER TABLE {schema}.answers ADD COLUMN act text NOT NULL DEFAULT ''",
    *LINEAGES,
    "UPDATE {schema}.store SET version = {version}",
]
"""Events that were stored before stay without a digest: history is kept."""

FIRST_EVENT = """
SELECT notification_id, originator_id, originator_version, topic, state FROM {schema}.events
ORDER BY notification_id LIMIT 1
"""

INSERT_LINEAGE = "INSERT INTO {schema}.lineages (lineage) VALUES (%s)"

INSERT_EVENTS = """
INSERT INTO {schema}.events (originator_id, originator_version, topic, state, digest)
SELECT stream, version, tag, data, digest
FROM unnest(%b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::bytea[])
WITH ORDINALITY AS given (stream, version, tag, data, digest, place)
ORDER BY place
RETURNING notification_id
"""
"""By columns: almost four times as many events in a second as by rows of a composite type, the library's way."""

INSERT_ANSWERS = """
INSERT INTO {schema}.answers
SELECT * FROM unnest(%b::text[], %b::text[], %b::bigint[], %b::bigint[], %b::text[], %b::text[])
ORDER BY 1
"""
"""Sorted, so that two writers of the same answers wait for each other instead of falling into a deadlock."""


PUT_EVENTS = """
INSERT INTO {schema}.events (notification_id, originator_id, originator_version, topic, state, digest)
SELECT * FROM unnest(%b::bigint[], %b::text[], %b::bigint[], %b::text[], %b::bytea[], %b::bytea[])
"""
"""Rows of another store, at their positions."""

GO_ON_BEHIND = """
SELECT setval(pg_get_serial_sequence(%s, 'notification_id'), (SELECT max(notification_id) FROM {schema}.events))
"""

PUT_ANSWERS = INSERT_ANSWERS + " ON CONFLICT DO NOTHING"

PUT_TRACKING = """
INSERT INTO {schema}.tracking (application_name, notification_id) VALUES (%s, %s)
ON CONFLICT (application_name) DO UPDATE SET notification_id = EXCLUDED.notification_id
"""


def in_schema(statement: str, schema: str) -> Composed:
    return SQL(statement).format(schema=Identifier(schema), version=SCHEMA_VERSION)


def prepare(dsn: str, schema: str, timeout_seconds: float, make_tables: Callable[[], None], *, create: bool) -> int:
    """Make the schema and its tables if they are not there, for any number of programs at the same moment.

    Returns the version of the tables; where the server can be read only they keep it. Raises ``StoreGone`` if
    there are none and none are to be made, ``StoreUnavailable`` if commits would not be durable, the database cannot
    hold every text, or the tables are a newer gridcase's.
    """
    with psycopg.connect(dsn, autocommit=True, connect_timeout=max(2, int(timeout_seconds))) as connection:
        for setting in ("fsync", "synchronous_commit"):
            if _setting(connection, setting) == "off":
                raise StoreUnavailable(f"the PostgreSQL server is not safe: its setting {setting} is off")
        if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            raise StoreUnavailable(
                f"the PostgreSQL database keeps its texts in {encoding}, and not in UTF8: make another,"
                " with createdb --encoding=UTF8 --template=template0"
            )
        version = _version(connection, schema)
        if version is None and not create:
            raise StoreGone(f"the store in PostgreSQL's schema {schema}")
        if version == SCHEMA_VERSION or (version and _setting(connection, "transaction_read_only") == "on"):
            return version
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", (f"gridcase {schema}",))
        now = _version(connection, schema)
        if now is None:
            connection.execute(in_schema("CREATE SCHEMA IF NOT EXISTS {schema}", schema))
            make_tables()
        elif now < SCHEMA_VERSION:
            _migrate(connection, schema)
    return SCHEMA_VERSION


def _migrate(connection: psycopg.Connection, schema: str) -> None:
    """From version 1, in which no store had an id."""
    with connection.transaction():
        for statement in FROM_VERSION_1:
            connection.execute(in_schema(statement, schema))
        first = next(starmap(StoredEvent, connection.execute(in_schema(FIRST_EVENT, schema))), None)
        connection.execute(in_schema(INSERT_LINEAGE, schema), (id_by_first_event(first) or new_id(),))


def _version(connection: psycopg.Connection, schema: str) -> int | None:
    """The version of the tables in the schema, if there are any."""
    [[there]] = connection.execute("SELECT to_regclass(%s)", (f'"{schema}".store',))
    if there is None:
        return None
    [[version]] = connection.execute(in_schema("SELECT version FROM {schema}.store", schema))
    if version > SCHEMA_VERSION:
        raise StoreUnavailable(
            f"the store in the schema {schema} was made by a newer gridcase (tables {version}, known {SCHEMA_VERSION})"
        )
    return int(version)


def _setting(connection: psycopg.Connection, name: str) -> object:
    [[value]] = connection.execute("SELECT current_setting(%s)", (name,))
    return value
