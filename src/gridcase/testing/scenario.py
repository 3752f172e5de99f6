"""Tests that read like the city talks: ``given(report(), classify()).when(divert()).then(MatterDiverted, round=1)``.

What is given are commands, so that no test begins in a state that the engine itself could not have reached. They may be
about a matter, an assessment or a patrol: a story is about one of them.
"""

from typing import Any, Self

from msgspec import Struct

from gridcase.acts import once
from gridcase.aggregates import BY_COMMAND, MATTERS, CityCommand
from gridcase.errors import Refused
from gridcase.matters.policy import Policy
from gridcase.rules import Rule
from gridcase.testing.cast import policy as small_city_policy


class Story(Struct, frozen=True):
    """What happened so far, under a policy."""

    policy: Policy
    state: Any = MATTERS.beginning
    events: tuple[Any, ...] = ()

    def and_(self, *commands: CityCommand) -> "Story":
        """The story after these commands, each of which must be accepted."""
        story = self
        for command in commands:
            evolve, state, events = BY_COMMAND[type(command)].evolve, story.before(command), story.decide(command)
            for event in events:
                state = evolve(state, event)
            story = Story(self.policy, state, (*story.events, *events))
        return story

    def before(self, command: CityCommand) -> Any:
        """The state that the command finds. Where nothing happened yet, the story is of what the command is about."""
        nothing = self.state == MATTERS.beginning
        return BY_COMMAND[type(command)].beginning if nothing else self.state

    def decide(self, command: CityCommand) -> list[Any]:
        events = BY_COMMAND[type(command)].decide(command, self.before(command), self.policy)
        return once(command, events, self.events[-1] if self.events else None, lambda: self.events)

    def when(self, command: CityCommand) -> "Attempt":
        return Attempt(self, command)


class Attempt(Struct, frozen=True):
    """A command put to the story, and what is expected of it."""

    story: Story
    command: CityCommand

    def then(self, *kinds: type[Any], **fields: object) -> Story:
        """It leads to events of these kinds; the last one says ``fields``. Saying it again leads to nothing."""
        events = self.story.decide(self.command)
        assert [type(event) for event in events] == list(kinds)
        values = {name: getattr(events[-1], name) for name in fields}
        assert values == fields
        after = self.story.and_(self.command)
        assert after.decide(self.command) == [], "said twice, it happened twice"
        return after

    def then_refused(self, rule: Rule, saying: str = "") -> None:
        """It is refused by this rule, in words that contain ``saying``."""
        try:
            events = self.story.decide(self.command)
        except Refused as refused:
            assert refused.rule == rule, f"refused, but because {refused}"
            assert saying in str(refused)
            return
        raise AssertionError(f"not refused, but {events}")

    def then_nothing(self) -> Self:
        """It is so already."""
        assert self.story.decide(self.command) == []
        return self


def given(*commands: CityCommand, policy: Policy | None = None) -> Story:
    return Story(policy or small_city_policy()).and_(*commands)
