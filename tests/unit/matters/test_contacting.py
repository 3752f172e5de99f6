"""The host speaks with the resident who reported it, by a clock of the city's."""

import pytest

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.events import MatterDiverted, ResidentContacted
from gridcase.matters.policy import JudgeBy
from gridcase.testing.cast import LI, MA, ZHENG, at, policy
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    ask_suspension,
    classify,
    contact,
    decide_suspension,
    divert,
    feedback,
    handle,
    report,
    verify,
)

FILED = (report(), classify())
DIVERTED = (*FILED, divert())


@pytest.fixture
def timed() -> Story:
    """Diverted at 09:20, in a city that gives its hosts an hour."""
    return given(*DIVERTED, policy=policy(contact="1 working hour"))


def test_the_clock_begins_with_the_diversion() -> None:
    timed = given(*FILED, policy=policy(contact="1 working hour"))
    timed.when(divert()).then(MatterDiverted, due_contact=at("Mon 10:20"))


def test_a_city_that_sets_no_limit_asks_nobody() -> None:
    given(*FILED).when(divert()).then(MatterDiverted, due_contact=None)
    given(*DIVERTED).when(contact()).then(ResidentContacted, due=None, in_time=True)


def test_nobody_is_to_be_contacted_where_nobody_is_known() -> None:
    by_patrol = given(report(by=LI, reporter=""), classify(), policy=policy(contact="1 working hour"))
    by_patrol.when(divert()).then(MatterDiverted, due_contact=None)


def test_a_contact_is_in_time_or_late(timed: Story) -> None:
    timed.when(contact(at="Mon 10:20")).then(ResidentContacted, in_time=True, due=at("Mon 10:20"), host="chengguan")
    timed.when(contact(at="Mon 10:21")).then(ResidentContacted, in_time=False, round=1)


def test_it_is_judged_by_when_it_came_in_unless_the_city_says_otherwise(timed: Story) -> None:
    told_late = contact(at="Mon 10:40", occurred_at=at("Mon 10:00"))
    timed.when(told_late).then(ResidentContacted, in_time=False, occurred_at=at("Mon 10:00"))
    trusting = given(*DIVERTED, policy=policy(contact="1 working hour", judge_by=JudgeBy.OCCURRED))
    trusting.when(told_late).then(ResidentContacted, in_time=True)


def test_the_first_contact_of_a_round_is_the_one_that_is_judged(timed: Story) -> None:
    timed.and_(contact()).when(contact(at="Mon 11:00", note="")).then_nothing()


def test_only_the_host_contacts_for_itself() -> None:
    with_help = given(*FILED, divert(co_handlers=(), host="chengguan"))
    with_help.when(contact(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)


def test_a_village_that_handles_calls_like_a_department() -> None:
    with_village = given(*FILED, divert(host="xiangyang"), policy=policy(contact="1 working hour"))
    with_village.when(contact(by=MA)).then(ResidentContacted, host="unit:xiangyang", in_time=True)


@pytest.mark.parametrize(
    "so_far", [(ask_suspension(), decide_suspension()), (handle(),)], ids=["suspended", "awaiting verification"]
)
def test_it_may_still_call_while_the_round_is_its_own(timed: Story, so_far: tuple[MatterCommand, ...]) -> None:
    timed.and_(*so_far).when(contact(at="Mon 13:30")).then(ResidentContacted, in_time=False)


def test_a_revisit_is_no_contact_of_the_hosts(timed: Story) -> None:
    revisited = timed.and_(handle(), verify(), feedback())
    assert not [event for event in revisited.events if isinstance(event, ResidentContacted)]
    revisited.when(contact(at="Mon 16:00")).then_refused(rules.WRONG_STAGE)
