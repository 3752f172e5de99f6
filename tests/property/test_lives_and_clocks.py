"""Random lives, told to two programs whose clocks differ, each command once or more: nothing is lost, nothing twice."""

import random
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gridcase import rules
from gridcase.errors import Refused
from gridcase.matters.commands import MatterCommand
from gridcase.matters.policy import Directory, Neighbours, Policy
from gridcase.running_city import RunningCity
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore
from gridcase.submissions import Outcome, Submission, Timing
from gridcase.testing.cast import SmallCity, at, policy
from gridcase.testing.lives import life, small_city
from gridcase.testing.promises import broken
from gridcase_projections.comparison import compare
from gridcase_projections.database import LIVE, Resources, open_writer
from gridcase_projections.runner import Projector
from tests.support.examples import seeded

MATTERS = 3
SKEW = timedelta(minutes=2)
"""How far the two clocks are apart, at most: less than what may be stated late."""


class Program:
    """A program over the shared store, with a clock that is a little wrong."""

    def __init__(self, store: EventStore) -> None:
        self.now = at("Mon 00:00")
        self.city = RunningCity(store, rules_of, clock=lambda: self.now)

    def give(self, command: MatterCommand, command_id: str, now: datetime) -> Outcome | Refused:
        self.now = now
        submission = Submission(command=replace(command, at=now), command_id=command_id, timing=Timing.RECEIVED)
        [result] = self.city.engine.execute_all([submission])
        return result


def rules_of(directory: Directory, neighbours: Neighbours) -> Policy:
    return policy(SmallCity(), neighbours=neighbours)


def commands_of(chance: random.Random) -> list[MatterCommand]:
    """What is said in some lives, each matter's in order, the lives mixed."""
    lives = [
        [replace(spoken.command, matter_id=f"M{number}") for spoken in life(chance.randrange(2**32), small_city(), 40)]
        for number in range(MATTERS)
    ]
    turns = [number for number, commands in enumerate(lives) for _ in commands]
    chance.shuffle(turns)
    return [lives[number].pop(0) for number in turns]


@seeded(6)
@given(seed=st.integers(0, 2**32))
def test_clocks_that_jump_and_commands_that_come_twice(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    chance, store = random.Random(seed), MemoryStore()
    programs = [Program(store), Program(store)]
    followed = tmp_path_factory.mktemp("followed")
    read_models = Projector(followed, store)
    commands = commands_of(chance)
    now = max(command.at for command in commands)
    answers: dict[str, Outcome | Refused] = {}
    for number, command in enumerate(commands):
        now += timedelta(seconds=chance.choice((0, 1, 600, 90_000)))
        for _ in range(chance.choice((1, 1, 2, 3))):
            given_at = now + chance.uniform(-1, 1) * SKEW
            result = chance.choice(programs).give(command, str(number), given_at)
            before = answers.setdefault(str(number), result)
            assert type(result) is type(before)
            assert isinstance(result, Refused) or result.matter_id == before.matter_id  # type: ignore[union-attr]
            if isinstance(result, Refused):
                assert result.rule not in (rules.TIME_GOES_BACKWARDS, rules.NOT_NOW, rules.COMMAND_ID_TAKEN)
        if chance.random() < 0.02:
            read_models.catch_up()
    for matter_id in (f"M{number}" for number in range(MATTERS)):
        history = [recorded.event for recorded in programs[0].city.matters.events(matter_id)]
        assert [*broken(history)] == []  # type: ignore[arg-type]
    read_models.catch_up()
    anew = tmp_path_factory.mktemp("anew")
    Projector(anew, store).catch_up()
    with open_writer(followed / LIVE, Resources()) as connection:
        assert compare(connection, anew / LIVE).equal
