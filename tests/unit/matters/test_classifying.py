"""A matter is filed under a class, declined, or resolved on the spot and reviewed."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.matters import rules
from gridcase.matters.events import (
    MatterClassified,
    MatterDeclined,
    MatterDiverted,
    MatterResolvedOnTheSpot,
    OnTheSpotReviewed,
    Severity,
)
from gridcase.testing.cast import CHEN, LI, SUN, WANG, ZHOU, at, member
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    ask_return,
    ask_suspension,
    classify,
    decide_return,
    decide_suspension,
    decline,
    dispute,
    divert,
    escalate,
    handle,
    merge,
    resolve,
    resume,
    review,
    rule,
    unmerge,
    verify,
)
from tests.unit.matters.stories import FILED, REPORTED, RESOLVED, REVIEWED, WITH_HOST, many_hats, with_master


def test_reception_files_a_matter_under_a_class_of_a_list() -> None:
    # One working hour to divert from 09:10; five working days for the whole, from the report: Friday evening.
    given(*REPORTED).when(classify(severity=Severity.SERIOUS)).then(
        MatterClassified,
        list_code="environment",
        severity=Severity.SERIOUS,
        in_time=True,
        due=at("Mon 10:10"),
        due_close=at("Fri 17:30"),
        policy="p1",
    )


def test_filing_is_in_time_until_its_limit_and_not_after() -> None:
    given(*REPORTED).when(classify(at="Mon 11:00")).then(MatterClassified, in_time=True)
    given(*REPORTED).when(classify(at="Mon 11:01")).then(MatterClassified, in_time=False)


def test_a_class_that_the_catalogue_has_not_and_a_level_that_the_city_has_not_are_refused() -> None:
    given(*REPORTED).when(classify(class_code="dragons")).then_refused(shared.UNKNOWN_CLASS, "dragons")
    given(*REPORTED).when(classify(level="galaxy")).then_refused(rules.UNKNOWN_LEVEL, "galaxy")


def test_a_dispatcher_does_not_classify() -> None:
    given(*REPORTED).when(classify(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT, "reception")


def test_a_matter_with_its_host_is_not_classified() -> None:
    given(*WITH_HOST).when(classify(at="Mon 09:30")).then_refused(rules.WRONG_STAGE, "before it is diverted")


def test_classifying_again_does_not_win_time_for_the_diversion() -> None:
    again = classify(at="Mon 10:00", by=CHEN, class_code="litter")
    given(*FILED).when(again).then(MatterClassified, class_code="litter", due=at("Mon 10:10"))


def test_what_was_never_classified_has_its_whole_time_for_the_diversion_from_then() -> None:
    refused = given(*RESOLVED, review(accepted=False))
    refused.when(classify(at="Mon 10:00")).then(MatterClassified, due=at("Mon 11:00"), in_time=True)


def test_classifying_again_keeps_the_level_it_was_escalated_to() -> None:
    given(*FILED, escalate(at="Mon 09:30")).when(classify(at="Mon 09:40", severity=Severity.SERIOUS)).then(
        MatterClassified, level="township"
    )


def test_what_is_classified_so_already_is_not_classified_again() -> None:
    given(*FILED).when(classify(at="Mon 09:40")).then_nothing()


def test_classifying_again_does_not_lift_a_ruling() -> None:
    ruled = given(*WITH_HOST, dispute(), rule(), classify(at="Mon 10:40", class_code="litter"))
    ruled.when(divert(at="Mon 10:50", host="chengguan")).then_refused(rules.RULED_OTHERWISE, "huanbao")


def test_classifying_again_leaves_suspended_time_out_of_the_whole() -> None:
    # Suspended from Monday 10:30 to Wednesday 10:30: 14 of the 35 hours from the report. So 21 hours are counted until
    # Friday evening, and 14 more are Monday and Tuesday of the week after.
    held = (ask_suspension(), decide_suspension(), resume())
    returned = (ask_return(at="Wed 10:40"), decide_return(at="Wed 10:50"))
    given(*WITH_HOST, *held, *returned).when(classify(at="Wed 11:00", severity=Severity.SERIOUS)).then(
        MatterClassified, due_close=at("Tue+1 17:30")
    )


def test_reception_declines_with_a_reason() -> None:
    given(*REPORTED).when(decline()).then(MatterDeclined, reason="不属于城市管理")
    given(*REPORTED).when(decline(reason="  ")).then_refused(shared.REASON_MISSING)


def test_only_what_is_not_diverted_yet_is_declined() -> None:
    given(*WITH_HOST).when(decline(at="Mon 09:30")).then_refused(rules.WRONG_STAGE)
    given(*REPORTED).when(decline(by=LI)).then_refused(shared.ROLE_MAY_NOT)


def test_declining_again_adds_nothing_and_a_declined_matter_is_not_filed() -> None:
    given(*REPORTED, decline()).when(decline(at="Mon 09:30", by=CHEN)).then_nothing()
    given(*REPORTED, decline()).when(classify(at="Mon 09:30")).then_refused(rules.WRONG_STAGE, "declined")


def test_a_grid_member_sweeps_up_the_litter() -> None:
    resolved = given(*REPORTED).when(resolve()).then(MatterResolvedOnTheSpot, class_code="litter", unit="xiangyang-3")
    assert resolved.state.matter.class_code == "litter"


def test_reception_answers_directly() -> None:
    given(*REPORTED).when(resolve(by=WANG, class_code="")).then(MatterResolvedOnTheSpot)


def test_a_matter_with_its_host_is_no_longer_resolved_on_the_spot() -> None:
    given(*WITH_HOST).when(resolve(at="Mon 09:30")).then_refused(rules.WRONG_STAGE)
    given(*REPORTED).when(resolve(class_code="dragons")).then_refused(shared.UNKNOWN_CLASS)
    given(*REPORTED).when(resolve(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)


def test_resolving_again_adds_nothing_but_somebody_else_is_too_late() -> None:
    given(*RESOLVED).when(resolve(at="Mon 09:16")).then_nothing()
    given(*RESOLVED).when(resolve(at="Mon 09:16", by=SUN)).then_refused(rules.WRONG_STAGE)


def test_the_foreman_accepts_and_the_credit_goes_to_whoever_resolved_it() -> None:
    given(*RESOLVED).when(review()).then(OnTheSpotReviewed, resolved_by="li", accepted=True, due=None, policy="p1")


def test_a_review_that_refuses_leaves_an_ordinary_matter_without_credit() -> None:
    refused = given(*RESOLVED).when(review(accepted=False)).then(OnTheSpotReviewed, accepted=False, due=at("Mon 10:20"))
    refused.and_(classify(at="Mon 09:25")).when(divert(at="Mon 09:30")).then(MatterDiverted, round=1)


def test_whoever_resolved_a_matter_does_not_review_it() -> None:
    promoted = member("li", Role.FOREMAN)
    given(*RESOLVED, policy=many_hats()).when(review(by=promoted)).then_refused(rules.RESOLVER_NEVER_REVIEWS)
    given(*RESOLVED).when(review(by=promoted)).then_refused(shared.UNKNOWN_MEMBER, "li as foreman")


def test_nothing_is_reviewed_that_was_not_resolved() -> None:
    given(*FILED).when(review()).then_refused(rules.WRONG_STAGE)
    given(*RESOLVED).when(review(by=WANG)).then_refused(shared.ROLE_MAY_NOT)


def test_reviewing_again_adds_nothing_but_the_other_answer_comes_too_late() -> None:
    given(*REVIEWED).when(review(at="Mon 09:30")).then_nothing()
    given(*REVIEWED).when(review(at="Mon 09:30", accepted=False)).then_refused(rules.WRONG_STAGE)
    given(*RESOLVED, review(accepted=False)).when(review(at="Mon 09:30", accepted=False)).then_nothing()


def test_whoever_failed_to_resolve_it_does_not_verify_the_department_that_did() -> None:
    handled = given(*RESOLVED, review(accepted=False), classify(at="Mon 09:25"), divert(at="Mon 09:30"), handle())
    handled.when(verify(by=LI)).then_refused(rules.HANDLER_NEVER_VERIFIES)
    handled.and_(verify(by=SUN))


def test_a_matter_that_nobody_classified_is_not_diverted() -> None:
    classified_first = "classified before"
    given(*REPORTED).when(divert()).then_refused(rules.WRONG_STAGE, classified_first)
    given(*RESOLVED, review(accepted=False)).when(divert(host="huanbao")).then_refused(
        rules.WRONG_STAGE, classified_first
    )
    unmerged = given(*REPORTED, merge(), unmerge(), policy=with_master())
    unmerged.when(divert(at="Mon 10:00", host="huanbao")).then_refused(rules.WRONG_STAGE, classified_first)
