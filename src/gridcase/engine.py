"""Commands in, events out: load, replay, decide, append.

Commands that wait at the same time share a commit: they are decided one after the other and appended at once. So a disk
flush is shared, and commands of one process never collide.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar, cast

from msgspec import structs

from gridcase import rules as shared
from gridcase.acts import act_of, contradicts, once
from gridcase.aggregates import AGGREGATES, BY_COMMAND, MATTERS, RULES, Aggregate, CityCommand
from gridcase.bounds import EARLIEST, not_past
from gridcase.envelope import CityEvent, Envelope
from gridcase.errors import Refused, StoreUnavailable, StreamMoved
from gridcase.group_commit import GroupCommit
from gridcase.guards import require_now
from gridcase.ids import matter_id_of, matter_stream, new_id
from gridcase.matters.commands import ReportMatter
from gridcase.matters.policy import Policy
from gridcase.matters.state import reopenings
from gridcase.repository import NEVER, Histories, Matters, SoleWriter, Version
from gridcase.store.codec import Codec
from gridcase.store.port import Answer, EventStore, NewEvent, StoredEvent, Tracking
from gridcase.submissions import Outcome, Submission, Timing, finish

S = TypeVar("S")

MAX_ATTEMPTS = 20
"""How often a command is decided again because another process was faster."""

MAX_GROUP = 512
"""How many commands are committed at once, at most."""


class CommitGroup:
    """What a group of submissions will append, while it is being decided. What it has decided so far, it also sees."""

    def __init__(self, matters: Matters, policy: Policy, codec: Codec, since: int) -> None:
        """Nobody else had appended ``since`` this position when the group began; ``NEVER`` where nobody asked."""
        self._codec = codec
        self.since = since
        self.policy = structs.replace(policy, neighbours=self)
        self._matters = matters
        self.moved: dict[str, tuple[Histories[Any], Version[Any]]] = {}
        self.events: list[NewEvent] = []
        self.answers: dict[str, Answer] = {}
        self.tracking: dict[str, Tracking] = {}
        self.results: list[tuple[Submission, Outcome | Refused]] = []

    def version_at(self, stream: str, histories: Histories[Any]) -> Version[Any]:
        """What is decided of a stream so far; what the store has of it where that is nothing."""
        return self.moved[stream][1] if stream in self.moved else histories.at(stream, since=self.since)

    def stage_of(self, matter_id: str) -> str:
        return str(self.version_at(matter_stream(matter_id), self._matters).state.stage)

    def happenings(self, matter_id: str) -> dict[str, datetime]:
        stream = matter_stream(matter_id)
        pending = [StoredEvent(0, *structs.astuple(event)) for event in self.events if event.stream == stream]
        read = map(self._codec.decode, pending)
        return self._matters.happenings(matter_id) | {one.event_id: one.happened_at for one in read}

    def reopenings_of(self, matter_id: str) -> int:
        return reopenings(self.version_at(matter_stream(matter_id), self._matters).state)


def stream_of_command(command: CityCommand) -> str:
    """The stream of what a command is about; that of a matter without an id where none was given one yet."""
    aggregate = BY_COMMAND[type(command)]
    return aggregate.stream(aggregate.key(command))


class Engine:
    """The one door through which matters, and whatever else decides for itself, change."""

    def __init__(
        self,
        store: EventStore,
        codec: Codec,
        matters: Matters,
        policy: Policy,
        clock: Callable[[], datetime],
        *,
        new_id: Callable[[], str] = new_id,
        rehearsal: bool = False,
    ) -> None:
        self.matters = matters
        self.policy = policy
        self._histories: dict[Aggregate[Any, Any, Any], Histories[Any]] = {
            aggregate: Histories(store, codec, aggregate) for aggregate in AGGREGATES
        } | {MATTERS: matters}
        self._store = store
        self._codec = codec
        self._clock = clock
        self._new_id = new_id
        self._rehearsal = rehearsal
        self._sole_writer = SoleWriter(store)
        self._group = GroupCommit(self._commit, MAX_GROUP)

    def histories(self, aggregate: Aggregate[Any, S, Any]) -> Histories[S]:
        """What the store holds of one kind of thing."""
        return self._histories[aggregate]

    def execute(
        self,
        command: CityCommand,
        *,
        command_id: str = "",
        correlation_id: str = "",
        causation_id: str = "",
        timing: Timing = Timing.STATED,
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
            timing=timing,
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

    def _commit(self, submissions: list[Submission], attempts: int = MAX_ATTEMPTS) -> None:
        try:
            since = self._sole_writer.since() if len(submissions) > 1 else NEVER  # one alone asks for its own stream
            group = CommitGroup(self.matters, self.policy, self._codec, since)
            for submission in submissions:
                group.results.append((submission, self._decide(submission, group)))
            if group.events or group.answers or group.tracking:
                positions = self._store.append(
                    group.events, answers=list(group.answers.values()), tracking=list(group.tracking.values())
                )
                self._sole_writer.appended(positions)
            for stream, (histories, version) in group.moved.items():
                histories.put(stream, version)
        except StreamMoved as moved:
            self._one_by_one(submissions, moved, attempts - 1)
        except StoreUnavailable as error:
            finish(submissions, error)
        except Exception as error:
            self._one_by_one(submissions, error, attempts - 1 if len(submissions) > 1 else 0)
        except BaseException as error:
            finish(submissions, error)
            raise
        else:
            for submission, result in group.results:
                finish([submission], result)

    def _one_by_one(self, submissions: list[Submission], error: Exception, attempts: int) -> None:
        """Each command for itself, so that only the one that is in the way waits, or fails."""
        if not attempts:
            finish(submissions, error)
            return
        for submission in submissions:
            self._commit([submission], attempts)

    def _decide(self, submission: Submission, group: CommitGroup) -> Outcome | Refused:
        for tracking in submission.tracking:
            group.tracking[tracking.name] = tracking
        if answer := self._answer(submission.command_id, group):
            return self._answered(submission, answer, group)
        command_id = submission.command_id or self._new_id()
        command = self._named(submission.command, command_id, group)
        histories = self._histories[BY_COMMAND[type(command)]]
        aggregate, stream = histories.aggregate, stream_of_command(command)
        now = group.version_at(stream, histories)
        try:
            command = self._timed(command, submission.timing, now.newest.at if now.newest else None)
            decided: list[CityEvent] = aggregate.decide(command, now.state, group.policy.as_of(command.at))
            events = once(command, decided, now.newest, lambda: self._events_of(stream, group))
            refusal = None
        except Refused as refused:
            events, refusal = [], refused
        state, version = now.state, now.version
        for event in events:
            version += 1
            state = aggregate.evolve(state, event)
            group.events.append(self._new_event(event, stream, version, command_id, submission))
        if events:
            group.moved[stream] = (histories, Version(state, version, events[-1], group.since))
        if submission.command_id and not (refusal and submission.may_be_said_again):
            refusal_text = f"{refusal.rule.code} {refusal.detail}" if refusal else ""
            group.answers[command_id] = Answer(
                command_id, stream, now.version + 1, version, refusal_text, act_of(submission.command)
            )
        return refusal or Outcome(stream=stream, events=events, version=version)

    def _named(self, command: CityCommand, command_id: str, group: CommitGroup) -> CityCommand:
        """The command with the id of what it is about: a matter that is reported without one gets its own here."""
        if not isinstance(command, ReportMatter) or command.matter_id:
            return command
        at = command.at.astimezone(self.policy.time.zone)
        names = (matter_id_of(command_id, at, attempt) for attempt in count())
        matter_id = next(name for name in names if not group.version_at(matter_stream(name), self.matters).version)
        return structs.replace(command, matter_id=matter_id)

    def _timed(self, command: CityCommand, timing: Timing, newest_at: datetime | None) -> CityCommand:
        """The command at its time. Raises ``Refused`` for a time that it cannot have been given at.

        It is not given after the clock, and stated at most ``late_entry`` afterwards: what is told later than that has
        an ``occurred_at``. A time that gave way to what was heard before may be ahead as far as two clocks may differ.
        """
        occurred_at = getattr(command, "occurred_at", None)
        if occurred_at is not None and occurred_at < EARLIEST:
            raise Refused(shared.TIME_OUT_OF_BOUNDS, f"{occurred_at:%Y-%m-%d}: {not_past(occurred_at, command.at)}")
        if timing is not Timing.STATED and newest_at is not None:
            first = newest_at + (timedelta.resolution if timing is Timing.RECEIVED else timedelta())
            command = structs.replace(command, at=max(command.at, first))
        if self._rehearsal:
            return command
        if timing is Timing.STATED:
            require_now(command.at, self._clock(), self.policy)
        elif command.at > self._clock() + self.policy.late_entry_time:
            raise Refused(shared.NOT_NOW, f"{command.at:%Y-%m-%d %H:%M} UTC is not yet")
        return command

    def _answer(self, command_id: str, group: CommitGroup) -> Answer | None:
        return (group.answers.get(command_id) or self._store.answer(command_id)) if command_id else None

    def _answered(self, submission: Submission, answer: Answer, group: CommitGroup) -> Outcome | Refused:
        """The answer that the command's id got before. An id belongs to one act for ever."""
        taken = Refused(shared.COMMAND_ID_TAKEN, f"{submission.command_id} was another command to {answer.stream}")
        if stream_of_command(submission.command) not in (answer.stream, MATTERS.stream("")):
            return taken
        if answer.act not in ("", act_of(submission.command)):
            return taken
        if answer.refusal:
            code, _, detail = answer.refusal.partition(" ")
            return Refused(RULES[code], detail)
        events = self._events_of(answer.stream, group, first=answer.first, last=answer.last)
        if contradicts(submission.command, events):
            return taken
        return Outcome(stream=answer.stream, events=events, version=answer.last, repeated=True)

    def _events_of(self, stream: str, group: CommitGroup, first: int = 1, last: int | None = None) -> list[CityEvent]:
        """The events of a stream from one version to another, those among them that the group is about to append."""
        pending = [StoredEvent(0, *structs.astuple(event)) for event in group.events if event.stream == stream]
        return [
            self._codec.decode(event).event
            for event in (*self._store.load(stream, after=first - 1), *pending)
            if last is None or event.version <= last
        ]

    def _new_event(
        self, event: CityEvent, stream: str, version: int, command_id: str, submission: Submission
    ) -> NewEvent:
        envelope = Envelope(
            event=event,
            recorded_at=self._clock(),
            command_id=command_id,
            correlation_id=submission.correlation_id,
            causation_id=submission.causation_id,
        )
        return self._codec.new_event(stream, version, envelope)
