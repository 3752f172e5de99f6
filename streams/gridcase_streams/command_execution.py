"""Commands to the engine: who gives them, when, and up to where they bring the partition that they came from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.store.port import Tracking
from gridcase.submissions import Submission, Timing
from gridcase_streams.command_types import engine_command
from gridcase_streams.incoming_commands import IncomingCommand, actor_of, received_at
from gridcase_streams.records import Record
from gridcase_streams.replies import SOURCE_NOT_ALLOWED, Reply, reply_to
from gridcase_streams.settings import IntakeTable


class CommandExecution:
    """Executes what senders may ask, by the ``tables`` of the topics. ``deduplicate`` is as for the intake."""

    def __init__(
        self,
        engine: Engine,
        tables: Mapping[str, IntakeTable],
        clock: Callable[[], datetime],
        *,
        deduplicate: bool,
    ) -> None:
        self._engine = engine
        self._tables = tables
        self._clock = clock
        self._deduplicate = deduplicate

    def execute(
        self, commands: Sequence[tuple[Record, IncomingCommand]], tracking_name: str = "", tracked_offset: int = 0
    ) -> list[Reply]:
        """The reply to each command, all decided together.

        Under ``tracking_name``, each is stored with the offset behind its record, unless that was reached before.
        """
        submissions: dict[int, Submission] = {}
        replies: dict[int, Reply] = {}
        for number, (record, command) in enumerate(commands):
            submission = self._submission(record, command)
            if isinstance(submission, Refused):
                replies[number] = reply_to(command, submission)
                continue
            offset = record.offset + 1
            if tracking_name and self._deduplicate and offset > tracked_offset:
                submission.tracking = [Tracking(tracking_name, offset)]
            submissions[number] = submission
        results = self._engine.execute_all(list(submissions.values())) if submissions else []
        for number, result in zip(submissions, results, strict=True):
            _, command = commands[number]
            replies[number] = reply_to(command, result)
        return [replies[number] for number in range(len(commands))]

    def _submission(self, record: Record, command: IncomingCommand) -> Submission | Refused:
        """The command for the engine."""
        table = self._tables.get(record.topic) or IntakeTable(topic=record.topic)  # a dead letter's: nobody's, by now
        sender = next((sender for sender in table.senders if sender.source == command.source), None)
        if sender is None:
            return Refused(SOURCE_NOT_ALLOWED, f"{command.source} is not a sender of {record.topic}")
        return Submission(
            command=engine_command(command.content, received_at(record, self._clock()), actor_of(sender, record.topic)),
            timing=Timing.RECEIVED,
            command_id=command.command_id if self._deduplicate else "",
            correlation_id=command.correlation_id,
            causation_id=command.causation_id,
        )
