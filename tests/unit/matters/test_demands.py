"""Demands that nobody can meet: two supervisors find so, and then the loop does not open the matter again for them."""

from gridcase import rules as shared
from gridcase.loop.agenda import to_reopen
from gridcase.matters import rules
from gridcase.matters.events import DemandJudged, DemandOpinionGiven, Satisfaction
from gridcase.matters.state import Unreported
from gridcase.testing.cast import CHEN, HAN, YANG, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import decline, feedback, judge_demand, report, void
from tests.unit.matters.stories import VERIFIED

NOT_SOLVED = (*VERIFIED, feedback(solved=False, satisfaction=Satisfaction.VERY_DISSATISFIED, at="Mon 16:00"))
FOUND = (*NOT_SOLVED, judge_demand(), judge_demand(by=YANG, at="Mon 16:50"))


def test_the_first_supervisor_gives_an_opinion_with_a_reason_and_the_second_decides() -> None:
    one = given(*NOT_SOLVED).when(judge_demand()).then(DemandOpinionGiven, unmeetable=True)
    one.when(judge_demand(by=HAN, at="Mon 16:45")).then_nothing()
    one.when(judge_demand(by=YANG, at="Mon 16:50")).then(DemandJudged, unmeetable=True, reason="要求拆除相邻合法建筑")
    given(*NOT_SOLVED).when(judge_demand(reason="")).then_refused(shared.REASON_MISSING)
    given(*NOT_SOLVED).when(judge_demand(by=CHEN)).then_refused(shared.ROLE_MAY_NOT)


def test_a_second_who_thinks_otherwise_leaves_it_as_it_was() -> None:
    one = given(*NOT_SOLVED, judge_demand())
    two = one.when(judge_demand(by=YANG, unmeetable=False, at="Mon 16:50")).then(DemandOpinionGiven, unmeetable=False)
    two.when(judge_demand(by=YANG, at="Mon 16:55")).then(DemandOpinionGiven, unmeetable=True)


def test_two_may_find_later_that_it_can_be_met() -> None:
    given(*FOUND).when(judge_demand(at="Mon 17:00")).then_nothing()
    again = given(*FOUND).when(judge_demand(unmeetable=False, at="Mon 17:00")).then(DemandOpinionGiven)
    again.when(judge_demand(unmeetable=False, by=YANG, at="Mon 17:05")).then(DemandJudged, unmeetable=False)


def test_what_is_nobody_s_matter_any_more_is_not_judged() -> None:
    given(report(), decline()).when(judge_demand()).then_refused(rules.WRONG_STAGE)
    given(*NOT_SOLVED, void(at="Mon 16:30")).when(judge_demand()).then_refused(rules.WRONG_STAGE)


def test_what_nobody_can_meet_is_not_opened_again() -> None:
    for story, opened in ((NOT_SOLVED, True), (FOUND, False)):
        state = given(*story).state
        assert not isinstance(state, Unreported)
        assert to_reopen(state.matter, policy()) is opened
