"""What people do next about a matter, by its stage: the human side of the loop's agenda."""

from collections.abc import Hashable
from datetime import datetime

from gridcase.demo.afterwards import when_closed, when_handled, when_to_be_heard
from gridcase.demo.intake import when_filed, when_merged, when_reported, when_resolved_on_the_spot
from gridcase.demo.rounds import when_handling, when_suspended
from gridcase.demo.simulated_matter import SimulatedMatter
from gridcase.matters.commands import MatterCommand
from gridcase.matters.state import (
    AwaitingFeedback,
    AwaitingVerification,
    Closed,
    Filed,
    Handling,
    MatterState,
    Merged,
    OnTheSpot,
    Reported,
    Suspended,
    Unreported,
)


def next_action(sim: SimulatedMatter, state: MatterState, now: datetime) -> MatterCommand | None:
    """Who will do what, and when; ``None`` where it is the loop's turn, or nobody's."""
    match state:
        case Reported():
            return when_reported(sim, state, now)
        case OnTheSpot():
            return when_resolved_on_the_spot(sim, state, now)
        case Filed():
            return when_filed(sim, state, now)
        case Handling():
            return when_handling(sim, state, now)
        case Suspended():
            return when_suspended(sim, state, now)
        case AwaitingVerification():
            return when_handled(sim, state, now)
        case AwaitingFeedback():
            return when_to_be_heard(sim, state, now)
        case Closed():
            return when_closed(sim, state, now)
        case Merged():
            return when_merged(sim, state, now)
        case _:
            return None


def whose_turn(state: MatterState) -> Hashable:
    """Whose turn it is. While this is the same, people go on with what they meant to do."""
    if isinstance(state, Unreported):
        return state.stage
    return state.stage, state.matter.rounds, isinstance(state, AwaitingFeedback) and state.asked
