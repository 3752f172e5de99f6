"""Tests that read like the city talks: ``given(report(), classify()).when(divert()).then(MatterDiverted, round=1)``.

What is given are commands, so that no test begins in a state that the engine itself could not have reached.
"""

from typing import Self

from msgspec import Struct

from gridcase.errors import Refused, Rule
from gridcase.matters.commands import MatterCommand
from gridcase.matters.decide import decide
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState, Unreported
from gridcase.testing.cast import policy as small_city_policy


class Story(Struct, frozen=True):
    """A matter so far, under a policy."""

    policy: Policy
    state: MatterState = Unreported()
    events: tuple[MatterEvent, ...] = ()

    def and_(self, *commands: MatterCommand) -> "Story":
        """The story after these commands, each of which must be accepted."""
        state, events = self.state, list(self.events)
        for command in commands:
            for event in decide(command, state, self.policy):
                state = evolve(state, event)
                events.append(event)
        return Story(self.policy, state, tuple(events))

    def when(self, command: MatterCommand) -> "Asked":
        return Asked(self, command)


class Asked(Struct, frozen=True):
    """A command put to the story, and what is expected of it."""

    story: Story
    command: MatterCommand

    def then(self, *kinds: type[MatterEvent], **fields: object) -> Story:
        """It leads to events of these kinds; the last one says ``fields``. Saying it again leads to nothing."""
        events = decide(self.command, self.story.state, self.story.policy)
        assert [type(event) for event in events] == list(kinds)
        found = {name: getattr(events[-1], name) for name in fields}
        assert found == fields
        after = self.story.and_(self.command)
        assert decide(self.command, after.state, after.policy) == [], "said twice, it happened twice"
        return after

    def then_refused(self, rule: Rule, saying: str = "") -> None:
        """It is refused by this rule, in words that contain ``saying``."""
        try:
            events = decide(self.command, self.story.state, self.story.policy)
        except Refused as refused:
            assert refused.rule == rule, f"refused, but because {refused}"
            assert saying in str(refused)
            return
        raise AssertionError(f"not refused, but {events}")

    def then_nothing(self) -> Self:
        """It is so already."""
        assert decide(self.command, self.story.state, self.story.policy) == []
        return self


def given(*commands: MatterCommand, policy: Policy | None = None) -> Story:
    return Story(policy or small_city_policy()).and_(*commands)
