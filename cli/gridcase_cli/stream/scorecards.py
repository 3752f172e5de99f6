"""``gridcase stream scorecards``: the latest scorecards to other platforms."""

import signal
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from gridcase.clocks import Limit
from gridcase_cli.output import say
from gridcase_cli.read_models import read_models
from gridcase_cli.score import Period
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.reach import open_broker
from gridcase_cli.verbs import verb
from gridcase_cli.wiring import Desk, open_desk, utc_now

if TYPE_CHECKING:
    from gridcase_streams.scorecards import ScorecardPublished


SCORED = ("on-time-handling", "handling", "overdue", "extension")
"""The metrics on a card."""


def declare(app: typer.Typer) -> None:
    verb(
        app,
        "scorecards",
        example="stream scorecards --from 2026-01-01 --to 2026-04-01\nstream scorecards --every '1 hour'",
    )(scorecards)


def scorecards(
    ctx: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="TIME", help="By default, the year's first day.")] = "",
    to: Annotated[str, typer.Option("--to", metavar="TIME", help="Without it; by default, the year's end.")] = "",
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="Again and again, so long apart, until told to stop.")
    ] = "",
) -> None:
    """Publish how each department scores on what fell due in a period: the latest card replaces the one before."""
    from gridcase_streams.scorecards import publish_scorecards

    pause = Limit.parse(every).amount if every else 0
    stop = stop_at(signal.SIGTERM)
    with open_desk(ctx) as desk, open_broker(desk) as broker:
        while True:
            cards = cards_of(desk, from_, to, utc_now())
            publish_scorecards(broker, cards)
            say(f"published {len(cards)} scorecards")
            if not pause or stop.wait(pause):
                return


def cards_of(desk: Desk, from_: str, to: str, as_of: datetime) -> "list[ScorecardPublished]":
    """A card for each department that anything is counted for, with each metric that counts anything."""
    from gridcase_projections.scorecards import score_departments
    from gridcase_streams.scorecards import MetricScore, ScorecardPublished

    year_end = f"{as_of.astimezone(desk.zone).year + 1}-01-01"
    period = Period(desk, from_, to or year_end, "")
    scores: dict[str, list[MetricScore]] = {}
    with read_models(desk) as connection:
        for metric in SCORED:
            for score in score_departments(connection, metric, period.start, period.end, as_of):
                scores.setdefault(score.department, []).append(
                    MetricScore(
                        metric=metric,
                        numerator=score.numerator,
                        denominator=score.denominator,
                        value=None if score.value is None else f"{score.value:.4f}",
                    )
                )
    return [
        ScorecardPublished(department=name, begins=period.start, ends=period.end, as_of=as_of, scores=tuple(found))
        for name, found in sorted(scores.items())
    ]
