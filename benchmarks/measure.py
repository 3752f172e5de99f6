"""Figures of one run: named, with their unit, and beside what they are compared with."""

import json
import os
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from msgspec import Struct, to_builtins


class Figure(Struct, frozen=True, kw_only=True):
    """What was measured. ``expected`` is a lower bound in the same unit, an upper one if ``at_most``; 0 says none."""

    name: str
    value: float
    unit: str
    expected: float = 0
    at_most: bool = False

    @property
    def holds(self) -> bool:
        return not self.expected or (self.value <= self.expected if self.at_most else self.value >= self.expected)

    def __str__(self) -> str:
        bound = f"expected {'≤' if self.at_most else '≥'} {self.expected:,g}" if self.expected else ""
        return f"{self.name:<62} {self.value:>12,.4g} {self.unit:<11} {bound:<24} {'' if self.holds else 'SHORT'}"


@contextmanager
def stopwatch() -> Iterator[Callable[[], float]]:
    """Seconds since it was started, or from start to end."""
    start, end = perf_counter(), 0.0
    yield lambda: (end or perf_counter()) - start
    end = perf_counter()


def rate(count: int, work: Callable[[], object]) -> float:
    """How many a second, when ``work`` does ``count`` of them."""
    with stopwatch() as seconds:
        work()
    return count / seconds()


def peak_memory() -> float:
    """The most memory this process has had, in MiB."""
    kib = getrusage(RUSAGE_SELF).ru_maxrss
    return kib / 1024 if sys.platform != "darwin" else kib / 1024 / 1024


def machine() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def tell(figures: list[Figure], *, as_json: bool) -> None:
    if as_json:
        rows = [{**to_builtins(figure), "holds": figure.holds} for figure in figures]
        print(json.dumps({"machine": machine(), "figures": rows}, indent=1))
    else:
        print("\n".join(map(str, figures)))
