"""A fixed number of seeded random lives reach every kind of event, and every command said twice happens once."""

from typing import get_args

import pytest
from hypothesis import given

from gridcase.acts import once
from gridcase.errors import Refused
from gridcase.matters.commands import MatterCommand
from gridcase.matters.decide import decide
from gridcase.matters.decisions.common import PASSES
from gridcase.matters.events import MatterDiverted, MatterEvent, MatterPassed
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.tags import tag_of
from gridcase.testing.lives import COMMANDS, Spoken, life, small_city
from gridcase.testing.promises import broken
from gridcase.testing.scenario import Story
from gridcase.testing.strategies import stories

CITY = small_city()


@pytest.fixture(scope="module")
def lives() -> list[list[Spoken]]:
    return [[*life(seed, CITY)] for seed in range(200)]


@pytest.fixture(scope="module")
def accepted(lives: list[list[Spoken]]) -> list[Spoken]:
    """Everything that was said in these lives and led to something."""
    return [spoken for turns in lives for spoken in turns if spoken.events]


def test_every_command_is_accepted_somewhere(accepted: list[Spoken]) -> None:
    assert {type(spoken.command) for spoken in accepted} == {*COMMANDS}


def test_every_kind_of_event_is_reached(accepted: list[Spoken]) -> None:
    assert {type(event) for spoken in accepted for event in spoken.events} == {*get_args(MatterEvent)}


@pytest.mark.parametrize("kind", COMMANDS, ids=tag_of)
def test_said_twice_it_happens_once(kind: type[MatterCommand], accepted: list[Spoken]) -> None:
    examples = [spoken for spoken in accepted if type(spoken.command) is kind]
    assert len(examples) >= 3, "reached too rarely to mean anything"
    for spoken in examples:
        state = spoken.before
        for event in spoken.events:
            state = evolve(state, event)
        again = decide(spoken.command, state, CITY)
        assert once(spoken.command, again, spoken.events[-1], lambda: spoken.events) == []  # noqa: B023 called at once


def test_a_refused_command_is_refused_again_by_the_same_rule(lives: list[list[Spoken]]) -> None:
    for spoken in (spoken for turns in lives for spoken in turns):
        if isinstance(spoken.answer, Refused):
            with pytest.raises(Refused) as again:
                decide(spoken.command, spoken.before, CITY)
            assert again.value.rule == spoken.answer.rule


def test_a_command_leads_to_one_event_or_ends_a_round_and_begins_another(accepted: list[Spoken]) -> None:
    for spoken in accepted:
        kinds = [type(event) for event in spoken.events]
        assert len(kinds) == 1 or (isinstance(spoken.command, PASSES) and kinds == [MatterPassed, MatterDiverted])
    assert {len(spoken.events) for spoken in accepted} == {1, 2}


def test_the_same_seed_is_the_same_life() -> None:
    first, second = ([(s.command, s.before, s.events) for s in life(7, CITY)] for _ in range(2))
    assert first == second


def test_every_promise_is_kept_in_every_life(lives: list[list[Spoken]]) -> None:
    for turns in lives:
        assert [*broken([event for spoken in turns for event in spoken.events])] == []


@given(stories())
def test_every_story_keeps_every_promise_and_replays(story: Story) -> None:
    assert [*broken(story.events)] == []
    state: MatterState = Unreported()
    for event in story.events:
        state = evolve(state, event)
    assert state == story.state
