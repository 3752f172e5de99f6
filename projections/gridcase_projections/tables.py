"""The tables in one DuckDB file, and the two ways to fill them: all at once, or batch by batch.

Batch by batch, rows and positions are written in one transaction, so that after a crash they agree.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from msgspec.structs import astuple

from gridcase.store.history import Place
from gridcase_projections import models
from gridcase_projections.database import MISFIT, Connection, second_connection, transaction
from gridcase_projections.feeds import Batch
from gridcase_projections.mending import mend
from gridcase_projections.rows import structs
from gridcase_projections.spool import LeftOut, Spool, path_of, private_file
from gridcase_projections.unreadable import is_left_out, stream_in, unreadable_streams

EMPTY_FILE = "/dev/null"

FEED_TABLES = """
create table feed (source varchar not null, digest varchar not null, time_zone varchar not null);
create table positions (
    partition integer not null, position bigint not null,
    store_id varchar not null, lineage varchar not null, digest varchar not null
);
create table left_out (
    partition integer not null, position bigint not null, stream varchar, version varchar, reason varchar,
    readable boolean not null
);
"""

LEAVE_OUT = """
insert into left_out
select distinct on ("partition", position) *
from (
    select
        unnest($1) as "partition", unnest($2) as position, unnest($3) as stream, unnest($4) as version,
        unnest($5) as reason, unnest($6) as readable
)
anti join left_out using ("partition", position)
"""

TOUCHED_TABLE = "touched_events"

REMADE_AS_A_WHOLE = frozenset({"records"})
"""What is staged here changes its models everywhere: a unit's record moves all that is below it."""


class ReadModels:
    """What one connection writes. Nothing here looks at a single event: DuckDB takes them by the batch."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def create(self, source: str, time_zone: str) -> None:
        """Empty tables in an empty file, to be fed from ``source``. Days are counted by a city's ``time_zone``."""
        with transaction(self.connection):
            self.connection.execute(FEED_TABLES)
            self.connection.execute("insert into feed values (?, ?, ?)", [source, models.digest(), time_zone])
            for staged in models.staged():
                self.connection.execute(
                    f"create table {staged.name} as select * from ({staged.sql}) limit 0", {"arrivals": EMPTY_FILE}
                )
                for column in staged.contract.key:
                    self.connection.execute(f"alter table {staged.name} alter {column} set not null")
            for model in models.made():
                self.connection.execute(
                    f"create table {model.name} as select * from ({model.sql}) limit 0"
                    if model.is_table
                    else f"create view {model.name} as {model.sql}"
                )

    def load(self, batch: Batch) -> None:
        """Stage a batch, in whatever thread, and leave the rest to ``refresh``. For a file that nobody reads yet."""
        with second_connection(self.connection) as connection:
            _mending(connection, batch, lambda: self._load(connection, batch))

    def _load(self, connection: Connection, batch: Batch) -> None:
        with transaction(connection):
            for staged in models.staged():
                if spool := batch.spools.get(staged.name):
                    connection.execute(f"insert into {staged.name} {staged.sql}", {"arrivals": spool.path})
            _leave_out(connection, batch.left_out)

    def refresh(self, reached: Mapping[int, Place]) -> None:
        """Make every table from all that is staged, which is what the source has up to the places ``reached``."""
        with transaction(self.connection):
            for staged in models.staged():
                self._leave_out_repeated(staged)
            if unreadable_streams(self.connection):
                for staged in models.staged():
                    self.connection.execute(f"delete from {staged.name} where {is_left_out(staged.name)}")
            for model in models.made():
                self._make_anew(model)
            self._move(reached)

    def take(self, batch: Batch) -> None:
        """Stage a batch and make the rows of what it is about anew. What is staged already changes nothing."""
        _mending(self.connection, batch, lambda: self._take(batch))

    def _take(self, batch: Batch) -> None:
        with transaction(self.connection):
            known = unreadable_streams(self.connection)
            _leave_out(self.connection, batch.left_out)
            for staged in models.staged():
                if spool := batch.spools.get(staged.name):
                    self._stage(staged, spool)
            if unreadable_streams(self.connection) != known:
                self._take_out_unreadable()
            self._move(batch.places)

    def _stage(self, staged: models.Model, spool: Spool) -> None:
        thing, key = staged.contract.key[0], ", ".join(staged.contract.key)
        self.connection.execute(
            f"create or replace temp table arriving as select distinct on ({key}) * from ({staged.sql})",
            {"arrivals": spool.path},
        )
        self.connection.execute(f"delete from arriving where {is_left_out(staged.name)}")
        self.connection.execute(
            f"create or replace temp table {TOUCHED_TABLE} as select * from {staged.name}"
            f" where {thing} in (select {thing} from arriving)"
        )
        arrived = f"select * from arriving anti join {TOUCHED_TABLE} using ({key})"
        if not self._any(arrived):
            return
        self.connection.execute(f"insert into {staged.name} {arrived}")
        self.connection.execute(f"insert into {TOUCHED_TABLE} {arrived}")
        if staged.name in REMADE_AS_A_WHOLE:
            for model in models.made_from(staged.name):
                self._make_anew(model)
        else:
            self._refresh_touched(staged)

    def _take_out_unreadable(self) -> None:
        """Take every row out again of streams that turned out to be unreadable."""
        for staged in models.staged():
            made = models.made_from(staged.name)
            as_a_whole = staged.name in REMADE_AS_A_WHOLE
            for model in (staged, *(model for model in made if model.is_table and not as_a_whole)):
                self.connection.execute(f"delete from {model.name} where {is_left_out(staged.name)}")
            for model in made if as_a_whole else ():
                self._make_anew(model)

    def _leave_out_repeated(self, staged: models.Model) -> None:
        """Versions are dense: a history with more events than its last version says one of them twice."""
        key, thing = ", ".join(staged.contract.key), ", ".join(staged.contract.key[:-1])
        if self._any(f"select 1 from {staged.name} group by {thing} having count(*) > max(version)"):
            self.connection.execute(
                f"create or replace table {staged.name} as select distinct on ({key}) * from {staged.name}"
            )

    def _refresh_touched(self, staged: models.Model) -> None:
        """Make the rows anew of the matters, assessments or patrols that something arrived about."""
        thing = staged.contract.key[0]
        upstream = models.made_from(staged.name)
        for model in filter(lambda model: model.is_table, upstream):
            self.connection.execute(f"delete from {model.name} where {thing} in (select {thing} from {TOUCHED_TABLE})")
            before = upstream[: upstream.index(model)]
            made = models.within(staged.name, f"select * from {TOUCHED_TABLE}", before, model.sql)
            self.connection.execute(f"insert into {model.name} {made}")

    def _make_anew(self, model: models.Model) -> None:
        if model.is_table:
            self.connection.execute(f"delete from {model.name}")
            self.connection.execute(f"insert into {model.name} select * from ({model.sql})")

    def _move(self, reached: Mapping[int, Place]) -> None:
        for partition, at in reached.items():
            row = [partition, at.position, at.store_id, at.lineage, at.digest]
            self.connection.execute("delete from positions where partition = ?", [partition])
            self.connection.execute("insert into positions values (?, ?, ?, ?, ?)", row)

    def _any(self, question: str) -> bool:
        return self.connection.execute(f"{question} limit 1").fetchone() is not None


def _mending(connection: Connection, batch: Batch, stage: Callable[[], None]) -> None:
    """Stage a batch; if some of it does not fit, what does."""
    try:
        stage()
    except MISFIT:
        for staged in models.staged():
            if spool := batch.spools.get(staged.name):
                mend(spool, partial(_why_not, connection, staged), partial(stream_in, staged.name))
        stage()


def _why_not(connection: Connection, staged: models.Model, lines: Sequence[bytes]) -> str:
    """Why lines cannot be staged; empty if they can. DuckDB's own words would repeat what was told of people."""
    with private_file() as file:
        file.writelines(lines)
        try:
            connection.execute(f"create or replace temp table trial as {staged.sql}", {"arrivals": path_of(file)})
        except MISFIT as error:
            return f"its values do not fit ({type(error).__name__.removesuffix('Exception')})"
        nothing = " or ".join(f"{column} is null" for column in staged.contract.key)
        keyless = connection.execute(f"select 1 from trial where {nothing} limit 1").fetchone()
    return "it does not say what it is about" if keyless else ""


def _leave_out(connection: Connection, left_out: Sequence[LeftOut]) -> None:
    if left_out:
        connection.execute(LEAVE_OUT, list(zip(*map(astuple, left_out), strict=True)))


def events_left_out(connection: Connection) -> list[LeftOut]:
    """The events that no read model holds, in the order of their positions."""
    return structs(connection.execute("from left_out order by partition, position"), LeftOut)


def positions(connection: Connection) -> dict[int, int]:
    """How far the tables have come in each partition of their source."""
    return dict(connection.execute("select partition, position from positions order by partition").fetchall())


def places(connection: Connection, table: str = "positions") -> dict[int, Place]:
    """The same, with the history and the event that stands there."""
    rows = connection.execute(f"select partition, store_id, lineage, position, digest from {table} order by partition")
    return {partition: Place(*place) for partition, *place in rows.fetchall()}


class FeedRow(NamedTuple):
    """The source that tables are fed from, the digest of the models that they follow, the time zone of their days."""

    source: str
    digest: str
    time_zone: str


def feed_of(connection: Connection, table: str = "feed") -> FeedRow:
    cursor = connection.execute(f"select * from {table}")
    names = [name for name, *_ in cursor.description or ()]  # an older gridcase has fewer
    row = dict(zip(names, cursor.fetchone() or (), strict=False))
    return FeedRow(*(row.get(name, "") for name in FeedRow._fields))
