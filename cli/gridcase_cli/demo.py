"""``gridcase demo``: a month of an invented city, and what there is to see in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from gridcase_cli.global_options import GlobalOptions
from gridcase_cli.session import Session
from gridcase_cli.verbs import noun, verb

app = noun("A month of an invented city.")

DEFAULT_HOME = Path("gridcase-demo")


@verb(app, "demo", example="demo\ndemo --scale full --keep lanchuan\ndemo --scale 5000 --seed 7 --days 20")
def demo(
    ctx: typer.Context,
    scale: Annotated[
        str,
        typer.Option(
            "--scale",
            metavar="SIZE",
            help="small (300 grids, 2,000 matters), full (25,100 grids, 6,000 matters) or a number of matters;"
            " more than 20,000 are a month of the full city, told again over a year.",
        ),
    ] = "small",
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="The same seed lives the same month.")] = 1,
    days: Annotated[int, typer.Option("--days", min=1, max=60, metavar="N", help="So many days are lived.")] = 30,
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="DIR",
            help="The home of the city, by default gridcase-demo; an older demo there is replaced.",
        ),
    ] = None,
) -> None:
    """Show the closed loop at work: an invented city lives a month, through the real engine and the real loop.

    Residents and grid members report; reception, dispatchers and departments act, some fast and some late; the loop
    warns, urges, escalates, asks, evaluates, closes. Then: the scorecard, the overdue, and the history of one matter.
    """
    from gridcase.demo.home import fresh_home
    from gridcase.demo.large import run_demo
    from gridcase.demo.simulation import Simulation, scale_of
    from gridcase_cli.demo_page import DemoPage
    from gridcase_cli.page_writer import PageWriter
    from gridcase_cli.read_models import read_models

    simulated = scale_of(scale)
    home = fresh_home(keep or named_home(ctx) or DEFAULT_HOME)
    rules = home.city()
    store = home.store(rules)
    try:
        begun = perf_counter()
        with progress("living") as show_day:
            month = run_demo(Simulation(rules=rules, scale=simulated, seed=seed, days=days), store, show_day)
        seconds = perf_counter() - begun
        session = Session(GlobalOptions(home.path), home, rules, store)
        with read_models(session) as connection:
            DemoPage(PageWriter(), session, connection, month).show(seed, seconds)
    finally:
        store.close()


def named_home(ctx: typer.Context) -> Path | None:
    """The folder that was typed after ``--home``: the home of a real city, set once and for all, is not meant."""
    source = ctx.find_root().get_parameter_source("home")
    options: GlobalOptions = ctx.obj
    return options.home if source is not None and source.name == "COMMANDLINE" else None


@contextmanager
def progress(what: str) -> Iterator[Callable[[date], None]]:
    """On a terminal, which day is over; elsewhere nothing."""
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …") as status:
        yield lambda day: status.update(f"{what} … {day}")
