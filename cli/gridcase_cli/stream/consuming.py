"""``gridcase stream consume``: commands of other platforms, through the same guards as everybody's."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from gridcase.english import plural
from gridcase.running_city import utc_now
from gridcase_cli.errors import usage_error
from gridcase_cli.output import say
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.broker_access import FailureNotes, open_broker, streams_folder
from gridcase_cli.verbs import verb

if TYPE_CHECKING:
    from gridcase_streams.intake import Intake

Partitions = Annotated[
    str, typer.Option("--partitions", metavar="0-5", help="Share the work: these partitions only; by default, all.")
]


def declare(app: typer.Typer) -> None:
    verb(app, "consume", example="stream consume\nstream consume --once\nstream consume --partitions 0-2")(consume)


def consume(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Do what is there now, and end.")] = False,
    partitions: Partitions = "",
) -> None:
    """Do what other platforms ask on the command topics, each message once, and reply to each.

    Runs until told to stop (SIGTERM, Ctrl-C). What cannot be read becomes a dead letter.
    """
    stop = stop_at(signal.SIGTERM)
    with open_session(ctx) as session, open_intake(session) as intake:
        partition_numbers = chosen_partitions(ctx, session, partitions)
        if once:
            intake.consume_all(partition_numbers)
        else:
            say(f"commands to {session.city.about.title} are taken")
            intake.follow(stop.is_set, partition_numbers, FailureNotes())
        counts = intake.counts
        outcomes = f"{counts.accepted} accepted, {counts.refused} refused, {counts.held_back} put aside"
        say(f"{plural(counts.messages, 'message')}: {outcomes}")


@contextmanager
def open_intake(session: Session) -> Iterator["Intake"]:
    from gridcase_streams.dead_letters import DeadLetters
    from gridcase_streams.intake import Intake

    with DeadLetters(streams_folder(session)) as letters, open_broker(session) as broker:
        yield Intake(session.engine, session.store, broker, letters, utc_now)


def chosen_partitions(ctx: typer.Context, session: Session, text: str) -> list[int] | None:
    """The partitions that were named; ``None`` for all."""
    from gridcase_cli.stream.broker_access import settings_of
    from gridcase_streams.source import parse_partitions

    if not text:
        return None
    try:
        return parse_partitions(text, settings_of(session).streams)
    except ValueError as error:
        raise usage_error(ctx, str(error)) from None
