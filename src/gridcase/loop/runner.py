"""Runs the loop: follows the store, and gives every matter what its agenda says when the time has come.

Nothing is kept between runs. What is owed follows from the matters themselves, and what comes by the clock has a
command id of its own, so a restart, or a second loop, repeats nothing and loses nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import chain

from gridcase import rules
from gridcase.engine import Engine
from gridcase.errors import Refused, UnreadableEvent
from gridcase.feed import SCAN_BATCH
from gridcase.ids import is_matter, matter_stream, stream_key
from gridcase.loop.agenda import agenda
from gridcase.matters.state import Closed, Merged
from gridcase.set_aside import SetAside
from gridcase.store.port import EventStore
from gridcase.submissions import Outcome, Submission, Timing

LONGEST_SLEEP = 1.0
"""Seconds between two looks at the clock, at most."""

RECHECK = timedelta(minutes=1)
"""When to give again what could not be given yet, as the matter has events from a time that is still to come."""

AT_REST = frozenset({"matter-closed", "matter-declined", "matter-voided"})
"""A matter whose newest event is one of these is owed nothing, unless it is a duplicate."""

MERGED_TAG = "matter-merged"


class Watch:
    """When each matter is to be looked at next. One that cannot be read is ``set_aside`` until it can."""

    def __init__(self, store: EventStore, engine: Engine, set_aside: SetAside | None = None) -> None:
        self.set_aside = set_aside or SetAside()
        self._store = store
        self._engine = engine
        self._position = 0
        self._next: dict[str, datetime] = {}
        self._queue: list[tuple[datetime, str]] = []
        self._merged: set[str] = set()
        self._duplicates: dict[str, set[str]] = {}

    def catch_up(self) -> None:
        """Look again at every matter that has new events, and at the duplicates of those that ended."""
        newest: dict[str, str] = {}
        while events := self._store.read(self._position, SCAN_BATCH):
            newest.update((event.stream, event.tag) for event in events if is_matter(event.stream))
            self._merged.update(stream_key(event.stream) for event in events if event.tag == MERGED_TAG)
            self._position = events[-1].position
        matters = {stream_key(stream): tag for stream, tag in newest.items()}
        for matter_id, tag in matters.items():
            if tag in AT_REST and matter_id not in self._merged:
                self._next.pop(matter_id, None)
            else:
                self.look(matter_id)
        for matter_id in matters:
            self._look_at_duplicates(matter_id)

    def try_again(self) -> None:
        """Look again at the matters that could not be read, and at their duplicates, once all of them can be."""
        for matter_id in [stream_key(stream) for stream in self.set_aside.errors if is_matter(stream)]:
            with self.set_aside.catching():
                self._engine.matters.events(matter_id)
                self.look(matter_id)
                self._look_at_duplicates(matter_id)

    def _look_at_duplicates(self, matter_id: str) -> None:
        for duplicate in self._duplicates.get(matter_id, ()):
            self.look(duplicate)

    def look(self, matter_id: str, after: datetime | None = None) -> None:
        """Note when the matter is owed something next; with ``after``, what comes later than that."""
        self._next.pop(matter_id, None)
        with self.set_aside.catching():
            self._look(matter_id, after)
            self.set_aside.remove(matter_stream(matter_id))

    def _look(self, matter_id: str, after: datetime | None) -> None:
        state = self._engine.matters.get(matter_id).state
        if isinstance(state, Merged | Closed) and state.master:
            self._duplicates.setdefault(state.master, set()).add(matter_id)
        times = [entry.when for entry in agenda(state, self._engine.policy) if after is None or entry.when > after]
        if times:
            self._plan(matter_id, min(times))

    def look_again(self, matter_id: str, when: datetime) -> None:
        """Have the matter be looked at by a time, whatever else it is owed."""
        self._plan(matter_id, min(when, self._next.get(matter_id, when)))

    def _plan(self, matter_id: str, when: datetime) -> None:
        self._next[matter_id] = when
        heappush(self._queue, (when, matter_id))

    def due(self, at: datetime) -> list[str]:
        """The matters that are owed something by now, each once; they are off the list until looked at again."""
        due_now = []
        while self._queue and self._queue[0][0] <= at:
            when, matter_id = heappop(self._queue)
            if self._next.get(matter_id) == when:
                del self._next[matter_id]
                due_now.append(matter_id)
        return due_now

    def owed(self, matter_id: str, at: datetime) -> list[Submission]:
        """What the matter is owed by now."""
        try:
            return submissions(self._engine, matter_id, at)
        except UnreadableEvent as error:
            self.set_aside.add(error)
            return []

    def sleep(self, now: datetime) -> None:
        """Until something is appended, or something may be owed."""
        until = (self._queue[0][0] - now).total_seconds() if self._queue else LONGEST_SLEEP
        self._store.wait(self._position, max(0.0, min(until, LONGEST_SLEEP)))


def tick(watch: Watch, engine: Engine, at: datetime) -> list[Outcome]:
    """Do everything that is owed at ``at``, and what follows from it; returns what was done."""
    done: list[Outcome] = []
    watch.try_again()
    watch.catch_up()
    while matters := watch.due(at):
        owed = {matter_id: watch.owed(matter_id, at) for matter_id in matters}
        outcomes = give(engine, list(chain.from_iterable(owed.values())), watch.set_aside)
        done += [outcome for outcome in outcomes if isinstance(outcome, Outcome) and outcome.events]
        for matter_id, given in owed.items():
            watch.look(matter_id, after=at)
            if any(was_early(submission) for submission in given):
                watch.look_again(matter_id, at + RECHECK)
        watch.catch_up()
    return done


def was_early(submission: Submission) -> bool:
    """Whether it stays owed: somebody set the clock back, and it could not be given before what it follows from."""
    return isinstance(submission.result, Refused) and submission.result.rule is rules.NOT_NOW


def give(engine: Engine, submissions: list[Submission], set_aside: SetAside) -> list[Outcome | Refused]:
    """What became of the commands, but for those that are about something that cannot be read."""
    try:
        return engine.execute_all(submissions)
    except UnreadableEvent:
        results = [submission.result for submission in submissions]
        for result in results:
            if isinstance(result, UnreadableEvent):
                set_aside.add(result)
            elif not isinstance(result, Outcome | Refused):
                raise
        return [result for result in results if isinstance(result, Outcome | Refused)]


def submissions(engine: Engine, matter_id: str, at: datetime) -> list[Submission]:
    entries = [
        entry for entry in agenda(engine.matters.get(matter_id).state, engine.policy.as_of(at)) if entry.is_owed(at)
    ]
    entries.sort(key=lambda entry: entry.when)
    return [
        Submission(command=entry.command(at), command_id=entry.command_id, may_be_said_again=True, timing=Timing.OWED)
        for entry in entries
    ]


def run(
    watch: Watch,
    engine: Engine,
    clock: Callable[[], datetime],
    stop: Callable[[], bool],
    report: Callable[[list[Outcome]], None],
    also_due: Callable[[datetime], list[Outcome]] = lambda now: [],
) -> None:
    """Follow the store until ``stop`` says so, reporting everything that is done; ``also_due`` does the rest."""
    while not stop():
        now = clock()
        if done := [*tick(watch, engine, now), *also_due(now)]:
            report(done)
        watch.sleep(now)
