"""An assessment is opened with a pack, and marked with evidence."""

from msgspec.structs import replace

from gridcase import rules as shared
from gridcase.assessments import rules
from gridcase.assessments.events import AssessmentOpened, BonusGiven, ItemDeducted, VetoRecorded
from gridcase.matters.policy import Policy
from gridcase.testing.assessing import MATTER, SAFE_UNIT, THREE_ZEROS, bonus, close, deduct, open_, veto
from gridcase.testing.cast import CHEN, MILL, SmallCity, member, policy
from gridcase.testing.scenario import given


def with_matter() -> Policy:
    return policy(SmallCity(stages={MATTER: "closed"}))


def test_a_village_is_opened_with_its_threshold_and_the_whole_pack() -> None:
    given().when(open_()).then(
        AssessmentOpened, kind="village", threshold=90, pack=SAFE_UNIT, digest=SAFE_UNIT.digest, policy="p1"
    )


def test_an_enterprise_has_another_threshold_and_three_zeros_has_none() -> None:
    given().when(open_(unit=MILL)).then(AssessmentOpened, kind="enterprise", threshold=80)
    given().when(open_(pack=THREE_ZEROS)).then(AssessmentOpened, threshold=None)


def test_an_opened_assessment_keeps_its_pack() -> None:
    changed = replace(SAFE_UNIT, bonus_cap=20)
    given(open_()).when(open_(pack=changed)).then_refused(rules.OPENED_OTHERWISE)


def test_only_units_that_the_pack_is_for_are_assessed() -> None:
    given().when(open_(unit="weibin")).then_refused(rules.NOT_ASSESSED_KIND, "area")
    given().when(open_(unit="nowhere")).then_refused(shared.UNKNOWN_UNIT)


def test_a_period_is_a_year_a_quarter_or_a_month() -> None:
    for period in ("2026", "2026-Q1", "2026-12"):
        given().when(open_(period=period)).then(AssessmentOpened, period=period)
    for period in ("2026-13", "2026-Q5", "March", "2026-3", "0026"):
        given().when(open_(period=period)).then_refused(rules.UNKNOWN_PERIOD)


def test_a_pack_whose_score_could_fall_below_zero_is_none() -> None:
    greedy = replace(SAFE_UNIT, items=(replace(SAFE_UNIT.items[0], cap=101),))
    given().when(open_(pack=greedy)).then_refused(rules.BAD_PACK, "100 together")


def test_an_item_costs_what_the_pack_says_unless_told() -> None:
    given(open_()).when(deduct(code="petitions")).then(ItemDeducted, mark=1, code="petitions", cost=6)
    given(open_(), deduct()).when(deduct(at="Tue 09:01", cost=4)).then(ItemDeducted, mark=2, cost=4)


def test_a_mark_needs_evidence_or_a_matter() -> None:
    for say in (deduct, veto, bonus):
        given(open_()).when(say(evidence=())).then_refused(rules.EVIDENCE_MISSING)
        given(open_()).when(say(evidence=(), matter_id=MATTER)).then_refused(shared.UNKNOWN_MATTER)
    given(open_(), policy=with_matter()).when(deduct(evidence=(), matter_id=MATTER)).then(ItemDeducted)


def test_a_matter_is_deducted_once_under_the_same_item() -> None:
    story = given(open_(), deduct(matter_id=MATTER), policy=with_matter())
    story.when(deduct(at="Wed 09:00", matter_id=MATTER)).then_nothing()
    story.when(deduct(at="Wed 09:00", matter_id=MATTER, code="publicity")).then(ItemDeducted, mark=2)


def test_what_the_pack_does_not_know_is_not_marked() -> None:
    given(open_()).when(deduct(code="weather")).then_refused(rules.UNKNOWN_ITEM, "grid-work")
    given(open_()).when(veto(code="weather")).then_refused(rules.UNKNOWN_VETO, "casualties")


def test_a_veto_and_a_bonus_are_marks_too() -> None:
    given(open_(), deduct()).when(veto()).then(VetoRecorded, mark=2, code="casualties")
    given(open_(), deduct(), veto()).when(bonus()).then(BonusGiven, mark=3, gain=2)


def test_points_are_above_zero_and_a_bonus_has_a_reason() -> None:
    given(open_()).when(deduct(cost=-1)).then_refused(rules.POINTS_MISSING)
    given(open_()).when(bonus(gain=0)).then_refused(rules.POINTS_MISSING)
    given(open_()).when(bonus(reason=" ")).then_refused(shared.REASON_MISSING)


def test_nothing_is_marked_before_the_opening_or_after_the_verdict() -> None:
    for say in (deduct, veto, bonus):
        given().when(say()).then_refused(rules.NOT_OPENED)
        given(open_(), close()).when(say(at="Thu+4 09:00")).then_refused(rules.ASSESSMENT_CLOSED)


def test_supervisors_alone_mark() -> None:
    given(open_()).when(deduct(by=CHEN)).then_refused(shared.ROLE_MAY_NOT, "supervisor")
    stranger = member("nobody", CHEN.role.SUPERVISOR)
    given(open_()).when(deduct(by=stranger)).then_refused(shared.UNKNOWN_MEMBER)


def test_time_does_not_go_backwards() -> None:
    given(open_(), deduct()).when(bonus(at="Mon 09:00")).then_refused(shared.TIME_GOES_BACKWARDS)
