"""``gridcase stream publish`` and ``status``: the city's events to Kafka, and how far they are."""

import signal
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gridcase.running_city import utc_now
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.session import Session, open_session
from gridcase_cli.signals import stop_at
from gridcase_cli.stream.broker_access import FailureNotes, open_broker, streams_folder
from gridcase_cli.stream.scorecards import scorecards_on_schedule
from gridcase_cli.verbs import verb

if TYPE_CHECKING:
    from gridcase_streams.status import StatusFile


def declare(app: typer.Typer) -> None:
    verb(app, "publish", example="stream publish\nstream publish --once\nstream publish --after-restore")(publish)
    verb(app, "status", example="stream status --json")(status)


def publish(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Publish what is there now, and end.")] = False,
    after_restore: Annotated[
        bool,
        typer.Option(
            "--after-restore",
            help="The store was put back from a backup: begin a new lineage, and publish everything again.",
        ),
    ] = False,
) -> None:
    """Publish every event to Kafka exactly once, as it comes, until told to stop (SIGTERM, Ctrl-C).

    A publisher that is started takes over from the one before, which ends. Where the topics hold another history than
    the store, it says so and publishes nothing.
    """
    from gridcase_streams.errors import Fenced
    from gridcase_streams.publisher import Publisher
    from gridcase_streams.status import StatusFile

    stop = stop_at(signal.SIGTERM)
    with open_session(ctx) as session, open_broker(session) as broker:
        observer = StatusKeeper(StatusFile(streams_folder(session), utc_now))
        publisher = Publisher(session.store, broker, observer)
        try:
            if after_restore:
                begun = publisher.begin_lineage()
                say("a new lineage begins" if begun else "the topics go on with the store: no new lineage is needed")
            if once:
                publisher.publish_all()
            else:
                say(f"the events of {session.city.about.title} are published to {broker.settings.kafka.bootstrap}")
                with scorecards_on_schedule(session, broker, stop):
                    publisher.follow(stop.is_set)
            say(f"published {observer.events} events")
        except Fenced:  # the file is the successor's now
            raise
        except Exception as error:
            observer.file.failed(error)
            raise
        observer.file.close()


class StatusKeeper:
    """Keeps the status file up to date, and notes what fails."""

    def __init__(self, file: "StatusFile") -> None:
        self.file = file
        self.events = 0
        self._failures = FailureNotes()

    def published(self, position: int, events: int) -> None:
        self.events += events
        self._failures.recovered()
        self.file.published(position, events)

    def failed(self, error: Exception) -> None:
        self._failures.failed(error)
        self.file.failed(error)


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how far publishing and intake are, how fast publishing goes, and the last error."""
    with open_session(ctx) as session:
        streams = streams_status(session)
        if as_json:
            show_json(streams)
            return
        for name, words in status_lines(session, streams):
            say(f"{name:12} {words}")


def status_lines(session: Session, streams: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The status for people, a line for each thing that there is something to say of."""
    if streams["remark"]:
        yield "history", streams["remark"]
    yield "published", f"up to position {streams['position']} of {streams['last_position']}, {streams['behind']} behind"
    if publisher := streams["publisher"]:
        rate = f", {publisher.events_per_second:g} events/s" if publisher.events_per_second else ""
        yield "publisher", f"last heard of at {session.show_time(publisher.at)}{rate}"
        if publisher.last_error_at:
            yield "last error", f"at {session.show_time(publisher.last_error_at)}: {publisher.last_error}"
    if streams["broker_error"]:
        yield "broker", streams["broker_error"]
    behind = streams["commands_behind"]
    yield "commands", "nobody can say how many are not read" if behind is None else f"{behind} not read yet"
    yield "dead letters", str(streams["dead_letters"])


def streams_status(session: Session) -> dict[str, Any]:
    """What the broker says where it answers, else what the publisher last said."""
    from gridcase_streams.checkpoints import last_checkpoint
    from gridcase_streams.client_options import missing_c_libraries
    from gridcase_streams.dead_letters import DeadLetters
    from gridcase_streams.errors import StreamError
    from gridcase_streams.histories import history_remark
    from gridcase_streams.status import read_status
    from gridcase_streams.topics import CHECKPOINTS_TOPIC
    from gridcase_streams.tracking import commands_behind

    publisher = read_status(streams_folder(session))
    position = publisher.position if publisher else 0
    commands_unread: int | None = None
    broker_error, remark = "", ""
    with open_broker(session) as broker:
        try:
            checkpoint = last_checkpoint(broker, broker.settings.streams.topic(CHECKPOINTS_TOPIC))
            position = min((topic.position for topic in checkpoint.progress.values()), default=0)
            remark = history_remark(session.store, checkpoint)
            commands_unread = commands_behind(broker, session.store)
        except StreamError as error:
            broker_error = str(error)
    with DeadLetters(streams_folder(session)) as letters:
        unresolved = len(letters.list())
    last = session.store.last_position()
    if position > last and not remark:
        remark = f"published up to position {position}, where the store ends at {last}: was it put back from a backup?"
    return {
        "position": position,
        "last_position": last,
        "behind": max(last - position, 0),
        "publisher": publisher,
        "commands_behind": commands_unread,
        "dead_letters": unresolved,
        "broker_error": broker_error,
        "remark": remark,
        "missing_libraries": missing_c_libraries(),
    }
