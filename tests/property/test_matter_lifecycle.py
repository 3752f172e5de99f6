"""Whatever anybody says to a matter, in whatever order, the promises of the loop hold after every step."""

from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gridcase.acts import once
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters.decide import decide
from gridcase.matters.evolve import evolve
from gridcase.matters.state import (
    AwaitingClosing,
    AwaitingEvaluation,
    AwaitingFeedback,
    AwaitingVerification,
    Closed,
    Declined,
    Filed,
    Handling,
    MatterState,
    Merged,
    OnTheSpot,
    Reported,
    Suspended,
    Unreported,
    Voided,
)
from gridcase.testing import cast
from gridcase.testing.lives import small_city
from gridcase.testing.promises import PROMISES
from gridcase.testing.strategies import commands, kinds, pauses
from tests.support.examples import examples

ROAD: dict[type[MatterState], tuple[type[c.MatterCommand], ...]] = {
    Unreported: (c.ReportMatter,),
    Reported: (c.ClassifyMatter, c.ResolveOnTheSpot),
    OnTheSpot: (c.ReviewOnTheSpot,),
    Filed: (c.ClassifyMatter, c.DivertMatter),
    Handling: (
        *(c.AcceptMatter, c.AskExtension, c.DecideExtension, c.AskSuspension, c.DecideSuspension),
        *(c.ReportCoHandling, c.ReportHandling),
    ),
    Suspended: (c.ResumeMatter,),
    AwaitingVerification: (c.ConfirmResult, c.OrderRework),
    AwaitingFeedback: (c.AskFeedback, c.RecordFeedback),
    AwaitingEvaluation: (c.EvaluateMatter,),
    AwaitingClosing: (c.CloseMatter, c.RecordFeedback),
    Closed: (c.ReopenMatter, c.FileAppeal, c.DecideAppeal),
    Merged: (c.UnmergeMatter,),
}
"""What usually comes next, so that matters grow old in few words."""

AT_REST = (Suspended, Closed, Declined, Merged, Voided)


class Lifecycle(RuleBasedStateMachine):
    """One matter, and everybody of the small city talking to it."""

    def __init__(self) -> None:
        super().__init__()
        self.city = small_city(max_extensions=2)
        self.state: MatterState = Unreported()
        self.events: list[e.MatterEvent] = []
        self.now = cast.at("Mon 09:00")

    def decide(self, command: c.MatterCommand) -> list[e.MatterEvent]:
        newest = self.events[-1] if self.events else None
        return once(command, decide(command, self.state, self.city), newest, lambda: self.events)

    def say(self, command: c.MatterCommand) -> list[e.MatterEvent]:
        """What it led to. Anything but a refusal or events would be a bug, and fails here."""
        before = [*self.events]
        try:
            events = self.decide(command)
        except Refused as refused:
            assert refused.rule.code
            return []
        for event in events:
            self.state = evolve(self.state, event)
            self.events.append(event)
        assert self.events[: len(before)] == before, "what was told before is no longer told"
        assert self.decide(command) == [], "said twice, it happened twice"
        return events

    @rule(pause=pauses)
    def time_passes(self, pause: timedelta) -> None:
        self.now += pause

    @rule(data=st.data(), kind=kinds)
    def anybody_says_anything(self, data: Any, kind: type[c.MatterCommand]) -> None:
        self.say(data.draw(commands(self.state, self.now, kind)))

    @rule(data=st.data(), steps=st.integers(1, 8))
    def the_matter_goes_on(self, data: Any, steps: int) -> None:
        for _ in range(steps):
            kind = data.draw(st.sampled_from(ROAD.get(type(self.state), (c.AddEvidence,))))
            self.say(data.draw(commands(self.state, self.now, kind)))

    @precondition(lambda self: self.events)
    @rule(data=st.data(), kind=kinds, pause=pauses)
    def nobody_speaks_of_earlier(self, data: Any, kind: type[c.MatterCommand], pause: timedelta) -> None:
        earlier = self.events[-1].at - pause - timedelta(seconds=1)
        assert not self.say(data.draw(commands(self.state, earlier, kind)))

    @invariant()
    def a_replay_is_the_matter(self) -> None:
        state: MatterState = Unreported()
        for event in self.events:
            state = evolve(state, event)
        assert state == self.state

    @invariant()
    def no_clock_runs_where_the_matter_rests(self) -> None:
        if isinstance(self.state, AT_REST):
            assert [*self.state.clocks()] == []

    @invariant()
    def every_promise_is_kept(self) -> None:
        for promise in PROMISES:
            promise(self.events)


TestLifecycle = Lifecycle.TestCase
TestLifecycle.settings = settings(examples(80), stateful_step_count=50)
