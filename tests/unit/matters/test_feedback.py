"""Solved is the reporter's word, kept apart from closed."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.matters import rules
from gridcase.matters.events import FeedbackAsked, FeedbackRecorded, Satisfaction
from gridcase.testing.cast import CHEN, JIANG, LOOP, MR_QIAN, MRS_ZHAO, WU, at, member
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import ask_feedback, close, feedback, report, rework
from tests.unit.matters.stories import ANSWERED, CLOSED, EVALUATED, HANDLED, MERGED, REVIEWED, VERIFIED, with_master

ASKED = (*VERIFIED, ask_feedback())
NOBODY = member("", Role.RESIDENT)
NOT_REACHED = {"contacted": False, "solved": False, "satisfaction": Satisfaction.NOT_ASKED}


def test_the_reporter_is_asked_after_verification_with_a_window() -> None:
    # Two working days from Monday 14:10.
    given(*VERIFIED).when(ask_feedback()).then(FeedbackAsked, due=at("Wed 14:10"), policy="p1")
    given(*REVIEWED).when(ask_feedback()).then(FeedbackAsked)
    given(*HANDLED).when(ask_feedback()).then_refused(rules.WRONG_STAGE)


def test_the_loop_or_a_revisit_clerk_asks_and_once() -> None:
    given(*VERIFIED).when(ask_feedback(by=JIANG)).then(FeedbackAsked)
    given(*VERIFIED).when(ask_feedback(by=CHEN)).then_refused(shared.ROLE_MAY_NOT)
    given(*ASKED).when(ask_feedback(at="Mon 14:20")).then_nothing()
    given(*ANSWERED).when(ask_feedback(at="Mon 15:05")).then_nothing()


def test_a_revisit_clerk_writes_down_what_the_reporter_says() -> None:
    given(*ASKED).when(feedback()).then(
        FeedbackRecorded, contacted=True, solved=True, satisfaction=Satisfaction.SATISFIED, host="chengguan"
    )


def test_or_the_reporter_does_in_the_app() -> None:
    not_fixed = feedback(by=MRS_ZHAO, solved=False, satisfaction=Satisfaction.VERY_DISSATISFIED)
    given(*ASKED).when(not_fixed).then(FeedbackRecorded, solved=False)
    given(*ASKED).when(feedback(by=MR_QIAN)).then_refused(shared.NOT_YOUR_MATTER)
    given(*ASKED).when(feedback(by=WU)).then_refused(shared.ROLE_MAY_NOT)


def test_nobody_answers_for_whoever_reported_anonymously() -> None:
    anonymous = given(report(reporter=""), *VERIFIED[1:])
    anonymous.when(feedback(by=MRS_ZHAO)).then_refused(shared.NOT_YOUR_MATTER)
    anonymous.when(feedback(by=NOBODY)).then_refused(shared.UNKNOWN_MEMBER)


def test_an_answer_within_the_window_is_in_time() -> None:
    given(*ASKED).when(feedback(at="Wed 14:10")).then(FeedbackRecorded, in_time=True, policy="p1")
    given(*ASKED).when(feedback(at="Wed 14:11")).then(FeedbackRecorded, in_time=False)


def test_only_a_reporter_who_was_contacted_can_have_answered() -> None:
    for answer in ({"solved": True}, {"satisfaction": Satisfaction.SATISFIED}):
        given(*ASKED).when(feedback(**{**NOT_REACHED, **answer})).then_refused(rules.ANSWER_WITHOUT_CONTACT)
    given(*ASKED).when(feedback(**NOT_REACHED)).then(FeedbackRecorded, contacted=False)


def test_a_call_that_nobody_answered_leaves_the_window_open() -> None:
    tried = given(*ASKED, feedback(**NOT_REACHED))
    assert tried.state.stage == "awaiting feedback"
    tried.when(feedback(at="Mon 15:10", **NOT_REACHED)).then(FeedbackRecorded, contacted=False)
    tried.when(feedback(at="Mon 15:00")).then(FeedbackRecorded, contacted=True)


def test_nothing_is_asked_of_the_reporter_before_verification() -> None:
    given(*HANDLED).when(feedback()).then_refused(rules.WRONG_STAGE, "after verification")


def test_the_same_answer_again_adds_nothing_and_another_replaces_it() -> None:
    given(*ANSWERED).when(feedback(at="Tue 10:00")).then_nothing()
    changed = given(*ANSWERED).when(feedback(at="Tue 10:00", solved=False)).then(FeedbackRecorded, solved=False)
    assert [event.solved for event in changed.events if isinstance(event, FeedbackRecorded)] == [True, False]


def test_a_word_after_the_evaluation_calls_for_a_new_one() -> None:
    changed = given(*EVALUATED).when(feedback(at="Tue 10:00", solved=False)).then(FeedbackRecorded)
    assert changed.state.stage == "awaiting evaluation"
    late = given(*CLOSED).when(feedback(at="Tue 10:00", solved=False)).then(FeedbackRecorded)
    assert late.state.stage == "closed"


def test_the_reporter_of_a_duplicate_is_heard_about_its_master() -> None:
    duplicate = given(*MERGED, policy=with_master())
    duplicate.when(feedback()).then_refused(rules.WRONG_STAGE)
    closed = Story(with_master("closed"), duplicate.state, duplicate.events).and_(close())
    closed.when(feedback(at="Mon 16:00")).then(FeedbackRecorded, solved=True, host="")


def test_feedback_on_work_that_is_done_again_is_forgotten() -> None:
    assert given(*ANSWERED, rework(at="Mon 16:00", by=CHEN)).state.matter.feedback is None


def test_the_loop_may_close_without_an_answer() -> None:
    given(*ASKED).and_(close(at="Thu 10:00", by=LOOP))
