"""What people do next about a matter, by its stage: the human side of the loop's agenda."""

from collections.abc import Hashable
from datetime import datetime

from gridcase.demo.afterwards import when_closed, when_handled, when_to_be_heard
from gridcase.demo.intake import when_filed, when_merged, when_reported, when_resolved_on_the_spot
from gridcase.demo.life import Life
from gridcase.demo.rounds import when_handling, when_suspended
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


def next_deed(life: Life, state: MatterState, now: datetime) -> MatterCommand | None:
    """Who will do what, and when; ``None`` where it is the loop's turn, or nobody's."""
    match state:
        case Reported():
            return when_reported(life, state, now)
        case OnTheSpot():
            return when_resolved_on_the_spot(life, state, now)
        case Filed():
            return when_filed(life, state, now)
        case Handling():
            return when_handling(life, state, now)
        case Suspended():
            return when_suspended(life, state, now)
        case AwaitingVerification():
            return when_handled(life, state, now)
        case AwaitingFeedback():
            return when_to_be_heard(life, state, now)
        case Closed():
            return when_closed(life, state, now)
        case Merged():
            return when_merged(life, state, now)
        case _:
            return None


def turn(state: MatterState) -> Hashable:
    """Whose turn it is. While this is the same, people go on with what they meant to do."""
    if isinstance(state, Unreported):
        return state.stage
    return state.stage, state.matter.rounds, isinstance(state, AwaitingFeedback) and state.asked
