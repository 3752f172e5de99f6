"""Hypothesis strategies: what anybody of the small city may say to a matter, and the histories that come of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from gridcase.actors import Actor
from gridcase.errors import Refused
from gridcase.matters.commands import MatterCommand
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState
from gridcase.testing import cast
from gridcase.testing.lives import COMMANDS, PAUSES, anything, small_city, speakers
from gridcase.testing.scenario import Story

kinds = st.sampled_from(COMMANDS)
"""Every kind of command."""

actors = st.sampled_from(cast.EVERYBODY)
"""Everybody of the cast, whatever they may do."""

pauses = st.sampled_from(PAUSES)
"""How long nothing is said: from no time at all to three days."""


@st.composite
def commands(
    draw: st.DrawFn, state: MatterState, at: datetime, kind: type[MatterCommand] | None = None
) -> MatterCommand:
    """A command to the matter in this state, by somebody who may give it, or now and then by anybody."""

    def pick(options: Sequence[Any]) -> Any:
        return draw(st.sampled_from(options))

    command = kind or draw(kinds)
    actor: Actor = draw(st.one_of(st.sampled_from(speakers(command, state)), actors))
    return anything(state, command, actor, at, pick)


@st.composite
def stories(draw: st.DrawFn, policy: Policy | None = None, longest: int = 40) -> Story:
    """A matter after at most so many commands of any kind, those that were refused left out."""
    story = Story(policy or small_city())
    at = cast.at("Mon 09:00")
    for _ in range(draw(st.integers(1, longest))):
        try:
            story = story.and_(draw(commands(story.state, at)))
        except Refused:
            continue
        at += draw(pauses)
    return story
