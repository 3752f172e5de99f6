"""Commands in, events out: load, replay, decide, append.

Commands that wait at the same time share a commit: they are decided one after the other and appended at once. So a disk
flush is shared, and commands of one process never collide.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct, structs

from gridcase.envelope import Envelope
from gridcase.errors import Refused, StreamMoved
from gridcase.group_commit import GroupCommit
from gridcase.ids import matter_stream, new_command_id
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand, MergeMatter
from gridcase.matters.decide import decide
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy
from gridcase.repository import Matters, Version
from gridcase.store.codec import Codec
from gridcase.store.port import Answer, EventStore, NewEvent, StoredEvent, Tracking

ATTEMPTS = 20
"""How often a command is decided again because another process was faster."""

TOGETHER = 512
"""How many commands are committed at once, at most."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a command: its events (none if it was so already) and the matter's version after them.

    ``repeated`` says that the command's id had been answered before; the events are those of the first time.
    """

    matter_id: str
    events: list[MatterEvent]
    version: int
    repeated: bool = False


class Submission(Struct, kw_only=True, eq=False):
    """A command on its way. A given ``command_id`` is answered once; an empty one is never asked about again."""

    command: MatterCommand
    command_id: str = ""
    correlation_id: str = ""
    causation_id: str = ""
    tracking: Sequence[Tracking] = ()
    done: bool = False
    result: Outcome | BaseException | None = None

    @property
    def alone(self) -> bool:
        """A merge looks at a second matter, which no other command may be changing meanwhile."""
        return isinstance(self.command, MergeMatter)


class Batch:
    """What a group of submissions will append, while it is being decided."""

    def __init__(self) -> None:
        self.matters: dict[str, Version] = {}
        self.events: list[NewEvent] = []
        self.answers: dict[str, Answer] = {}
        self.tracking: dict[str, Tracking] = {}
        self.results: list[tuple[Submission, Outcome | Refused]] = []


class Engine:
    """The one door through which matters change."""

    def __init__(
        self, store: EventStore, codec: Codec, matters: Matters, policy: Policy, clock: Callable[[], datetime]
    ) -> None:
        self.matters = matters
        self.policy = policy
        self._store = store
        self._codec = codec
        self._clock = clock
        self._group = GroupCommit(self._commit, TOGETHER)

    def execute(
        self,
        command: MatterCommand,
        *,
        command_id: str = "",
        correlation_id: str = "",
        causation_id: str = "",
        tracking: Sequence[Tracking] = (),
    ) -> Outcome:
        """Decide and store one command; returns when its events are durable.

        Raises ``Refused`` with the rule, ``StoreUnavailable``, or ``StreamMoved`` when others were faster twenty times.
        ``tracking`` is stored with the events, and also where there are none.
        """
        submission = Submission(
            command=command,
            command_id=command_id,
            correlation_id=correlation_id,
            causation_id=causation_id,
            tracking=tracking,
        )
        self._group.run([submission])
        if isinstance(submission.result, Outcome):
            return submission.result
        raise cast(BaseException, submission.result)

    def execute_all(self, submissions: Sequence[Submission]) -> list[Outcome | Refused]:
        """Decide many commands in order and store them in few commits; a refusal stands in its command's place."""
        self._group.run(submissions)
        results = []
        for submission in submissions:
            if not isinstance(submission.result, Outcome | Refused):
                raise cast(BaseException, submission.result)
            results.append(submission.result)
        return results

    def _commit(self, submissions: list[Submission], attempts: int = ATTEMPTS) -> None:
        batch = Batch()
        try:
            for submission in submissions:
                batch.results.append((submission, self._decide(submission, batch)))
            if batch.events or batch.answers or batch.tracking:
                self._store.append(
                    batch.events, answers=list(batch.answers.values()), tracking=list(batch.tracking.values())
                )
        except StreamMoved as moved:
            self._again(submissions, moved, attempts)
            return
        except BaseException as error:
            for submission in submissions:
                submission.result, submission.done = error, True
            if isinstance(error, Exception):
                return
            raise
        for matter_id, version in batch.matters.items():
            self.matters.put(matter_id, version)
        for submission, result in batch.results:
            submission.result, submission.done = result, True

    def _again(self, submissions: list[Submission], moved: StreamMoved, attempts: int) -> None:
        """Another process was faster on one of the streams: each command for itself, so that only that one waits."""
        for submission in submissions:
            if attempts:
                self._commit([submission], attempts - 1)
            else:
                submission.result, submission.done = moved, True

    def _decide(self, submission: Submission, batch: Batch) -> Outcome | Refused:
        for tracking in submission.tracking:
            batch.tracking[tracking.name] = tracking
        answer = self._answer(submission.command_id, batch)
        if answer:
            return self._answered(submission, answer, batch)
        command, command_id = submission.command, submission.command_id or new_command_id()
        now = batch.matters.get(command.matter_id) or self.matters.get(command.matter_id)
        state, version, refusal = now.state, now.version, None
        events: list[MatterEvent] = []
        try:
            events = decide(command, state, self.policy)
        except Refused as refused:
            refusal = refused
        for event in events:
            version += 1
            state = evolve(state, event)
            batch.events.append(self._new_event(event, version, command_id, submission))
        if events:
            batch.matters[command.matter_id] = Version(state, version)
        if submission.command_id:
            said = f"{refusal.rule.code} {refusal.detail}" if refusal else ""
            stream = matter_stream(command.matter_id)
            batch.answers[command_id] = Answer(command_id, stream, now.version + 1, version, said)
        return refusal or Outcome(matter_id=command.matter_id, events=events, version=version)

    def _answer(self, command_id: str, batch: Batch) -> Answer | None:
        return (batch.answers.get(command_id) or self._store.answer(command_id)) if command_id else None

    def _answered(self, submission: Submission, answer: Answer, batch: Batch) -> Outcome | Refused:
        """The answer that the command's id got before. An id belongs to one matter for ever."""
        matter_id = submission.command.matter_id
        if answer.stream != matter_stream(matter_id):
            return Refused(rules.COMMAND_ID_TAKEN, f"{submission.command_id} was a command to {answer.stream}")
        if answer.refusal:
            code, _, detail = answer.refusal.partition(" ")
            return Refused(rules.BY_CODE[code], detail)
        pending = [StoredEvent(0, *structs.astuple(event)) for event in batch.events if event.stream == answer.stream]
        events = [
            cast(MatterEvent, self._codec.decode(event).event)
            for event in (*self._store.load(answer.stream, after=answer.first - 1), *pending)
            if event.version <= answer.last
        ]
        return Outcome(matter_id=matter_id, events=events, version=answer.last, repeated=True)

    def _new_event(self, event: MatterEvent, version: int, command_id: str, submission: Submission) -> NewEvent:
        envelope = Envelope(
            event=event,
            recorded_at=self._clock(),
            command_id=command_id,
            correlation_id=submission.correlation_id,
            causation_id=submission.causation_id,
        )
        return self._codec.new_event(matter_stream(event.matter_id), version, envelope)
