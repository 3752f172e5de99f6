"""The intake: commands of other platforms through the same engine and the same guards as everybody's, exactly once.

How far a partition was read is stored with the events that its commands led to; the message's id is the command's. So
whatever is delivered again, after a crash or by the sender, is answered again and changes nothing.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from gridcase.engine import Engine
from gridcase.errors import StreamMoved
from gridcase.feed import POLL_SECONDS
from gridcase.store.port import EventStore, Tracking
from gridcase_streams.broker import Broker, Consumer
from gridcase_streams.command_execution import CommandExecution
from gridcase_streams.dead_letters import DeadLetters, Letter, LetterState
from gridcase_streams.errors import BrokerUnavailable, TopicMissing, Unreadable
from gridcase_streams.incoming_commands import IncomingCommand, read_command
from gridcase_streams.pace import RECHECK_SECONDS, RETRY_SECONDS, sleep
from gridcase_streams.records import Partition, Record, Topic
from gridcase_streams.replies import CommandAccepted, CommandRefused, Reply, unreadable_reply
from gridcase_streams.reply_producer import ReplyProducer
from gridcase_streams.topics import DEAD_LETTERS_TOPIC, REPLIES_TOPIC, require_topics
from gridcase_streams.tracking import tracking_name

MAX_COMMAND_BATCH = 500
"""Messages that are decided together."""


class IntakeCounts(Struct):
    """What became of the messages so far."""

    messages: int = 0
    accepted: int = 0
    refused: int = 0
    held_back: int = 0


class FailureObserver(Protocol):
    """Whoever wants to know why nothing is done at times."""

    def failed(self, error: Exception) -> None:
        """It did not go on; it will be tried again."""

    def recovered(self) -> None:
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
        self._store = store
        self._broker = broker
        self._letters = letters
        self._clock = clock
        self._deduplicate = deduplicate
        self._tables = {broker.settings.streams.topic(table.topic): table for table in broker.settings.streams.intake}
        self._execution = CommandExecution(engine, self._tables, clock, deduplicate=deduplicate)
        self.counts = IntakeCounts()

    def consume_all(self, partitions: Sequence[int] | None = None) -> None:
        """Do what is there now. Raises ``TopicMissing``, ``BrokerUnavailable``, ``NotAllowed``."""
        self._consume(
            partitions, lambda consumer, ends: all(consumer.position(one) >= end for one, end in ends.items())
        )

    def follow(
        self,
        stop: Callable[[], bool],
        partitions: Sequence[int] | None = None,
        observer: FailureObserver | None = None,
    ) -> None:
        """Do what comes until ``stop`` says so, through the broker's absences. Raises ``NotAllowed``."""

        def is_done(*_: object) -> bool:
            if observer:
                observer.recovered()
            return stop()

        while not stop():
            try:
                self._consume(partitions, is_done)
            except (BrokerUnavailable, TopicMissing) as error:
                if observer:
                    observer.failed(error)
                sleep(RETRY_SECONDS, stop)

    def retry(self, number: int) -> Reply:
        """Read a dead letter again; done, what waits behind it follows. Raises ``Unreadable``, ``UnknownLetter``."""
        letter = self._letters.get_open(number)
        command = read_command(letter.record)
        with ReplyProducer(self._broker) as replies:
            reply = self._execute_letter(letter, command, replies)
            self._execute_waiting_behind(letter, replies)
            return reply

    def discard(self, number: int) -> None:
        """Give a dead letter up; what waits behind it is done. Raises ``UnknownLetter``."""
        letter = self._letters.get_open(number)
        self._letters.resolve(letter, LetterState.DISCARDED)
        with ReplyProducer(self._broker) as replies:
            self._execute_waiting_behind(letter, replies)

    def _execute_waiting_behind(self, letter: Letter, replies: ReplyProducer) -> None:
        following = self._letters.next_waiting_after(letter)
        while following is not None:
            self._execute_letter(following, read_command(following.record), replies)
            following = self._letters.next_waiting_after(following)

    def _execute_letter(self, letter: Letter, command: IncomingCommand, replies: ReplyProducer) -> Reply:
        """Do what a letter asks, reply to it, and close it."""
        [reply] = self._execution.execute([(letter.record, command)])
        replies.send_reply(reply, letter.record, command.correlation_id)
        replies.flush()
        self._letters.resolve(letter, LetterState.DONE)
        return reply

    def _consume(
        self, partitions: Sequence[int] | None, is_done: Callable[[Consumer, dict[Partition, int]], bool]
    ) -> None:
        """Take records until done, or until something breaks."""
        topics = self._command_topics()
        starts = {
            (name, part): self._start_offset(topic, part)
            for name, topic in topics.items()
            for part in (range(topic.partitions) if partitions is None else partitions)
        }
        with closing(self._broker.consumer(starts)) as consumer, ReplyProducer(self._broker) as replies:
            ends = consumer.end_offsets()
            checked_at = time.monotonic()
            while not is_done(consumer, ends):
                if time.monotonic() - checked_at > RECHECK_SECONDS:
                    self._check_topics(topics)
                    checked_at = time.monotonic()
                for (name, part), records in consumer.poll(POLL_SECONDS, MAX_COMMAND_BATCH).items():
                    try:
                        self._process(topics[name], records, replies)
                    except StreamMoved:  # another consumer was faster on this partition: go on where it stands
                        consumer.seek((name, part), self._tracked_offset(topics[name], part))

    def _command_topics(self) -> dict[str, Topic]:
        """By name. Raises ``TopicMissing``, also for those that the replies go to."""
        reply_topics = [self._broker.settings.streams.topic(name) for name in (REPLIES_TOPIC, DEAD_LETTERS_TOPIC)]
        topics = require_topics(self._broker, [*self._tables, *reply_topics])
        return {name: topics[name] for name in self._tables}

    def _check_topics(self, topics: Mapping[str, Topic]) -> None:
        """Raises ``TopicMissing`` if one of the topics is gone, ``BrokerUnavailable`` if it is another now."""
        if {name: topic.id for name, topic in self._command_topics().items()} != {n: t.id for n, t in topics.items()}:
            raise BrokerUnavailable("a topic was deleted and created again")

    def _start_offset(self, topic: Topic, part: int) -> int:
        """Where to begin: at the first message that has no reply, which may be before the first not done."""
        name, tracked = tracking_name(topic, part), self._tracked_offset(topic, part)
        replied = self._letters.replied_up_to(name)
        if replied is None:
            self._letters.save_replied_up_to(name, tracked)
            return tracked
        return min(tracked, replied)

    def _tracked_offset(self, topic: Topic, part: int) -> int:
        """Up to where the store has what a partition's commands led to."""
        return (self._store.tracked(tracking_name(topic, part)) or 0) if self._deduplicate else 0

    def _process(self, topic: Topic, records: Sequence[Record], replies: ReplyProducer) -> None:
        """Do what the records of one partition ask, in order, and reply to each."""
        name = tracking_name(topic, records[0].partition)
        tracked = self._tracked_offset(topic, records[0].partition)
        commands, unreadable = read_commands(records)
        messages = [(record, unreadable.get(record.offset)) for record in records]
        held = self._letters.hold_back(topic.id, messages, tracked, self._clock())
        unblocked = [(record, commands[record.offset]) for record in records if record.offset not in held]
        results = self._execution.execute(unblocked, name, tracked)
        end = records[-1].offset + 1
        if self._deduplicate and end > max((record.offset + 1 for record, _ in unblocked), default=0) and end > tracked:
            self._store.append((), tracking=[Tracking(name, end)])
        for (record, command), reply in zip(unblocked, results, strict=True):
            replies.send_reply(reply, record, command.correlation_id)
        for record, reason in messages:
            if reason and held[record.offset].state is LetterState.OPEN:
                replies.send_dead_letter(record, reason)
                replies.send_reply(unreadable_reply(record, reason), record, "")
        replies.flush()
        self._letters.save_replied_up_to(name, end)
        self.counts.messages += len(records)
        self.counts.accepted += sum(isinstance(reply, CommandAccepted) for reply in results)
        self.counts.refused += sum(isinstance(reply, CommandRefused) for reply in results)
        self.counts.held_back += len(held)


def read_commands(records: Sequence[Record]) -> tuple[dict[int, IncomingCommand], dict[int, Unreadable]]:
    """The commands that can be read, and why the others cannot, by offset."""
    commands: dict[int, IncomingCommand] = {}
    unreadable: dict[int, Unreadable] = {}
    for record in records:
        try:
            commands[record.offset] = read_command(record)
        except Unreadable as reason:
            unreadable[record.offset] = reason
    return commands, unreadable
