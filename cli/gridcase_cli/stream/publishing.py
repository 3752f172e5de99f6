"""``gridcase stream publish`` and ``status``: the city's events to Kafka, and how far they are."""

import signal
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.reach import Troubles, folder_of, open_broker
from gridcase_cli.stream.scorecards import by_schedule
from gridcase_cli.verbs import verb
from gridcase_cli.wiring import Desk, open_desk, utc_now

if TYPE_CHECKING:
    from gridcase_streams.status import StatusFile


def declare(app: typer.Typer) -> None:
    verb(app, "publish", example="stream publish\nstream publish --once")(publish)
    verb(app, "status", example="stream status --json")(status)


def publish(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Publish what is there now, and end.")] = False,
) -> None:
    """Publish every event to Kafka exactly once, as it comes, until told to stop (SIGTERM, Ctrl-C).

    A publisher that is started takes over from the one before, which ends.
    """
    from gridcase_streams.errors import Fenced
    from gridcase_streams.publisher import Publisher
    from gridcase_streams.status import StatusFile

    stop = stop_at(signal.SIGTERM)
    with open_desk(ctx) as desk, open_broker(desk) as broker:
        progress = Telling(StatusFile(folder_of(desk), utc_now))
        publisher = Publisher(desk.store, broker, progress)
        try:
            if once:
                publisher.publish_all()
            else:
                say(f"the events of {desk.city.about.name} are published to {broker.settings.kafka.bootstrap}")
                with by_schedule(desk, broker, stop):
                    publisher.follow(stop.is_set)
            say(f"published {progress.events} events")
        except Fenced:  # the file is the successor's now
            raise
        except Exception as error:
            progress.file.troubled(error)
            raise
        progress.file.close()


class Telling:
    """Keeps the status file, and says what goes wrong."""

    def __init__(self, file: "StatusFile") -> None:
        self.file = file
        self.events = 0
        self._troubles = Troubles()

    def published(self, position: int, events: int) -> None:
        self.events += events
        self._troubles.over()
        self.file.published(position, events)

    def troubled(self, error: Exception) -> None:
        self._troubles.heard(error)
        self.file.troubled(error)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how far publishing and intake are, how fast publishing goes, and the last error."""
    with open_desk(ctx) as desk:
        found = found_status(desk)
        if as_json:
            show_json(found)
            return
        for name, words in in_words(desk, found):
            say(f"{name:12} {words}")


def in_words(desk: Desk, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The status for people, a line for each thing that there is something to say of."""
    yield "published", f"up to position {found['position']} of {found['last_position']}, {found['behind']} behind"
    if publisher := found["publisher"]:
        rate = f", {publisher.events_per_second:g} events/s" if publisher.events_per_second else ""
        yield "publisher", f"last heard of at {desk.show_time(publisher.at)}{rate}"
        if publisher.last_error_at:
            yield "last error", f"at {desk.show_time(publisher.last_error_at)}: {publisher.last_error}"
    if found["broker_error"]:
        yield "broker", found["broker_error"]
    behind = found["commands_behind"]
    yield "commands", "nobody can say how many are not read" if behind is None else f"{behind} not read yet"
    yield "dead letters", str(found["dead_letters"])


def found_status(desk: Desk) -> dict[str, Any]:
    """What the broker says where it answers, else what the publisher last said."""
    from gridcase_streams.checkpoints import last_checkpoint
    from gridcase_streams.dead_letters import DeadLetters
    from gridcase_streams.errors import StreamError
    from gridcase_streams.intake import commands_behind
    from gridcase_streams.options import missing_speed
    from gridcase_streams.status import read_status
    from gridcase_streams.topics import CHECKPOINTS

    publisher = read_status(folder_of(desk))
    position = publisher.position if publisher else 0
    behind_in: int | None = None
    broker_error = ""
    with open_broker(desk) as broker:
        try:
            marks = last_checkpoint(broker, broker.settings.streams.topic(CHECKPOINTS)).marks
            position = min((mark.position for mark in marks.values()), default=0)
            behind_in = commands_behind(broker, desk.store)
        except StreamError as error:
            broker_error = str(error)
    letters = DeadLetters(folder_of(desk))
    try:
        waiting = len(letters.list())
    finally:
        letters.close()
    last = desk.store.last_position()
    return {
        "position": position,
        "last_position": last,
        "behind": max(last - position, 0),
        "publisher": publisher,
        "commands_behind": behind_in,
        "dead_letters": waiting,
        "broker_error": broker_error,
        "missing_libraries": missing_speed(),
    }
