"""The loop is closed after verification only; reopened, a matter begins a new round and leaves old verdicts alone."""

import pytest

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.errors import Refused
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.events import HandlingReported, MatterClosed, MatterDiverted, MatterReopened
from gridcase.testing.cast import CHEN, LOOP, SUN, ZHOU, at, member
from gridcase.testing.scenario import given
from gridcase.testing.script import classify, close, divert, feedback, handle, reopen, report
from tests.unit.matters.stories import (
    ANSWERED,
    CLOSED,
    EVALUATED,
    FILED,
    HANDLED,
    REPORTED,
    RESOLVED,
    REVIEWED,
    SUSPENDED,
    VERIFIED,
    WITH_HOST,
    many_hats,
)

NOT_SOLVED = (*VERIFIED, feedback(solved=False))


@pytest.mark.parametrize("verified", [VERIFIED, ANSWERED, EVALUATED, REVIEWED])
def test_a_verified_or_reviewed_matter_is_closed(verified: tuple[MatterCommand, ...]) -> None:
    given(*verified).when(close()).then(MatterClosed, in_time=True, master="", policy="p1")


@pytest.mark.parametrize("unverified", [REPORTED, FILED, WITH_HOST, SUSPENDED, HANDLED, RESOLVED])
def test_an_unverified_one_is_not(unverified: tuple[MatterCommand, ...]) -> None:
    with pytest.raises(Refused) as refused:
        given(*unverified).and_(close())
    assert refused.value.rule in (rules.WRONG_STAGE, rules.SUSPENDED)


def test_the_whole_is_closed_in_time_or_late() -> None:
    # Five working days from Monday's report: Friday at 17:30.
    given(*EVALUATED).when(close(at="Fri 17:30")).then(
        MatterClosed, in_time=True, rounds=1, host="chengguan", due_close=at("Fri 17:30")
    )
    given(*EVALUATED).when(close(at="Fri 17:31")).then(MatterClosed, in_time=False)


def test_whoever_handled_a_matter_does_not_close_it() -> None:
    given(*VERIFIED, policy=many_hats()).when(close(by=member("wu", Role.FOREMAN))).then_refused(
        rules.HANDLER_NEVER_CLOSES
    )
    foreman_of_the_host = member("chen", Role.FOREMAN, department="chengguan")
    given(*VERIFIED, policy=many_hats()).when(close(by=foreman_of_the_host)).then_refused(rules.HANDLER_NEVER_CLOSES)
    given(*REVIEWED, policy=many_hats()).when(close(by=member("li", Role.FOREMAN))).then_refused(
        rules.HANDLER_NEVER_CLOSES
    )


def test_the_foreman_or_the_loop_closes_and_once() -> None:
    given(*EVALUATED).when(close(by=CHEN)).then(MatterClosed)
    given(*EVALUATED).when(close(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)
    given(*CLOSED).when(close(at="Mon 15:30", by=CHEN)).then_nothing()


def test_a_closed_matter_is_reopened_with_new_clocks() -> None:
    # One working hour to divert, five working days for the whole, from Tuesday 09:00.
    reopened = (
        given(*CLOSED)
        .when(reopen())
        .then(MatterReopened, due=at("Tue 10:00"), due_close=at("Mon+1 17:30"), policy="p1")
    )
    assert [(clock.step, clock.since, clock.due) for clock in reopened.state.clocks()] == [
        ("divert", at("Tue 09:00"), at("Tue 10:00")),
        ("close", at("Tue 09:00"), at("Mon+1 17:30")),
    ]


def test_a_new_round_begins_and_the_old_verdicts_stand() -> None:
    closed = given(*CLOSED)
    second = closed.and_(reopen()).when(divert(at="Tue 09:10")).then(MatterDiverted, round=2)
    # Due on Wednesday at 09:10, and a minute late.
    late = second.when(handle(at="Wed 09:11")).then(HandlingReported, round=2, in_time=False)
    assert late.events[: len(closed.events)] == closed.events


def test_what_is_reopened_before_it_was_closed_keeps_the_clock_of_the_whole() -> None:
    given(*NOT_SOLVED).when(reopen()).then(MatterReopened, due=at("Tue 10:00"), due_close=at("Fri 17:30"))


def test_classifying_what_was_reopened_counts_the_whole_from_the_reopening() -> None:
    reopened = given(*CLOSED, reopen(), classify(at="Tue 09:10", class_code="litter"))
    assert reopened.state.matter.due_close is None
    back = reopened.and_(classify(at="Tue 09:20"))
    assert back.state.matter.due_close == at("Mon+1 17:30")


def test_the_foreman_or_the_loop_reopens_with_a_reason() -> None:
    given(*NOT_SOLVED).when(reopen(by=LOOP)).then(MatterReopened)
    given(*CLOSED).when(reopen(reason=" ")).then_refused(shared.REASON_MISSING)
    given(*CLOSED).when(reopen(by=SUN)).then_refused(shared.ROLE_MAY_NOT)


def test_only_what_was_done_is_reopened_and_once() -> None:
    given(*HANDLED).when(reopen()).then_refused(rules.WRONG_STAGE)
    given(report(), classify()).when(reopen()).then_refused(rules.WRONG_STAGE)
    given(*CLOSED, reopen()).when(reopen(at="Tue 09:05")).then_nothing()
