"""Commands in, events out: load, replay, decide, append.

Submitters that wait at the same time are committed together: whoever gets the lead decides for all that queue, one
after the other, and appends everything at once. So a disk flush is shared, and commands of one process never collide.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Lock
from typing import cast

from msgspec import Struct, structs

from gridcase.envelope import Envelope
from gridcase.errors import Refused, StreamMoved
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
        self._queue: deque[Submission] = deque()
        self._lead = Lock()

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
        self._queue.append(submission)
        with self._lead:
            while not submission.done:
                self._commit(list(self._take()))
        if isinstance(submission.result, Outcome):
            return submission.result
        raise cast(BaseException, submission.result)

    def execute_all(self, submissions: Sequence[Submission]) -> list[Outcome | Refused]:
        """Decide many commands in order and store them in few commits; a refusal stands in its command's place."""
        self._queue.extend(submissions)
        with self._lead:
            while not all(submission.done for submission in submissions[-1:]):
                self._commit(list(self._take()))
        results = []
        for submission in submissions:
            if not isinstance(submission.result, Outcome | Refused):
                raise cast(BaseException, submission.result)
            results.append(submission.result)
        return results

    def _take(self) -> Iterator[Submission]:
        """The next of the queue. A merge looks at a second matter, so it goes alone."""
        for taken in range(TOGETHER):
            if not self._queue or (taken and isinstance(self._queue[0].command, MergeMatter)):
                return
            submission = self._queue.popleft()
            yield submission
            if isinstance(submission.command, MergeMatter):
                return

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
        command = submission.command
        for tracking in submission.tracking:
            batch.tracking[tracking.name] = tracking
        answered = self._answered(submission, batch)
        if answered:
            return answered
        now = batch.matters.get(command.matter_id) or self.matters.get(command.matter_id)
        try:
            events = decide(command, now.state, self.policy)
        except Refused as refused:
            return refused
        command_id = submission.command_id or new_command_id()
        state, version = now.state, now.version
        for event in events:
            version += 1
            state = evolve(state, event)
            batch.events.append(self._new_event(event, version, command_id, submission))
        if events:
            batch.matters[command.matter_id] = Version(state, version)
        if submission.command_id:
            batch.answers[command_id] = Answer(
                command_id, matter_stream(command.matter_id), version - len(events) + 1, version
            )
        return Outcome(matter_id=command.matter_id, events=events, version=version)

    def _answered(self, submission: Submission, batch: Batch) -> Outcome | Refused | None:
        """The answer that the command's id got before, if any. An id belongs to one matter for ever."""
        if not submission.command_id:
            return None
        answer = batch.answers.get(submission.command_id) or self._store.answer(submission.command_id)
        if answer is None:
            return None
        matter_id = submission.command.matter_id
        if answer.stream != matter_stream(matter_id):
            return Refused(rules.COMMAND_ID_TAKEN, f"{submission.command_id} was a command to {answer.stream}")
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
