"""A running city whose people give whatever command comes to mind, whose clock jumps and whose disk spoils events.

It is checked as it goes: what it answers, what it refuses and what it cannot read is what it must, and nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from gridcase import rules
from gridcase.city.backup import back_up
from gridcase.city.home import Home
from gridcase.city.restoring import restore
from gridcase.envelope import Recorded
from gridcase.errors import Refused, StoreUnavailable, UnreadableEvent
from gridcase.ids import matter_stream, stream_key
from gridcase.matters.commands import (
    AddEvidence,
    EscalateMatter,
    MatterCommand,
    MergeMatter,
    ReportMatter,
    SuperviseMatter,
    UrgeMatter,
)
from gridcase.matters.decide import decide
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.running_city import CityAtHome, open_city
from gridcase.store.recorded import RecordedStore, recorded
from gridcase.submissions import Outcome, Submission, Timing
from gridcase.testing import cast
from gridcase.testing.lives import COMMANDS, OFTEN, PAUSES, anything, speakers
from gridcase.testing.promises import broken
from tests.support.histories import small_city
from tests.support.poison import SPOILT, Poison, add_unknown, mend, spoil

ACTIVE = 8
"""Matters that people still speak of, the newest."""

ATTEMPTS = 40
"""How many commands come to mind before one is given that leads to nothing."""

STEPS = tuple(kind for kind in OFTEN if kind not in (AddEvidence, EscalateMatter, SuperviseMatter, UrgeMatter))
"""What leads a matter on. Everything else would crowd that out, and is said less often."""

LATE = timedelta(minutes=5)
"""How long after it was given a command may be stated."""

ERRORS = tuple(timedelta(minutes=minutes) for minutes in (-4320, -600, -60, -3, 0, 0, 0, 3, 60, 4320))
"""By how much the clock of a program can be wrong."""


class WrongClock:
    """Time passes; a program's clock shows it with an ``error``, which another jump puts right."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.error = timedelta()

    def __call__(self) -> datetime:
        return self.now + self.error


class Backup(Struct, frozen=True):
    """A backup, and what the city had answered when it was made."""

    folder: Path
    answers: dict[str, Outcome | Refused]


class RandomCity:
    """``answers`` is what the city must answer again; ``poisons`` are the events that cannot be read, by stream.

    ``on_change`` is called with what was changed behind the city's back, ``on_open`` when the program starts again.
    """

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder = folder
        self.chance = chance
        self.clock = WrongClock(cast.at("Mon+1 09:00"))
        self.home = Home.create(folder / "city", template="china", name="小城")
        self.given: dict[str, MatterCommand] = {}
        self.answers: dict[str, Outcome | Refused] = {}
        self.poisons: dict[str, Poison] = {}
        self.backups: list[Backup] = []
        self.on_change: list[Callable[[list[Poison]], None]] = []
        self.on_open: list[Callable[[], None]] = []
        self._opened = ExitStack()
        self.open()
        for history in small_city():
            self.store.append(history)

    def open(self) -> None:
        """Start the program."""
        self.running: CityAtHome = self._opened.enter_context(open_city(self.home.path, clock=self.clock))
        for opened in self.on_open:
            opened()

    def changed(self, *poisons: Poison) -> None:
        for change in self.on_change:
            change(list(poisons))

    def close(self) -> None:
        self._opened.close()

    @property
    def store(self) -> RecordedStore:
        return recorded(self.running.store)

    def matters(self) -> Sequence[str]:
        return [stream_key(stream) for stream in self.store.streams(matter_stream(""), limit=10_000)]

    def history(self, matter_id: str) -> list[Recorded]:
        """What happened to a matter, as it was before an event of it was spoilt, and without one that was added."""
        events = list(self.store.load(matter_stream(matter_id)))
        if poison := self.poisons.get(matter_stream(matter_id)):
            events[poison.version - 1 : poison.version] = [poison.original] if poison.original else []
        return [self.running.codec.decode(event) for event in events]

    def state(self, matter_id: str, version: int | None = None) -> MatterState:
        """What follows from its events, by nothing but these."""
        state: MatterState = Unreported()
        for one in self.history(matter_id)[:version]:
            state = evolve(state, one.event)  # type: ignore[arg-type]
        return state

    # what people and programs do

    def live(self) -> None:
        """People report a matter, or give commands to one, one after the other, most of which lead to something."""
        matter_id = self.chance.choice(["", *self.matters()[-ACTIVE:]])
        for _ in range(self.chance.randint(1, 8)):
            self.clock.now += self.chance.choice(PAUSES[:8])
            with self.naming_what_is_poisoned():
                answer = self.speak(matter_id)
                matter_id = answer.matter_id if isinstance(answer, Outcome) else matter_id

    def speak(self, matter_id: str) -> Outcome | Refused:
        now = self.clock()
        command = self.command_to(matter_id, now)
        if self.chance.random() < 0.7:
            return self.give(command, Timing.RECEIVED)
        return self.give(replace(command, at=now - self.chance.random() * LATE), Timing.STATED)

    def command_to(self, matter_id: str, at: datetime) -> MatterCommand:
        """What somebody may say to a matter, or report where none is named."""
        policy = self.running.policy.as_of(at)
        state = self.running.matters.get(matter_id).state if matter_id else Unreported()
        for _ in range(ATTEMPTS):
            kind = self.chance.choice(COMMANDS if self.chance.random() < 0.02 else STEPS) if matter_id else ReportMatter
            actor = self.chance.choice(speakers(kind, state))
            command = replace(anything(state, kind, actor, at, self.chance.choice), matter_id=matter_id)
            if isinstance(command, MergeMatter):
                command = replace(command, master=self.chance.choice(self.matters()))
            with suppress(Refused):
                if decide(command, state, policy):
                    break
        return command

    def give(self, command: MatterCommand, timing: Timing, command_id: str = "") -> Outcome | Refused:
        """Give a command that has no answer yet. Raises ``UnreadableEvent``."""
        command_id = command_id or f"c{len(self.given)}"
        self.given[command_id] = command
        answer = self.answers[command_id] = self.execute(command, timing, command_id)
        assert not (isinstance(answer, Outcome) and answer.repeated), command_id
        assert not (isinstance(answer, Refused) and answer.rule == rules.COMMAND_ID_TAKEN), answer
        return answer

    def execute(self, command: MatterCommand, timing: Timing, command_id: str) -> Outcome | Refused:
        submission = Submission(command=command, command_id=command_id, timing=timing)
        [answer] = self.running.engine.execute_all([submission])
        return answer

    def speak_of_another_time(self) -> None:
        """A command that is stated before it is given, or too long after: it is refused, whatever it is."""
        now = self.clock()
        lag = self.chance.choice(
            (-timedelta(days=400), -timedelta.resolution, LATE + timedelta.resolution, 9000 * LATE)
        )
        with self.naming_what_is_poisoned():
            command = self.command_to(self.chance.choice(["", *self.matters()]), now)
            answer = self.give(replace(command, at=now - lag), Timing.STATED)
            assert isinstance(answer, Refused), answer
            assert answer.rule == rules.NOT_NOW, answer

    def repeat(self) -> None:
        """A command that was given before comes again, whenever: it gets its answer, where the city can know of it."""
        command_id, command = self.chance.choice(list(self.given.items()))
        command = replace(command, at=self.clock())
        with self.naming_what_is_poisoned():
            if command_id not in self.answers:
                self.give(command, Timing.RECEIVED, command_id)
                return
            before, written = self.answers[command_id], self.store.counts()
            answer = self.execute(command, self.chance.choice((Timing.RECEIVED, Timing.STATED)), command_id)
            assert content(answer) == content(before), (command_id, answer, before)
            assert isinstance(answer, Refused) or answer.repeated
            assert self.store.counts() == written

    def contradict(self) -> None:
        """Another command under an id that has its answer: it is refused, and nothing is written."""
        if not self.answers:
            return
        command_id, answer = self.chance.choice(list(self.answers.items()))
        first = self.given[command_id]
        kind = AddEvidence if isinstance(first, UrgeMatter) else UrgeMatter
        matter_id = answer.matter_id if isinstance(answer, Outcome) else first.matter_id
        written = self.store.counts()
        with self.naming_what_is_poisoned():
            other = kind(matter_id=matter_id or "M-1", at=self.clock(), actor=cast.ZHOU, note="另一件事")
            refused = self.execute(other, Timing.RECEIVED, command_id)
            assert isinstance(refused, Refused), refused
            assert refused.rule == rules.COMMAND_ID_TAKEN, refused
        assert self.store.counts() == written

    def jump(self) -> None:
        """Somebody sets the clock of the program, rightly or wrongly."""
        self.clock.error = self.chance.choice(ERRORS)

    # what happens to the store

    def poison(self) -> None:
        """An event of some matter cannot be read any more, or one is added that cannot."""
        if sound := [name for name in self.matters() if matter_stream(name) not in self.poisons]:
            events = self.store.load(matter_stream(self.chance.choice(sound)))
            if self.chance.random() < 0.5:
                poison = add_unknown(self.home.events, events[-1])
            else:
                poison = spoil(self.home.events, self.chance.choice(events), self.chance.choice(SPOILT))
            self.poisons[poison.stream] = poison
            self.changed(poison)

    def mend(self) -> None:
        """What could not be read can be read again, or is gone."""
        if self.poisons:
            poison = self.poisons.pop(self.chance.choice(sorted(self.poisons)))
            mend(self.home.events, poison)
            self.changed(poison)

    def back_up(self) -> None:
        """A backup is made; of a store with damage it is not, which is named by its position."""
        folder = self.folder / f"backup-{len(self.backups)}"
        damaged = min((poison.position for poison in self.poisons.values()), default=0)
        try:
            back_up(self.home, folder, self.clock)
        except StoreUnavailable as error:
            assert damaged, error
            assert f" is damaged (position {damaged}: " in str(error), (error, damaged)
        else:
            assert not damaged
            self.backups.append(Backup(folder, dict(self.answers)))

    def put_back(self) -> None:
        """The program is stopped, a backup put back, one of the last, and the program started."""
        if self.backups:
            backup = self.chance.choice(self.backups[-3:])
            self.close()
            self.home.events.unlink()
            restore(backup.folder, self.home)
            self.answers = dict(backup.answers)
            poisons, self.poisons = self.poisons, {}
            self.open()
            self.changed(*poisons.values())

    # what holds

    @contextmanager
    def naming_what_is_poisoned(self) -> Iterator[None]:
        """An event that cannot be read may end the block: one that is poisoned."""
        try:
            yield
        except UnreadableEvent as error:
            poison = self.poisons.get(error.stream)
            assert poison, error
            assert (error.version, error.position) == (poison.version, poison.position), error

    def check(self) -> None:
        """Every matter is what follows from its events, which keep the promises, or is named as poisoned."""
        for matter_id in self.matters():
            events = [one.event for one in self.history(matter_id)]
            assert [*broken(events)] == [], matter_id  # type: ignore[arg-type]
            with self.naming_what_is_poisoned():
                assert self.running.matters.get(matter_id).state == self.state(matter_id), matter_id

    def check_answers(self) -> None:
        """Every command id that was answered has its answer in the store, and there is none of an id that has not."""
        for command_id in self.given:
            assert (self.store.answer(command_id) is not None) == (command_id in self.answers), command_id


def content(answer: Outcome | Refused) -> tuple[object, ...]:
    """What an answer comes to, the first time and every other."""
    if isinstance(answer, Refused):
        return answer.rule, answer.detail
    return answer.stream, answer.version, answer.events
