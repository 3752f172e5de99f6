"""Whoever handled a matter never verifies it; a result that does not stand is worked on again."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.matters import rules
from gridcase.matters.events import HandlingReported, MatterDiverted, ResultConfirmed, ReworkCause, ReworkOrdered
from gridcase.testing.cast import CHEN, LI, SUN, WU, ZHENG, ZHOU, at, member
from gridcase.testing.scenario import given
from gridcase.testing.script import co_handle, divert, handle, rework, verify, void
from tests.unit.matters.stories import (
    ANSWERED,
    EVALUATED,
    FILED,
    HANDLED,
    JOINT,
    REVIEWED,
    VERIFIED,
    WITH_HOST,
    many_hats,
)

AGAIN = (*HANDLED, rework())


def test_a_grid_member_confirms_the_result() -> None:
    given(*HANDLED).when(verify()).then(ResultConfirmed, round=1, host="chengguan", in_time=True, policy="p1")


def test_verification_has_a_limit_of_its_own() -> None:
    # One working day from Monday 11:00.
    given(*HANDLED).when(verify(at="Tue 11:00")).then(ResultConfirmed, in_time=True)
    given(*HANDLED).when(verify(at="Tue 11:01")).then(ResultConfirmed, in_time=False)


def test_whoever_handled_it_does_not_verify_it_in_another_post() -> None:
    wu_on_the_grid = member("wu", Role.GRID_MEMBER)
    given(*HANDLED, policy=many_hats()).when(verify(by=wu_on_the_grid)).then_refused(rules.HANDLER_NEVER_VERIFIES)


def test_nobody_of_the_department_that_handled_it_does() -> None:
    inspector = member("sun", Role.GRID_MEMBER, department="chengguan")
    given(*HANDLED, policy=many_hats()).when(verify(by=inspector)).then_refused(rules.HANDLER_NEVER_VERIFIES)


def test_nobody_who_co_handled_it_does_nor_the_department() -> None:
    joint = given(*JOINT, co_handle(), handle(), policy=many_hats())
    joint.when(verify(by=member("zheng", Role.GRID_MEMBER))).then_refused(rules.HANDLER_NEVER_VERIFIES)
    inspector = member("sun", Role.GRID_MEMBER, department="huanbao")
    joint.when(verify(by=inspector)).then_refused(rules.HANDLER_NEVER_VERIFIES)
    joint.when(verify(by=SUN)).then(ResultConfirmed)


def test_whoever_handled_an_earlier_round_does_not_verify_a_later_one() -> None:
    second = given(*AGAIN, divert(at="Mon 14:10", host="huanbao"), handle(at="Mon 15:00", by=ZHENG), policy=many_hats())
    second.when(verify(at="Mon 16:00", by=member("wu", Role.GRID_MEMBER))).then_refused(rules.HANDLER_NEVER_VERIFIES)
    second.when(verify(at="Mon 16:00")).then(ResultConfirmed, round=2, host="huanbao")


def test_only_a_grid_member_verifies_and_only_what_was_handled() -> None:
    given(*HANDLED).when(verify(by=WU)).then_refused(shared.ROLE_MAY_NOT, "grid-member")
    given(*HANDLED).when(verify(by=CHEN)).then_refused(shared.ROLE_MAY_NOT)
    given(*WITH_HOST).when(verify()).then_refused(rules.WRONG_STAGE)


def test_verifying_again_adds_nothing() -> None:
    given(*VERIFIED).when(verify(at="Mon 14:01", by=SUN)).then_nothing()
    given(*ANSWERED).when(verify(at="Mon 15:10")).then_refused(rules.WRONG_STAGE)


def test_a_result_that_does_not_stand_goes_back_to_diversion() -> None:
    given(*HANDLED).when(rework()).then(
        ReworkOrdered, round=1, host="chengguan", cause=ReworkCause.BAD_WORK, due=at("Mon 15:00"), policy="p1"
    )
    given(*AGAIN).when(divert(at="Mon 14:10")).then(MatterDiverted, round=2, host="chengguan")


def test_rework_says_whether_the_work_or_the_diversion_was_wrong() -> None:
    given(*HANDLED).when(rework(cause=ReworkCause.WRONG_DIVERSION)).then(
        ReworkOrdered, cause=ReworkCause.WRONG_DIVERSION
    )


def test_rework_may_be_ordered_until_the_matter_is_closed() -> None:
    for verified in (VERIFIED, ANSWERED, EVALUATED):
        given(*verified).when(rework(at="Mon 15:30")).then(ReworkOrdered, round=1, host="chengguan")
    given(*REVIEWED).when(rework()).then(ReworkOrdered, round=0, host="")


def test_only_a_foreman_orders_rework_and_only_of_what_was_done() -> None:
    given(*HANDLED).when(rework(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT, "foreman")
    given(*HANDLED).when(rework(by=LI)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(rework()).then_refused(rules.WRONG_STAGE)
    given(*HANDLED, void()).when(rework(at="Mon 16:10")).then_refused(rules.WRONG_STAGE)


def test_ordering_rework_again_adds_nothing() -> None:
    given(*AGAIN).when(rework(at="Mon 14:05")).then_nothing()


def test_the_verdict_of_the_failed_round_stands_beside_the_new_one() -> None:
    # Diverted again on Monday at 14:10: due on Tuesday at 14:10.
    second = given(*AGAIN, divert(at="Mon 14:10")).when(handle(at="Tue 14:11")).then(HandlingReported, in_time=False)
    verdicts = [(event.round, event.in_time) for event in second.events if isinstance(event, HandlingReported)]
    assert verdicts == [(1, True), (2, False)]
