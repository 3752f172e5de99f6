"""The score of a matter: the reporter's word, less what went wrong on the way. Nobody types it in."""

import pytest

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.decisions.closing import score
from gridcase.matters.events import MatterEvaluated, ReworkCause, Satisfaction
from gridcase.matters.policy import Evaluation
from gridcase.testing.cast import CHEN, HAN, WU, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import ask_feedback, close, divert, evaluate, feedback, handle, reopen, rework, verify
from tests.unit.matters.stories import (
    ANSWERED,
    CLOSED,
    EVALUATED,
    HANDLED,
    MERGED,
    VERIFIED,
    WITH_HOST,
    with_master,
)

LATE = (*WITH_HOST, handle(at="Tue 09:21"), verify(at="Tue 09:30"))
AGAIN = (divert(at="Tue 10:00"), handle(at="Tue 10:10"), verify(at="Tue 10:20"))
REOPENED = (*CLOSED, reopen(), *AGAIN)


def reworked(cause: ReworkCause = ReworkCause.BAD_WORK) -> tuple[MatterCommand, ...]:
    return (*HANDLED, rework(cause=cause), *AGAIN)


@pytest.mark.parametrize(
    ("satisfaction", "score"),
    [
        (Satisfaction.VERY_SATISFIED, 100),
        (Satisfaction.SATISFIED, 90),
        (Satisfaction.BASICALLY_SATISFIED, 75),
        (Satisfaction.DISSATISFIED, 50),
        (Satisfaction.VERY_DISSATISFIED, 20),
        (Satisfaction.NOT_ASKED, 85),
    ],
)
def test_the_reporters_word_is_the_base(satisfaction: Satisfaction, score: int) -> None:
    given(*VERIFIED, feedback(satisfaction=satisfaction)).when(evaluate()).then(MatterEvaluated, score=score)


def test_without_an_answer_there_is_a_base_for_that() -> None:
    given(*VERIFIED, ask_feedback()).when(evaluate(at="Wed 14:11")).then(MatterEvaluated, score=85)


def test_what_is_not_solved_scores_little_however_friendly_the_word() -> None:
    given(*VERIFIED, feedback(solved=False)).when(evaluate()).then(MatterEvaluated, score=40)
    angry = feedback(solved=False, satisfaction=Satisfaction.VERY_DISSATISFIED)
    given(*VERIFIED, angry).when(evaluate()).then(MatterEvaluated, score=20)


def test_late_work_costs_twenty_points() -> None:
    given(*LATE, feedback(at="Tue 10:00")).when(evaluate(at="Tue 10:10")).then(MatterEvaluated, score=90 - 20)


def test_doing_it_again_costs_ten_points_each_time() -> None:
    heard = feedback(at="Tue 11:00")
    given(*reworked(), heard).when(evaluate(at="Tue 11:10")).then(MatterEvaluated, score=90 - 10)
    given(*REOPENED, heard).when(evaluate(at="Tue 11:10")).then(MatterEvaluated, score=90 - 10)


def test_a_wrong_diversion_is_not_held_against_whoever_handled_it() -> None:
    misdirected = (*reworked(ReworkCause.WRONG_DIVERSION), feedback(at="Tue 11:00"))
    given(*misdirected).when(evaluate(at="Tue 11:10")).then(MatterEvaluated, score=90)


def test_no_score_is_below_nothing() -> None:
    worst = feedback(at="Tue 11:00", solved=False, satisfaction=Satisfaction.VERY_DISSATISFIED)
    # 20 − 20 for being late − 10 for doing it again.
    late_again = (*LATE, rework(at="Tue 09:40"), *AGAIN, worst)
    given(*late_again).when(evaluate(at="Tue 11:10")).then(MatterEvaluated, score=0)


def test_the_city_weighs_as_it_likes() -> None:
    generous = Evaluation(name="generous", satisfaction={Satisfaction.SATISFIED: 99}, late=1, again=2)
    given(*LATE, feedback(at="Tue 10:00"), policy=policy(evaluation=generous)).when(evaluate(at="Tue 10:10")).then(
        MatterEvaluated, score=98, rule="generous"
    )


def test_the_score_comes_with_its_rule_and_all_that_went_into_it() -> None:
    given(*ANSWERED).when(evaluate()).then(
        MatterEvaluated,
        rule="satisfaction",
        inputs={
            "answered": True,
            "solved": True,
            "satisfaction": "satisfied",
            "late": False,
            "reworks": 0,
            "reopenings": 0,
        },
        host="chengguan",
        policy="p1",
    )


def test_nobody_is_said_to_have_solved_what_nobody_answered() -> None:
    unanswered = given(*VERIFIED).when(evaluate()).then(MatterEvaluated, score=85).events[-1]
    assert (unanswered.inputs["answered"], unanswered.inputs["solved"]) == (False, False)
    as_stored_before = {**unanswered.inputs, "solved": True}
    assert score(Evaluation(), as_stored_before) == unanswered.score


def test_the_loop_or_a_supervisor_evaluates_after_verification() -> None:
    given(*ANSWERED).when(evaluate(by=HAN)).then(MatterEvaluated)
    for other in (CHEN, WU):
        given(*ANSWERED).when(evaluate(by=other)).then_refused(shared.ROLE_MAY_NOT)
    given(*HANDLED).when(evaluate()).then_refused(rules.WRONG_STAGE)


def test_a_matter_is_evaluated_once_for_each_answer() -> None:
    given(*EVALUATED).when(evaluate(at="Mon 15:15")).then_nothing()
    second_thoughts = feedback(at="Mon 15:20", solved=False)
    twice = given(*EVALUATED, second_thoughts).when(evaluate(at="Mon 15:30")).then(MatterEvaluated, score=40)
    assert [event.score for event in twice.events if isinstance(event, MatterEvaluated)] == [90, 40]


def test_a_closed_matter_is_evaluated_when_its_reporter_speaks_after_all() -> None:
    unheard = (*VERIFIED, evaluate(), close())
    given(*unheard).when(evaluate(at="Mon 15:30")).then_nothing()
    heard = given(*unheard, feedback(at="Tue 10:00")).when(evaluate(at="Tue 10:10")).then(MatterEvaluated, score=90)
    assert heard.state.stage == "closed"


def test_a_duplicate_has_no_score_of_its_own() -> None:
    closed_with_master = given(*MERGED, policy=with_master())
    closed_with_master.when(evaluate()).then_refused(rules.WRONG_STAGE)
