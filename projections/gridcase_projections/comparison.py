"""Whether two files of read models say the same, table by table."""

from pathlib import Path

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection, attached, tables

BOOKKEEPING = {"feed", "positions", "left_out"}

SHOWN_KEYS = 10
"""Rows of a table that are named, at most."""


class TableDifference(Struct, frozen=True):
    """A table that came out otherwise: rows that only one side has, or ``None`` where the columns differ.

    ``keys`` are of the first of these rows, whichever side has them.
    """

    table: str
    only_before: int | None
    only_after: int | None
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.only_before is None:
            return f"{self.table}: other columns"
        return f"{self.table}: {self.only_before} rows gone, {self.only_after} rows new ({', '.join(self.keys)})"


class Comparison(Struct, frozen=True):
    """The rebuilt tables beside the old ones, both at the same positions. ``rows`` counts the rebuilt ones by table.

    ``compared`` is false where there was nothing (or nothing readable) to compare with. ``kept`` names the old file
    where the same models said something else: then it, or what it was made from, was changed by somebody or something.
    """

    rows: dict[str, int]
    differences: tuple[TableDifference, ...] = ()
    compared: bool = True
    by_same_models: bool = True
    kept: str = ""

    @classmethod
    def uncompared(cls, rebuilt: Connection) -> "Comparison":
        """Nothing to compare with."""
        return cls(_counts(rebuilt), compared=False)

    @property
    def equal(self) -> bool:
        return not self.differences

    @property
    def is_fault(self) -> bool:
        return self.compared and self.by_same_models and not self.equal


def compare(rebuilt: Connection, before: Path) -> Comparison:
    """Compare the file behind ``rebuilt`` with the file ``before``."""
    rows = _counts(rebuilt)
    with attached(rebuilt, before, "before"):
        known = {table for table in tables(rebuilt, "before") if table not in BOOKKEEPING}
        [[before_models]] = rebuilt.execute("select digest from before.feed").fetchall()
        differences = [_difference(rebuilt, table) for table in sorted(known | rows.keys() - BOOKKEEPING)]
    real_differences = tuple(difference for difference in differences if difference)
    return Comparison(rows, real_differences, by_same_models=before_models == models.digest())


def _counts(connection: Connection) -> dict[str, int]:
    return {table: _fingerprint(connection, table)[0] for table in tables(connection)}


def _difference(connection: Connection, table: str) -> TableDifference | None:
    after, before = table, f"before.{table}"
    if _columns(connection, after) != _columns(connection, before):
        return TableDifference(table, None, None)
    if _fingerprint(connection, after) == _fingerprint(connection, before):
        return None
    gone, new = _missing(connection, before, after), _missing(connection, after, before)
    return TableDifference(table, gone, new, _keys(connection, before, after))


def _columns(connection: Connection, table: str) -> list[tuple[str, ...]]:
    schema, _, name = table.rpartition(".")
    return connection.execute(
        "select column_name, data_type from duckdb_columns()"
        " where database_name = coalesce(?, current_database()) and table_name = ? order by column_index",
        [schema or None, name],
    ).fetchall()


def _fingerprint(connection: Connection, table: str) -> tuple[int, int | None]:
    """The number of rows, and a checksum of them in whatever order."""
    row = connection.execute(f"select count(*), sum(hash(row)::hugeint) from {table} as row").fetchone()
    return (row[0], row[1]) if row else (0, None)


def _missing(connection: Connection, one: str, other: str) -> int:
    row = connection.execute(f"select count(*) from (from {one} except all from {other})").fetchone()
    return int(row[0]) if row else 0


def _keys(connection: Connection, before: str, after: str) -> tuple[str, ...]:
    """The keys of rows that differ, in order."""
    columns = next((model.contract.key for model in models.everything() if model.name == after), ("*",))
    rows = connection.execute(
        f"with gone as (from {before} except all from {after}), new as (from {after} except all from {before}),"
        f" differing as (from gone union all from new)"
        f" select distinct {', '.join(columns)} from differing order by all limit {SHOWN_KEYS}"
    ).fetchall()
    return tuple(" ".join(map(str, row)) for row in rows)
