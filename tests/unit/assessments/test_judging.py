"""The verdict follows from the marks, never changes, and is issued again where an appeal strikes a mark."""

import pytest

from gridcase import rules as shared
from gridcase.assessments import rules
from gridcase.assessments.events import (
    AssessmentClosed,
    MarksAppealDecided,
    MarksAppealed,
    MarksOpinionGiven,
    VerdictReissued,
)
from gridcase.assessments.verdict import grade_of
from gridcase.testing.assessing import (
    THREE_ZEROS,
    appeal,
    bonus,
    close,
    decide_appeal,
    deduct,
    open_,
    veto,
)
from gridcase.testing.cast import CHEN, HAN, LI, MILL, WANG, YANG
from gridcase.testing.scenario import given

MILL_DEDUCTED = (open_(unit=MILL), deduct(unit=MILL, cost=15), deduct(unit=MILL, cost=9, code="disputes"))
FAILED = (open_(), deduct(cost=11), close())


def test_without_marks_a_unit_has_a_hundred_points_and_meets_the_standard() -> None:
    given(open_()).when(close()).then(
        AssessmentClosed, score=100, deducted=0, gained=0, vetoed_by=(), threshold=90, meets=True, grade="A"
    )


def test_an_item_costs_its_cap_at_most_and_a_bonus_gives_its_cap_at_most() -> None:
    marks = (deduct(cost=10), deduct(cost=10, at="Tue 09:01"), bonus(gain=4), bonus(gain=4, at="Tue 11:01"))
    given(open_(), *marks).when(close()).then(AssessmentClosed, deducted=15, gained=5, score=90, meets=True)


def test_a_village_needs_ninety_points_and_an_enterprise_eighty() -> None:
    given(open_(), deduct(cost=11)).when(close()).then(AssessmentClosed, score=89, meets=False, grade="B")
    given(open_(), deduct(cost=10)).when(close()).then(AssessmentClosed, score=90, meets=True, grade="A")
    given(*MILL_DEDUCTED).when(close(unit=MILL)).then(AssessmentClosed, score=76, meets=False)


def test_a_veto_decides_alone() -> None:
    given(open_(), veto()).when(close()).then(AssessmentClosed, score=100, vetoed_by=(1,), meets=False)


def test_three_zeros_has_no_threshold_and_fails_by_one_veto() -> None:
    given(open_(pack=THREE_ZEROS)).when(close()).then(AssessmentClosed, threshold=None, meets=True)
    given(open_(pack=THREE_ZEROS), veto(code="petition")).when(close()).then(AssessmentClosed, meets=False)


def test_the_verdict_comes_when_the_period_is_over() -> None:
    # March ends on a Tuesday, at midnight by the city's clock.
    given(open_()).when(close(at="Tue+4 23:59")).then_refused(rules.PERIOD_RUNS, "2026-04-01 00:00")
    given(open_()).when(close(at="Wed+4 00:00")).then(AssessmentClosed)


def test_the_verdict_is_given_once() -> None:
    given(*FAILED).when(close(at="Sun+4 09:00", by=YANG)).then_nothing()


def test_the_unit_appeals_through_its_grid_member_or_at_the_counter() -> None:
    given(*FAILED).when(appeal(by=LI)).then(MarksAppealed, appeal=1, marks=(1,))
    given(*FAILED).when(appeal(by=WANG)).then(MarksAppealed)
    given(*FAILED).when(appeal(by=CHEN)).then_refused(shared.ROLE_MAY_NOT)
    given(*MILL_DEDUCTED).when(appeal(unit=MILL, by=LI)).then_refused(shared.NOT_YOUR_MATTER)


def test_an_appeal_names_marks_that_count_and_says_why() -> None:
    given(*FAILED).when(appeal(marks=())).then_refused(rules.UNKNOWN_MARK)
    given(*FAILED).when(appeal(marks=(1, 9))).then_refused(rules.UNKNOWN_MARK, "9")
    given(*FAILED).when(appeal(reason="")).then_refused(shared.REASON_MISSING)


def test_two_supervisors_who_agree_strike_the_mark_and_the_verdict_is_issued_again() -> None:
    heard = given(*FAILED, appeal()).when(decide_appeal()).then(MarksOpinionGiven, upheld=True)
    heard.when(decide_appeal(at="Fri+4 10:00", by=HAN)).then_nothing()
    decided = heard.when(decide_appeal(at="Fri+4 10:00", by=YANG)).then(
        MarksAppealDecided, VerdictReissued, appeal=1, score=100, deducted=0, meets=True, grade="A"
    )
    closed = next(event for event in decided.events if isinstance(event, AssessmentClosed))
    assert (closed.score, closed.meets) == (89, False)
    decided.when(appeal(at="Sat+4 09:00")).then_refused(rules.UNKNOWN_MARK)


def test_supervisors_who_disagree_decide_nothing() -> None:
    heard = given(*FAILED, appeal(), decide_appeal())
    heard.when(decide_appeal(at="Fri+4 10:00", by=YANG, upheld=False)).then(MarksOpinionGiven, upheld=False)


def test_a_rejected_appeal_leaves_the_verdict_and_may_be_filed_again() -> None:
    rejected = given(*FAILED, appeal(), decide_appeal(upheld=False)).when(
        decide_appeal(at="Fri+4 10:00", by=YANG, upheld=False)
    )
    after = rejected.then(MarksAppealDecided, upheld=False)
    after.when(decide_appeal(at="Sat+4 10:00")).then_refused(shared.UNKNOWN_APPEAL)
    after.when(appeal(at="Sat+4 10:00")).then(MarksAppealed, appeal=2)


def test_a_mark_struck_before_the_verdict_does_not_count_in_it() -> None:
    early = (appeal(at="Thu 09:00"), decide_appeal(at="Fri 09:00"), decide_appeal(at="Fri 10:00", by=YANG))
    given(open_(), deduct(cost=11), *early).when(close()).then(AssessmentClosed, score=100, meets=True)


def test_there_is_no_appeal_to_decide_before_one_is_filed() -> None:
    given(*FAILED).when(decide_appeal()).then_refused(shared.UNKNOWN_APPEAL)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(105, "A"), (100, "A"), (90, "A"), (89, "B"), (75, "B"), (74, "C"), (60, "C"), (59, "D"), (40, "D"), (39, "E")],
)
def test_each_grade_begins_where_the_one_below_it_ends(score: int, grade: str) -> None:
    assert grade_of(score) == grade


def test_every_score_has_a_grade() -> None:
    grades = [grade_of(score) for score in range(101)]
    assert "".join(dict.fromkeys(grades)) == "EDCBA"
