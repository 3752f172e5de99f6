"""The intake: commands of other platforms through the same engine and the same guards as everybody's, exactly once.

How far a partition was read is stored with the events that its commands led to; the message's id is the command's. So
whatever is delivered again, after a crash or by the sender, is answered again and changes nothing.
"""

import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from gridcase.engine import Engine, Submission
from gridcase.errors import Refused, StreamMoved
from gridcase.matters.state import Unreported
from gridcase.store.port import EventStore, Tracking
from gridcase_streams.broker import Broker, Reader
from gridcase_streams.commands import command_of
from gridcase_streams.correspondence import Correspondence
from gridcase_streams.dead_letters import Aside, DeadLetters, Letter, State
from gridcase_streams.errors import BrokerUnavailable, TopicMissing, Unreadable
from gridcase_streams.incoming import Incoming, actor_of, read_command, received_at
from gridcase_streams.records import Partition, Record, Topic
from gridcase_streams.replies import SOURCE_NOT_ALLOWED, CommandAccepted, CommandRefused, Reply, answer, unreadable
from gridcase_streams.settings import IntakeTable
from gridcase_streams.topics import DEAD_LETTERS, REPLIES, all_of

AT_ONCE = 500
"""Messages that are decided together at most."""

LISTEN = 0.25
"""Seconds at most until a call to stop is heeded."""

AGAIN = 1.0
"""Seconds before the next attempt."""

LOOK = 5.0
"""Seconds between two looks whether the topics are still the same."""


class Read(Struct, frozen=True):
    """A record, and what it asks or why that cannot be said."""

    record: Record
    command: Incoming | None
    reason: Unreadable | None


class Counts(Struct):
    """What became of the messages so far."""

    messages: int = 0
    accepted: int = 0
    refused: int = 0
    put_aside: int = 0


class Troubles(Protocol):
    """Whoever wants to know why nothing is done at times."""

    def heard(self, error: Exception) -> None:
        """It did not go on; it will be tried again."""

    def over(self) -> None:
        """It goes on, perhaps as it always did."""


class Intake:
    """Reads a store's command topics. ``deduplicate=False`` forgets offsets and ids: only to see that tests notice."""

    def __init__(
        self,
        engine: Engine,
        store: EventStore,
        broker: Broker,
        letters: DeadLetters,
        clock: Callable[[], datetime],
        *,
        deduplicate: bool = True,
    ) -> None:
        self._engine = engine
        self._store = store
        self._broker = broker
        self._letters = letters
        self._clock = clock
        self._deduplicate = deduplicate
        self._tables = {broker.settings.streams.topic(table.topic): table for table in broker.settings.streams.intake}
        self.counts = Counts()

    def consume_all(self, partitions: Sequence[int] | None = None) -> None:
        """Do what is there now. Raises ``TopicMissing``, ``BrokerUnavailable``, ``NotAllowed``."""
        self._session(partitions, lambda reader, ends: all(reader.position(one) >= end for one, end in ends.items()))

    def follow(
        self,
        stop: Callable[[], bool],
        partitions: Sequence[int] | None = None,
        troubles: Troubles | None = None,
    ) -> None:
        """Do what comes until told to stop, through the broker's absences. Raises ``NotAllowed``."""

        def done(*_: object) -> bool:
            if troubles:
                troubles.over()
            return stop()

        while not stop():
            try:
                self._session(partitions, done)
            except (BrokerUnavailable, TopicMissing) as error:
                if troubles:
                    troubles.heard(error)
                until = time.monotonic() + AGAIN
                while not stop() and time.monotonic() < until:
                    time.sleep(LISTEN)

    def retry(self, number: int) -> Reply:
        """Read a dead letter again; done, what waits behind it follows. Raises ``Unreadable``, ``UnknownLetter``."""
        letter = self._letters.get_open(number)
        command = read_command(letter.record)
        with self._corresponding() as post:
            reply = self._settle(letter, command, post)
            self._release(letter, post)
            return reply

    def discard(self, number: int) -> None:
        """Give a dead letter up; what waits behind it is done. Raises ``UnknownLetter``."""
        letter = self._letters.get_open(number)
        self._letters.settle(letter, State.DISCARDED)
        with self._corresponding() as post:
            self._release(letter, post)

    def _release(self, letter: Letter, post: Correspondence) -> None:
        following = self._letters.next_after(letter)
        while following is not None:
            self._settle(following, read_command(following.record), post)
            following = self._letters.next_after(following)

    def _settle(self, letter: Letter, command: Incoming, post: Correspondence) -> Reply:
        """Do what a letter asks, answer it, and close it."""
        table = self._tables.get(letter.record.topic) or IntakeTable(topic=letter.record.topic)  # nobody's, by now
        [reply] = self._answers(table, [Read(letter.record, command, None)], "", 0)
        post.reply(reply, letter.record, command.correlation_id)
        post.flush()
        self._letters.settle(letter, State.DONE)
        return reply

    def _corresponding(self) -> Correspondence:
        return Correspondence(self._broker)

    def _session(self, partitions: Sequence[int] | None, done: Callable[[Reader, dict[Partition, int]], bool]) -> None:
        topics = self._topics()
        starts = {
            (name, part): self._start(topic, part)
            for name, topic in topics.items()
            for part in (range(topic.partitions) if partitions is None else partitions)
        }
        reader = self._broker.reader(starts)
        try:
            with self._corresponding() as post:
                ends = reader.ends()
                looked = time.monotonic()
                while not done(reader, ends):
                    if time.monotonic() - looked > LOOK:
                        self._still(topics)
                        looked = time.monotonic()
                    for (name, part), records in reader.poll(LISTEN, AT_ONCE).items():
                        try:
                            self._take(topics[name], records, post)
                        except StreamMoved:  # another consumer was faster on this partition: go on where it stands
                            reader.seek((name, part), self._tracked(topics[name], part))
        finally:
            reader.close()

    def _topics(self) -> dict[str, Topic]:
        """Those of the commands. Raises ``TopicMissing``, also for those that the answers go to."""
        answers = [self._broker.settings.streams.topic(name) for name in (REPLIES, DEAD_LETTERS)]
        topics = all_of(self._broker, [*self._tables, *answers])
        return {name: topics[name] for name in self._tables}

    def _still(self, topics: dict[str, Topic]) -> None:
        """Raises ``TopicMissing`` if one of the topics is gone, ``BrokerUnavailable`` if it is another now."""
        if {name: topic.id for name, topic in self._topics().items()} != {n: t.id for n, t in topics.items()}:
            raise BrokerUnavailable("a topic was deleted and created again")

    def _start(self, topic: Topic, part: int) -> int:
        """Where to begin: at the first message that was not answered, which may be before the first not done."""
        name, tracked = tracking_name(topic, part), self._tracked(topic, part)
        replied = self._letters.replied(name)
        if replied is None:
            self._letters.note_replied(name, tracked)
            return tracked
        return min(tracked, replied)

    def _tracked(self, topic: Topic, part: int) -> int:
        return (self._store.tracked(tracking_name(topic, part)) or 0) if self._deduplicate else 0

    def _take(self, topic: Topic, records: Sequence[Record], post: Correspondence) -> None:
        """Do what the records of one partition ask, in order, and answer each."""
        name = tracking_name(topic, records[0].partition)
        tracked = self._tracked(topic, records[0].partition)
        reads = [read(record) for record in records]
        aside = self._letters.put_aside(topic.id, [Aside(r.record, r.reason) for r in reads], tracked, self._clock())
        going = [one for one in reads if one.record.offset not in aside]
        replies = self._answers(self._tables[topic.name], going, name, tracked)
        end = records[-1].offset + 1
        if self._deduplicate and end > max((one.record.offset + 1 for one in going), default=0) and end > tracked:
            self._store.append((), tracking=[Tracking(name, end)])
        for one, reply in zip(going, replies, strict=True):
            post.reply(reply, one.record, one.command.correlation_id if one.command else "")
        for one in reads:
            if one.reason and aside[one.record.offset].state is State.OPEN:
                post.dead_letter(one.record, one.reason)
                post.reply(unreadable(one.record, one.reason), one.record, "")
        post.flush()
        self._letters.note_replied(name, end)
        self.counts.messages += len(reads)
        self.counts.accepted += sum(isinstance(reply, CommandAccepted) for reply in replies)
        self.counts.refused += sum(isinstance(reply, CommandRefused) for reply in replies)
        self.counts.put_aside += len(aside)

    def _answers(self, table: IntakeTable, reads: Sequence[Read], name: str, tracked: int) -> list[Reply]:
        """Give the commands to the engine, each with how far it brings the partition, and say what became of them."""
        submissions: dict[int, Submission] = {}
        last: dict[str, datetime] = {}
        replies: dict[int, Reply] = {}
        for number, one in enumerate(reads):
            assert one.command is not None
            submission = self._submission(table, one.record, one.command, last)
            if isinstance(submission, Refused):
                replies[number] = answer(one.command, submission)
                continue
            position = one.record.offset + 1
            if name and self._deduplicate and position > tracked:
                submission.tracking = [Tracking(name, position)]
            submissions[number] = submission
        results = self._engine.execute_all(list(submissions.values())) if submissions else []
        for number, result in zip(submissions, results, strict=True):
            command = reads[number].command
            assert command is not None
            replies[number] = answer(command, result)
        return [replies[number] for number in range(len(reads))]

    def _submission(
        self, table: IntakeTable, record: Record, command: Incoming, last: dict[str, datetime]
    ) -> Submission | Refused:
        """The command for the engine; ``last`` is when each matter was last spoken of, and is kept up to date."""
        sender = next((known for known in table.senders if known.source == command.source), None)
        if sender is None:
            return Refused(SOURCE_NOT_ALLOWED, f"{command.source} is not a sender of {record.topic}")
        at = received_at(record, last.get(command.matter_id) or self._last_at(command.matter_id), self._clock())
        last[command.matter_id] = at
        return Submission(
            command=command_of(command.said, at, actor_of(sender, record.topic)),
            command_id=command.command_id if self._deduplicate else "",
            correlation_id=command.correlation_id,
            causation_id=command.causation_id,
        )

    def _last_at(self, matter_id: str) -> datetime | None:
        state = self._engine.matters.get(matter_id).state
        return None if isinstance(state, Unreported) else state.matter.last_at


def read(record: Record) -> Read:
    try:
        return Read(record, read_command(record), None)
    except Unreadable as reason:
        return Read(record, None, reason)


def tracking_name(topic: Topic, part: int) -> str:
    """A topic that is made anew has another id, and is read from its start."""
    return f"kafka:{topic.name}:{topic.id}:{part}"


def commands_behind(broker: Broker, store: EventStore) -> int:
    """How many offsets of the command topics are not read yet. Raises ``BrokerUnavailable``, ``NotAllowed``."""
    streams = broker.settings.streams
    topics = broker.topics([streams.topic(table.topic) for table in streams.intake])
    partitions = {(name, part): topic for name, topic in topics.items() for part in range(topic.partitions)}
    if not partitions:
        return 0
    reader = broker.reader(dict.fromkeys(partitions, 0))
    try:
        beginnings, ends = reader.beginnings(list(partitions)), reader.ends()
    finally:
        reader.close()
    behind = 0
    for (name, part), topic in partitions.items():
        read_up_to = store.tracked(tracking_name(topic, part)) or beginnings[name, part]
        behind += max(ends[name, part] - read_up_to, 0)
    return behind
