"""Whatever happens to a matter, every due time it has can be explained to the second."""

from datetime import timedelta

from hypothesis import given

from gridcase.explanation import STOOD, explain
from gridcase.matters.state import Stage
from gridcase.testing.scenario import Story
from gridcase.testing.strategies import stories
from gridcase.working_time.limits import Limit
from gridcase_cli.sentences import sentence


@given(stories())
def test_intervals_lead_from_the_start_to_the_due_time_without_a_gap(story: Story) -> None:
    for allowance in explain(story.events, story.policy):
        here = allowance.start
        for interval in allowance.intervals:
            assert interval.start == here < interval.end
            here = interval.end
        assert here == max(allowance.start, min(allowance.due, allowance.stands_since or allowance.due))


@given(stories())
def test_what_counts_adds_up_to_the_limit_and_its_extensions(story: Story) -> None:
    seconds = story.policy.time.seconds
    for allowance in explain(story.events, story.policy):
        if not allowance.limit or allowance.stands_since:
            continue
        counted = sum(interval.seconds for interval in allowance.intervals if interval.reason != STOOD)
        granted = sum(seconds(Limit.parse(extension)) for extension in allowance.extensions)
        same_clock = all(Limit.parse(e).clock is Limit.parse(allowance.limit).clock for e in allowance.extensions)
        if same_clock:
            assert counted == seconds(Limit.parse(allowance.limit)) + granted


@given(stories())
def test_the_clocks_that_run_are_those_of_the_matter(story: Story) -> None:
    running = [allowance for allowance in explain(story.events, story.policy) if not allowance.ended]
    explained = {(allowance.step, allowance.due) for allowance in running if not allowance.department}
    clocks = {(clock.step, clock.due) for clock in story.state.clocks()} if isinstance(story.state, Stage) else set()
    assert clocks <= explained
    assert all(allowance.stands_since for allowance in running) or clocks == explained, "what does not run stands still"


@given(stories())
def test_everything_that_happens_can_be_said_in_one_line(story: Story) -> None:
    for event in story.events:
        line = sentence(event, lambda moment: f"{moment + timedelta(hours=8):%H:%M}")
        assert line and not set("{}[]|") & set(line.replace(getattr(event, "reason", "") or "", ""))
