"""(f) How far the read models are behind the store, while events come in and scorecards are asked for.

Programs of their own, as in a city: ``gridcase projection follow``, one that appends, and some that ask the newest
snapshot for scorecards without a pause. Behind is the age of the oldest event that the newest snapshot does not have.
"""

import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.events import fill
from benchmarks.measure import Figure, stopwatch
from gridcase.city.home import Home
from gridcase.demo.histories import histories
from gridcase.periods import Window
from gridcase.store.port import EventStore
from gridcase_projections.database import snapshot
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import scores
from gridcase_projections.runner import bring_up_to_date
from gridcase_projections.tables import positions

A_SECOND, EVENTS_PER_APPEND = 500, 50
SECONDS = 30
ASKERS = 2
METRICS = ("on-time-handling", "overdue", "handling-time")
OCTOBER, NOVEMBER, APRIL = (datetime(*month, 1, tzinfo=UTC) for month in ((2025, 10), (2025, 11), (2026, 4)))


def figures(folder: Path, events: int = 1_000_000) -> list[Figure]:
    home = Home.create(folder / "city")
    stored = fill(home.events, events)
    return following(home, stored)


def following(home: Home, stored: int) -> list[Figure]:
    store = home.store()
    bring_up_to_date(store, home.read_models)
    with follower(home), ProcessPoolExecutor(ASKERS, mp_context=get_context("spawn")) as askers:
        questioners = [askers.submit(ask, home.read_models, SECONDS) for _ in range(ASKERS)]
        behind = append(store, home.read_models)
        counts = [one.result() for one in questioners]
    store.close()
    name = f"read models of {stored:,} events that follow {A_SECOND} a second: behind"
    return [
        Figure(name=name, value=median(behind), unit="s"),
        Figure(name="… at most", value=max(behind), unit="s", expected=2, at_most=True),
        Figure(name=f"… scorecards asked for meanwhile by {ASKERS} others", value=sum(counts) / SECONDS, unit="/s"),
    ]


@contextmanager
def follower(home: Home) -> Iterator[None]:
    gridcase = Path(sys.executable).with_name("gridcase")
    command = [str(gridcase), "--home", str(home.path), "projection", "follow"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def append(store: EventStore, read_models: Path) -> list[float]:
    """Append so many events a second; gives how many seconds the read models were behind, each time."""
    arriving = [event for day in histories(A_SECOND * SECONDS // 8, seed=2) for event in day][: A_SECOND * SECONDS]
    behind: list[float] = []
    appended: deque[tuple[int, float]] = deque()
    with stopwatch() as seconds:
        for first in range(0, len(arriving), EVENTS_PER_APPEND):
            time.sleep(max(0.0, first / A_SECOND - seconds()))
            appended.append((store.append(arriving[first : first + EVENTS_PER_APPEND])[-1], seconds()))
            with snapshot(read_models) as published:
                [reached] = positions(published).values()
            while appended and appended[0][0] <= reached:
                appended.popleft()
            behind.append(seconds() - appended[0][1] if appended else 0.0)
    return behind


def ask(read_models: Path, seconds: float) -> int:
    """Ask for scorecards for so many seconds; gives how many were answered. An error of a lock would end it."""
    answered, month = 0, Question(window=Window(start=OCTOBER, end=NOVEMBER, as_of=APRIL))
    with stopwatch() as since:
        while since() < seconds:
            with snapshot(read_models) as published:
                scores(published, METRICS, month)
            answered += 1
    return answered
