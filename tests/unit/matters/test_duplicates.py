"""A duplicate is merged into its master: its clocks stop, and it closes with its master only."""

import pytest

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.events import MatterClosed, MatterMerged, MatterUnmerged, MatterVoided
from gridcase.testing.cast import CHEN, LI, LOOP, WANG, ZHOU, at
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    MATTER,
    add_evidence,
    classify,
    close,
    decline,
    evaluate,
    handle,
    merge,
    reopen,
    unmerge,
    void,
)
from tests.unit.matters.stories import CLOSED, FILED, HANDLED, MERGED, REPORTED, VERIFIED, WITH_HOST, with_master


def duplicate(master: str = "handling") -> Story:
    """A duplicate whose master is now in this stage."""
    merged = given(*MERGED, policy=with_master())
    return Story(with_master(master), merged.state, merged.events)


def test_a_duplicate_is_merged_and_its_clocks_stop() -> None:
    merged = given(*FILED, policy=with_master()).when(merge()).then(MatterMerged, master="M260302-MASTER")
    assert [*merged.state.clocks()] == []


@pytest.mark.parametrize("before", [REPORTED, FILED, WITH_HOST])
def test_until_it_is_handled(before: tuple[MatterCommand, ...]) -> None:
    given(*before, policy=with_master()).when(merge(by=WANG)).then(MatterMerged)


def test_what_is_handled_is_no_longer_merged() -> None:
    given(*HANDLED, policy=with_master()).when(merge(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)
    given(*FILED, policy=with_master()).when(merge(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)


@pytest.mark.parametrize("stage", ["unreported", "closed", "declined", "merged", "voided"])
def test_a_master_is_open_and_no_duplicate_itself(stage: str) -> None:
    given(*FILED, policy=with_master(stage)).when(merge()).then_refused(rules.MASTER_NOT_OPEN, stage)


def test_a_matter_is_not_its_own_duplicate() -> None:
    given(*FILED).when(merge(master=MATTER)).then_refused(rules.MERGE_INTO_ITSELF)


def test_merging_again_adds_nothing_but_another_master_is_refused() -> None:
    duplicate().when(merge(at="Mon 10:00")).then_nothing()
    duplicate().when(merge(at="Mon 10:00", master="M260302-OTHER1")).then_refused(rules.WRONG_STAGE)


@pytest.mark.parametrize("master", ["handling", "awaiting closing", "merged", "declined"])
def test_a_duplicate_does_not_close_before_its_master(master: str) -> None:
    duplicate(master).when(close()).then_refused(rules.DUPLICATE_FOLLOWS_MASTER, "M260302-MASTER")


def test_it_closes_with_its_master_without_a_verdict_of_its_own() -> None:
    closed = (
        duplicate("closed")
        .when(close(at="Fri+1 09:00"))
        .then(MatterClosed, in_time=True, due_close=None, master="M260302-MASTER")
    )
    closed.when(close(at="Fri+1 09:10")).then_nothing()
    closed.when(reopen(at="Fri+1 09:10")).then_refused(rules.DUPLICATE_FOLLOWS_MASTER)
    closed.when(evaluate(at="Fri+1 09:10")).then_refused(rules.DUPLICATE_FOLLOWS_MASTER)


def test_a_duplicate_is_not_worked_on() -> None:
    for command in (handle(), classify(at="Mon 10:00"), decline(at="Mon 10:00")):
        merged = given(*WITH_HOST, merge(), policy=with_master())
        merged.when(command).then_refused(rules.WRONG_STAGE, "the matter is merged")


def test_but_people_still_add_what_they_saw() -> None:
    assert duplicate().and_(add_evidence(at="Mon 10:00", by=LI)).state.stage == "merged"


def test_unmerged_it_has_left_what_it_had_of_the_whole() -> None:
    # Merged from Monday 09:40 to Wednesday 09:40, 14 hours of work. The whole was due on Friday at 17:30: Tuesday now.
    duplicate().when(unmerge(at="Wed 09:40")).then(
        MatterUnmerged, master="M260302-MASTER", due=at("Wed 10:40"), due_close=at("Tue+1 17:30"), policy="p1"
    )


def test_what_was_late_before_it_was_merged_stays_late() -> None:
    late = given(*FILED, merge(at="Mon+1 09:00"), policy=with_master())
    late.when(unmerge(at="Wed+1 09:00")).then(MatterUnmerged, due_close=at("Fri 17:30"))


def test_a_report_that_was_merged_unclassified_gets_its_whole_limit_without_that_time() -> None:
    # Reported on Monday at 09:00, merged from 09:40 to Tuesday 09:40: seven hours, so five days end on Monday evening.
    unmerged = given(*REPORTED, merge(), unmerge(at="Tue 09:40"), policy=with_master())
    assert unmerged.and_(classify(at="Tue 10:00")).state.matter.due_close == at("Mon+1 17:30")


def test_reception_foreman_or_loop_unmerges_a_duplicate_and_once() -> None:
    for separator in (WANG, CHEN, LOOP):
        duplicate().when(unmerge(by=separator)).then(MatterUnmerged)
    duplicate().when(unmerge(by=LI)).then_refused(shared.ROLE_MAY_NOT)
    duplicate().and_(unmerge()).when(unmerge(at="Mon 10:00")).then_nothing()
    given(*FILED).when(unmerge()).then_refused(rules.WRONG_STAGE)


@pytest.mark.parametrize("before", [REPORTED, WITH_HOST, VERIFIED, CLOSED])
def test_a_foreman_voids_a_mistake_at_any_time(before: tuple[MatterCommand, ...]) -> None:
    voided = given(*before).when(void()).then(MatterVoided, reason="误报")
    assert [*voided.state.clocks()] == []
    voided.when(void(at="Mon 16:10")).then_nothing()


def test_voiding_needs_a_foreman_and_a_reason() -> None:
    given(*FILED).when(void(by=WANG)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(void(reason="")).then_refused(shared.REASON_MISSING)


def test_a_voided_matter_keeps_its_verdicts() -> None:
    handled = given(*HANDLED)
    assert handled.and_(void()).events[:-1] == handled.events
