"""``gridcase projection``: the read models, which are made from events and can be made anew at any time."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase.csv_files import FOR_EXCEL, FOR_PROGRAMS, write_table
from gridcase.files import check_folder
from gridcase_cli.errors import FAULT, usage_error
from gridcase_cli.options import AsJson
from gridcase_cli.output import note, say, show_json, show_table
from gridcase_cli.read_models import note_rehearsal, read_models
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.broker_access import open_broker
from gridcase_cli.stream.consuming import Partitions, chosen_partitions
from gridcase_cli.verbs import noun, verb

KAFKA_FED_FOLDER = "read-models-kafka"
"""In the home, of read models that are fed from the city's topics."""

app = noun("Bring the read models up to date, or make them anew.")


@verb(app, "status", example="projection status --json")
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how far the read models are, and which events they leave out because nobody can read them."""
    with open_session(ctx) as session:
        from gridcase_projections.totals import left_out, store_totals

        totals = store_totals(session.store, session.home.read_models)
        missing = left_out(session.home.read_models)
        if as_json:
            where = {"position": totals.read_models, "behind": totals.behind, "last_position": totals.position}
            show_json({**where, "left_out": missing})
            return
        say(f"at position {totals.read_models} of {totals.position}: {totals.behind} behind")
        if totals.remark:
            say(f"made anew when they are asked: {totals.remark}")
        for event in missing:
            say(str(event))


@verb(
    app,
    "follow",
    example="projection follow\nprojection follow --kafka --into read-models-0 --partitions 0-2\n"
    "projection follow --kafka --once",
)
def follow(
    ctx: typer.Context,
    kafka: Annotated[bool, typer.Option("--kafka", help="From the city's topics instead of its store.")] = False,
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DIR", help="Other read models than the home's, as --kafka needs.")
    ] = None,
    partitions: Partitions = "",
    once: Annotated[bool, typer.Option("--once", help="Take what is there now, and end.")] = False,
) -> None:
    """Keep the read models up to date, twice a second, until told to stop (SIGTERM, Ctrl-C)."""
    from gridcase_projections.runner import Progress, Projector

    stop = stop_at(signal.SIGTERM)
    if (into or partitions) and not kafka:
        raise usage_error(ctx, "--into and --partitions go with --kafka")
    with open_session(ctx) as session, source_of(ctx, session, kafka, partitions) as (source, name):
        folder = into or session.home.path / (KAFKA_FED_FOLDER if kafka else session.home.read_models.name)
        say(f"the read models of {session.city.about.title} follow")

        def show_progress(progress: Progress) -> None:
            remark = f" ({progress.remark})" if progress.remark else ""
            say(f"{progress.events} events, at position {sum(progress.positions.values())}{remark}")

        projector = Projector(folder, source, name=name, time_zone=session.city.about.time_zone)
        if once:
            show_progress(projector.catch_up())
        else:
            projector.follow(stop, on_progress=show_progress)


@contextmanager
def source_of(ctx: typer.Context, session: Session, kafka: bool, partitions: str) -> Iterator[tuple[Any, str]]:
    """Where read models are fed from, and its name."""
    if not kafka:
        yield session.store, "store"
        return
    from gridcase_streams.source import TopicSource

    with open_broker(session) as broker:
        topics = TopicSource(broker, chosen_partitions(ctx, session, partitions))
        try:
            yield topics, topics.name
        finally:
            topics.close()


@verb(app, "merge", example="projection merge read-models-0 read-models-1 --into whole")
def merge_parts(
    parts: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Read models that were each fed a share.")],
    into: Annotated[Path, typer.Option("--into", metavar="DIR", help="Where the whole goes.")],
) -> None:
    """Make the whole of read models that several processes fed from shares of the partitions."""
    from gridcase_projections.merge import merge

    check_folder(into, option="--into")
    reached = merge(parts, into)
    say(f"{len(parts)} parts, {len(reached)} partitions, in {into}")


@verb(app, "rebuild", example="projection rebuild")
def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make the read models anew beside those in use, compare, and switch; readers are never locked out.

    Where rows come out otherwise than before, they are listed, the old file is kept, and the exit code is 1.
    """
    from gridcase_projections.runner import Projector

    with open_session(ctx) as session:
        zone = session.city.about.time_zone
        comparison = Projector(session.home.read_models, session.store, time_zone=zone).rebuild()
    if as_json:
        show_json({**to_builtins(comparison), "equal": comparison.equal})
    else:
        for table, rows in comparison.rows.items():
            say(f"{table}: {rows} rows")
        for difference in comparison.differences:
            say(f"differs from before: {difference}")
        if comparison.compared and comparison.equal:
            say("the same as before")
    if comparison.is_fault:
        note(
            f"the same events had been read otherwise: the old file is kept as {comparison.kept};"
            " gridcase doctor --deep says whether the store is damaged"
        )
        raise typer.Exit(FAULT)


@verb(
    app,
    "query",
    example='projection query "select stage, count(*) from matters group by stage order by 2 desc"\n'
    "projection query \"select * from rounds where host = 'chengguan'\" --csv > rounds.csv",
)
def query(
    ctx: typer.Context,
    sql: Annotated[str, typer.Argument(metavar="SQL", help="In DuckDB's SQL; the tables are in the reference.")],
    max_rows: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many rows.")] = 10_000,
    timeout_seconds: Annotated[
        float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="After so long it is given up.")
    ] = 30.0,
    as_csv: Annotated[bool, typer.Option("--csv", help="Answer with CSV for programs.")] = False,
    as_excel: Annotated[bool, typer.Option("--excel", help="Answer with CSV for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Ask the read models one question in SQL. It reads a snapshot and can reach nothing else: no file, no setting.

    Every table and column: docs/reference/read-models.md. Times are in UTC; infinity has not come.
    """
    from gridcase_projections.analysis import run_query

    if as_csv + as_excel + as_json > 1:
        raise usage_error(ctx, "one of --csv, --excel and --json")
    with open_session(ctx) as session, read_models(session) as connection:
        result = run_query(connection, sql, max_rows, timeout_seconds=timeout_seconds)
    if as_json:
        show_json([dict(zip(result.columns, map(json_value, row), strict=True)) for row in result.rows])
    elif as_csv or as_excel:
        sys.stdout.flush()
        dialect = FOR_EXCEL if as_excel else FOR_PROGRAMS
        write_table(sys.stdout.buffer, result.columns, result.rows, dialect, rehearsal=session.rehearsal)
    else:
        note_rehearsal(session)
        show_table(result.columns, [["" if cell is None else str(cell) for cell in row] for row in result.rows])
    if result.more:
        note(f"there are more than {max_rows} rows: see --limit")


def json_value(value: Any) -> Any:
    """As JSON can say it: numbers, texts, lists; anything else as it is written."""
    return value if isinstance(value, bool | int | float | str | list | dict | datetime | None) else str(value)
