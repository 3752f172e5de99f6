"""``gridcase stream scorecards``: the latest scorecards to other platforms, on demand and by schedule."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from msgspec.structs import replace

from gridcase.errors import GridcaseError
from gridcase.periods import Length, Period, Window
from gridcase.running_city import utc_now
from gridcase_cli.output import say
from gridcase_cli.read_models import read_models
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.body_cards import body_cards
from gridcase_cli.stream.broker_access import FailureNotes, open_broker
from gridcase_cli.verbs import verb
from gridcase_cli.windows import read_window

if TYPE_CHECKING:
    from gridcase_streams.broker import Broker

RECENT_DAYS = 31
"""So many days after its end a period is still published: what fell due in it is still being handled."""

PUBLISHED_LENGTHS = (Length.YEAR, Length.QUARTER, Length.MONTH)
"""The periods that are published by themselves; a half is when it is asked for."""


def declare(app: typer.Typer) -> None:
    verb(
        app,
        "scorecards",
        example="stream scorecards\nstream scorecards --period 2026-10 --period 2026-Q4\n"
        "stream scorecards --every '1 hour'",
    )(scorecards)


def scorecards(
    ctx: typer.Context,
    period: Annotated[
        list[str] | None,
        typer.Option(
            "--period",
            metavar="PERIOD",
            help="2026-10, 2026-Q4, 2026-H2 or 2026; can be repeated. By default, the months, quarters and years that "
            "run or ended in the last 31 days.",
        ),
    ] = None,
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="Instead of a period: from when on.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="TIME", help="Up to, and without; by default, now.")] = "",
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Again and again, so long apart, until told to stop.")
    ] = "",
) -> None:
    """Publish how each department, and each unit as a host, scores in a period, by every metric that it is scored by.

    The latest card replaces the one before. With streams.scorecards_every in city.toml, stream publish does this too.
    """
    from gridcase_streams.settings import interval_seconds

    interval = interval_seconds(every) if every else 0
    stop = stop_at(signal.SIGTERM)
    with open_session(ctx) as session, open_broker(session) as broker:
        while True:
            say(publish_cards(session, broker, list(scored_windows(session, period or [], from_, to))))
            if not interval or stop.wait(interval):
                return


@contextmanager
def scorecards_on_schedule(session: Session, broker: "Broker", stop: Event) -> Iterator[None]:
    """Meanwhile scorecards are published as often as city.toml says, until ``stop`` is set, or what goes on is over."""
    interval = broker.settings.streams.scorecards_interval_seconds
    if not interval:
        yield
        return
    thread = Thread(
        target=publish_again_and_again, args=(session, broker, interval, stop), name="scorecards", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def publish_again_and_again(session: Session, broker: "Broker", interval_seconds: float, stop: Event) -> None:
    """Publish scorecards again and again, whatever goes wrong with some."""
    failures = FailureNotes("scorecards: ")
    while True:
        try:
            publish_cards(session, broker, list(scored_windows(session, [], "", "")))
            failures.recovered()
        except GridcaseError as error:
            failures.failed(error)
        if stop.wait(interval_seconds):
            return


def publish_cards(session: Session, broker: "Broker", windows: list[Window]) -> str:
    """Publish the cards of these times; returns what was done."""
    from gridcase_streams.scorecards import publish_scorecards

    with read_models(session) as connection:
        cards = [
            card
            for window in windows
            for card in body_cards(connection, session.city.scoring, window, session.policy.late_entry_seconds)
        ]
    publish_scorecards(broker, cards, rehearsal=session.rehearsal)
    return f"published {len(cards)} scorecards of {', '.join(window_name(session, window) for window in windows)}"


def scored_windows(session: Session, periods: list[str], from_: str, to: str) -> Iterator[Window]:
    """The time to score: what was asked for, else the periods that run, and those that ended lately."""
    now = session.at if session.options.at else utc_now()
    if from_ or to:
        yield replace(read_window(session, from_=from_, to=to, period=" ".join(periods)), as_of=now)
        return
    for period in [Period.parse(name, "--period") for name in periods] or recent_periods(now, session.zone):
        yield Window.of(period, session.zone, as_of=now)


def recent_periods(now: datetime, zone: ZoneInfo) -> list[Period]:
    """The periods of the ``PUBLISHED_LENGTHS`` that run, or ended lately; the newest first."""
    days = [now - timedelta(days=number) for number in range(RECENT_DAYS + 1)]
    return [*dict.fromkeys(Period.around(day, length, zone) for day in days for length in PUBLISHED_LENGTHS)]


def window_name(session: Session, window: Window) -> str:
    """``2026-10``, or from when until when."""
    return window.period or f"{session.show_time(window.start)} to {session.show_time(window.end)}"
