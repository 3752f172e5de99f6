"""``gridcase stream publish`` and ``status``: the city's events to Kafka, and how far they are."""

import signal
from typing import Annotated, Any

import typer
from msgspec import to_builtins

from gridcase_cli.options import AsJson
from gridcase_cli.output import note, say, show_json
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.reach import folder_of, open_broker
from gridcase_cli.stream.scorecards import by_schedule
from gridcase_cli.verbs import verb
from gridcase_cli.wiring import Desk, open_desk, utc_now


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
    from gridcase_streams.publisher import Publisher
    from gridcase_streams.status import StatusFile

    stop = stop_at(signal.SIGTERM)
    with open_desk(ctx) as desk, open_broker(desk) as broker:
        progress = Telling(StatusFile(folder_of(desk), utc_now))
        publisher = Publisher(desk.store, broker, progress)
        try:
            if once:
                publisher.publish_all()
                say(f"published {progress.events} events")
            else:
                say(f"the events of {desk.city.about.name} are published to {broker.settings.kafka.bootstrap}")
                with by_schedule(desk, broker, stop):
                    publisher.follow(stop.is_set)
        except Exception as error:
            progress.file.troubled(error)
            raise
        finally:
            progress.file.close()


class Telling:
    """Keeps the status file, and says each new trouble once."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.events = 0
        self._trouble = ""

    def published(self, position: int, events: int) -> None:
        self.events += events
        self._trouble = ""
        self.file.published(position, events)

    def troubled(self, error: Exception) -> None:
        if str(error) != self._trouble:
            self._trouble = str(error)
            note(self._trouble)
        self.file.troubled(error)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how far publishing and intake are, how fast publishing goes, and the last error."""
    with open_desk(ctx) as desk:
        found = found_status(desk)
        if as_json:
            show_json(found)
            return
        publisher = found["publisher"]
        say(f"published up to {found['position']} of {found['last_position']}: {found['behind']} behind")
        if found["broker_error"]:
            say(f"the broker: {found['broker_error']}")
        if publisher:
            rate, error = publisher["events_per_second"], publisher["last_error"]
            say(f"last heard of the publisher at {publisher['at']}, {rate} events/s" + (f"; {error}" if error else ""))
        say(f"commands not read yet: {found['commands_behind']}; dead letters: {found['dead_letters']}")


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
        "publisher": to_builtins(publisher) if publisher else None,
        "commands_behind": behind_in,
        "dead_letters": waiting,
        "broker_error": broker_error,
        "missing_libraries": missing_speed(),
    }
