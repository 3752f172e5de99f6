"""(a) Durable single commands a second on SQLite, one after the other and from 32 people at once, beside stock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measure import Figure, rate
from benchmarks.stock import open_city
from gridcase.matters.commands import MatterCommand
from gridcase.store.open import open_store
from gridcase.testing import script
from gridcase.testing.cast import running_city

PEOPLE = 32
MONDAY = (
    script.report,
    script.classify,
    script.divert,
    script.accept,
    script.handle,
    script.verify,
    script.ask_feedback,
    script.feedback,
    script.evaluate,
    script.close,
)


def life(number: int) -> list[MatterCommand]:
    return [say(matter_id=f"M{number}") for say in MONDAY]


def figures(folder: Path, lives: int = 300) -> list[Figure]:
    store = open_store(folder / "events.sqlite")
    engine = running_city(store).engine
    stock = open_city(str(folder / "stock.sqlite"))
    commands = iter([life(number) for number in range(4 * lives)])

    def live(_: int) -> None:
        for command in next(commands):
            engine.execute(command)

    count = lives * len(MONDAY)
    alone, stock_alone = rate(count, each(live, lives)), rate(count, each(lambda _: stock.life(), lives))
    together, stock_together = (
        rate(3 * count, at_once(live, 3 * lives)),
        rate(count, at_once(lambda _: stock.life(), lives)),
    )
    store.close()
    stock.close()
    return [
        Figure(name="durable commands, one after the other", value=alone, unit="commands/s"),
        Figure(name="… stock eventsourcing", value=stock_alone, unit="commands/s"),
        Figure(name="… ratio", value=alone / stock_alone, unit="×", expected=3),
        Figure(name=f"durable commands, {PEOPLE} people at once", value=together, unit="commands/s"),
        Figure(name="… stock eventsourcing", value=stock_together, unit="commands/s"),
        Figure(name="… ratio", value=together / stock_together, unit="×", expected=10),
    ]


def each(work: Callable[[int], object], times: int) -> Callable[[], None]:
    def run() -> None:
        for number in range(times):
            work(number)

    return run


def at_once(work: Callable[[int], object], times: int) -> Callable[[], None]:
    def run() -> None:
        with ThreadPoolExecutor(PEOPLE) as people:
            list(people.map(work, range(times)))

    return run
