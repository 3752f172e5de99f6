"""(b) Import, (c) rebuild of all read models beside a stock per-event projection, (d) one matter out of many."""

import csv
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import singledispatch
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import duckdb

from benchmarks.measure import Figure, peak_memory, stopwatch
from benchmarks.stock import City, Matter, open_city
from gridcase.demo.histories import histories
from gridcase.repository import Matters
from gridcase.store.codec import Codec
from gridcase.store.open import open_store

EXCERPT = Path(__file__).parent.parent / "tests/fixtures/nyc311-excerpt.csv"
ROWS = 20_000
STOCK_EVENTS = 2_000

T = TypeVar("T")


def figures(folder: Path, events: int = 1_000_000) -> list[Figure]:
    stored = apart(fill, folder / "many.sqlite", events)
    return [
        *apart(importing, folder),
        *loading(folder / "many.sqlite"),
        *rebuilding(folder, stored),
    ]


def apart(work: Callable[..., T], *args: object) -> T:
    """In a process of its own, so that its peak of memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(work, *args).result()


def fill(path: Path, events: int) -> int:
    """A store of at least so many events, told through the codec; returns how many."""
    store, count = open_store(path), 0
    for day in histories(events // 8):
        store.append(day)
        count += len(day)
    store.close()
    return count


def importing(folder: Path) -> list[Figure]:
    from gridcase.importers import import_file, load_mapping

    store = open_store(folder / "import.sqlite")
    with stopwatch() as seconds:
        done = import_file(
            copied(folder / "many.csv"),
            load_mapping("nyc311"),
            store,
            Codec(),
            at=datetime.now(UTC),
            quarantine=folder / "bad.csv",
        )
    store.close()
    name = f"import of {ROWS:,} rows of New York's 311, {done.events:,} events"
    return [
        Figure(name=name, value=done.events / seconds(), unit="events/s", expected=60_000),
        Figure(name="… peak memory", value=peak_memory(), unit="MiB"),
    ]


def copied(path: Path) -> Path:
    """The excerpt's rows again and again, under other references."""
    with EXCERPT.open(newline="", encoding="utf-8") as excerpt, path.open("w", newline="", encoding="utf-8") as many:
        header, *rows = csv.reader(excerpt)
        writer = csv.writer(many)
        writer.writerow(header)
        writer.writerows([f"{number}", *rows[number % len(rows)][1:]] for number in range(ROWS))
    return path


def loading(path: Path) -> list[Figure]:
    store, codec = open_store(path), Codec()
    streams = store.streams("matter:", limit=1000)
    matters = Matters(store, codec, keep=1)
    with stopwatch() as seconds:
        for stream in streams:
            matters.get(stream.removeprefix("matter:"))
    store.close()
    name = "one matter loaded and replayed, among all"
    return [Figure(name=name, value=1000 * seconds() / len(streams), unit="ms", expected=5, at_most=True)]


def rebuilding(folder: Path, events: int) -> list[Figure]:
    ours, memory = apart(rebuild, folder, events)
    stock = apart(per_event, folder / "stock-feed.sqlite", folder / "stock.duckdb")
    return [
        Figure(name=f"rebuild of all read models, {events:,} events", value=ours, unit="events/s", expected=200_000),
        Figure(name="… peak memory", value=memory, unit="MiB", expected=1024, at_most=True),
        Figure(name=f"… stock projection, event by event ({STOCK_EVENTS:,})", value=stock, unit="events/s"),
        Figure(name="… ratio", value=ours / stock, unit="×", expected=50),
    ]


def rebuild(folder: Path, events: int) -> tuple[float, float]:
    from gridcase_projections.runner import Projector

    store = open_store(folder / "many.sqlite")
    projector = Projector(folder / "read-models", store)
    with stopwatch() as seconds:
        projector.rebuild()
    store.close()
    return events / seconds(), peak_memory()


def per_event(feed: Path, path: Path) -> float:
    """The stock way: read a notification, make the event, write its row and the position in one transaction."""
    city = open_city(str(feed))
    for _ in range(STOCK_EVENTS // 10):
        city.life()
    view = duckdb.connect(str(path))
    view.execute("CREATE TABLE matters (id UUID PRIMARY KEY, stage VARCHAR, host VARCHAR, in_time BOOLEAN)")
    view.execute("CREATE TABLE position (reached BIGINT)")
    view.execute("INSERT INTO position VALUES (0)")
    with stopwatch() as seconds:
        project(city, view)
    view.close()
    city.close()
    return STOCK_EVENTS / seconds()


def project(city: City, view: duckdb.DuckDBPyConnection) -> None:
    start = 1
    while notifications := city.recorder.select_notifications(start, 100):
        for notification in notifications:
            event = city.mapper.to_domain_event(notification)
            view.execute("BEGIN")
            sql, values = change(event, event.originator_id)
            view.execute(sql, values)
            view.execute("UPDATE position SET reached = ?", [notification.id])
            view.execute("COMMIT")
        start = notifications[-1].id + 1


@singledispatch
def change(event: object, matter: UUID) -> tuple[str, list[object]]:
    stage = type(event).__name__
    return "UPDATE matters SET stage = ? WHERE id = ?", [stage, matter]


@change.register
def _(event: Matter.Reported, matter: UUID) -> tuple[str, list[object]]:
    return "INSERT INTO matters VALUES (?, 'reported', NULL, NULL)", [matter]


@change.register
def _(event: Matter.Diverted, matter: UUID) -> tuple[str, list[object]]:
    return "UPDATE matters SET stage = 'handling', host = ? WHERE id = ?", [event.host, matter]


@change.register
def _(event: Matter.Handled, matter: UUID) -> tuple[str, list[object]]:
    return "UPDATE matters SET stage = 'handled', in_time = ? WHERE id = ?", [event.in_time, matter]
