"""Commands to the engine: who gives them, when, and up to where they bring the partition that they came from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from gridcase.engine import Engine, Submission
from gridcase.errors import Refused
from gridcase.matters.state import Unreported
from gridcase.store.port import Tracking
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
        last_at: dict[str, datetime] = {}
        replies: dict[int, Reply] = {}
        for number, (record, command) in enumerate(commands):
            submission = self._submission(record, command, last_at)
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

    def _submission(
        self, record: Record, command: IncomingCommand, last_at: dict[str, datetime]
    ) -> Submission | Refused:
        """The command for the engine; ``last_at`` is when each matter last changed, and is kept up to date."""
        table = self._tables.get(record.topic) or IntakeTable(topic=record.topic)  # a dead letter's: nobody's, by now
        sender = next((sender for sender in table.senders if sender.source == command.source), None)
        if sender is None:
            return Refused(SOURCE_NOT_ALLOWED, f"{command.source} is not a sender of {record.topic}")
        at = received_at(record, last_at.get(command.matter_id) or self._last_at(command.matter_id), self._clock())
        last_at[command.matter_id] = at
        return Submission(
            command=engine_command(command.content, at, actor_of(sender, record.topic)),
            command_id=command.command_id if self._deduplicate else "",
            correlation_id=command.correlation_id,
            causation_id=command.causation_id,
        )

    def _last_at(self, matter_id: str) -> datetime | None:
        state = self._engine.matters.get(matter_id).state
        return None if isinstance(state, Unreported) else state.matter.last_at
