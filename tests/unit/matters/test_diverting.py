"""A matter is diverted to its host, which accepts it or asks for its return."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import CoHandler, MatterAccepted, MatterDiverted, ReturnAsked, ReturnGranted, ReturnRefused
from gridcase.testing.cast import CHEN, HAN, WU, ZHENG, ZHOU, at
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    accept,
    ask_return,
    classify,
    decide_return,
    divert,
    handle,
    merge,
    report,
    unmerge,
)
from tests.unit.matters.stories import ACCEPTED, FILED, HUANBAO_TOO, JOINT, REPORTED, WITH_HOST, with_master


def test_a_matter_goes_to_the_default_host_of_its_class_with_a_due_time() -> None:
    # One working day, seven hours, from Monday 09:20: 2 h 40 until noon, 4 h until 17:30, 20 minutes on Tuesday.
    given(*FILED).when(divert()).then(
        MatterDiverted,
        round=1,
        host="chengguan",
        limit="1 working day",
        due=at("Tue 09:20"),
        due_accept=at("Mon 11:20"),
        due_provisional=False,
        in_time=True,
        policy="p1",
    )


def test_the_dispatcher_may_choose_another_host_and_another_limit() -> None:
    given(*FILED).when(divert(host="huanbao", limit="2 urgent hours", level="village")).then(
        MatterDiverted, host="huanbao", due=at("Mon 11:20"), level="village"
    )


def test_a_matter_keeps_the_level_that_it_was_filed_at() -> None:
    at_the_village = given(*REPORTED, classify(level="village")).when(divert()).then(MatterDiverted, level="village")
    assert at_the_village.state.matter.level == "village"


def test_a_class_without_a_default_host_needs_one_named() -> None:
    litter = (*REPORTED, classify(class_code="litter"))
    given(*litter).when(divert()).then_refused(rules.HOST_MISSING, "litter")
    # Five working hours from 09:20: 2 h 40 in the morning, 2 h 20 from 13:30.
    given(*litter).when(divert(host="chengguan")).then(MatterDiverted, due=at("Mon 15:50"))


def test_a_diversion_after_its_limit_is_late() -> None:
    given(*FILED).when(divert(at="Mon 10:10")).then(MatterDiverted, in_time=True)
    given(*FILED).when(divert(at="Mon 10:11")).then(MatterDiverted, in_time=False)


def test_a_limit_that_runs_into_a_year_without_published_holidays_is_provisional() -> None:
    # Tuesday 43 weeks later is 29 December 2026. Two working days end on Thursday, three on Friday, 1 January 2027.
    filed = (report(at="Tue+43 09:00"), classify(at="Tue+43 09:10"))
    two, three = (divert(at="Tue+43 09:20", limit=limit) for limit in ("2 working days", "3 working days"))
    given(*filed).when(two).then(MatterDiverted, due=at("Thu+43 09:20"), due_provisional=False)
    given(*filed).when(three).then(MatterDiverted, due=at("Fri+43 09:20"), due_provisional=True)


def test_co_handlers_have_due_times_of_their_own() -> None:
    joint = divert(
        co_handlers=(
            CoHandlerAsked(department="huanbao"),
            CoHandlerAsked(department="shijian", limit="2 working hours", mandatory=False),
        )
    )
    given(*FILED).when(joint).then(
        MatterDiverted,
        co_handlers=(
            CoHandler(department="huanbao", due=at("Tue 09:20"), limit="1 working day"),
            CoHandler(department="shijian", due=at("Mon 11:20"), mandatory=False, limit="2 working hours"),
        ),
    )


def test_a_department_is_host_or_co_handler_and_once() -> None:
    host_too = divert(co_handlers=(CoHandlerAsked(department="chengguan"),))
    given(*FILED).when(host_too).then_refused(rules.HOST_IS_CO_HANDLER)
    given(*FILED).when(divert(co_handlers=HUANBAO_TOO * 2)).then_refused(rules.HOST_IS_CO_HANDLER)


def test_departments_limits_and_levels_must_be_known() -> None:
    given(*FILED).when(divert(host="atlantis")).then_refused(rules.UNKNOWN_DEPARTMENT, "atlantis")
    co_handler = CoHandlerAsked(department="atlantis")
    given(*FILED).when(divert(co_handlers=(co_handler,))).then_refused(rules.UNKNOWN_DEPARTMENT)
    given(*FILED).when(divert(limit="soon")).then_refused(rules.UNKNOWN_LIMIT, "soon")
    given(*FILED).when(divert(level="galaxy")).then_refused(rules.UNKNOWN_LEVEL)


def test_only_a_dispatcher_diverts() -> None:
    given(*FILED).when(divert(by=CHEN)).then_refused(shared.ROLE_MAY_NOT, "dispatcher")


def test_a_matter_with_a_host_is_not_diverted_to_another() -> None:
    given(*WITH_HOST).when(divert(at="Mon 09:21")).then_refused(rules.WRONG_STAGE, "with chengguan already")
    given(*WITH_HOST).when(divert(host="huanbao")).then_refused(rules.WRONG_STAGE, "with chengguan already")


def test_the_host_accepts_in_time_or_late() -> None:
    given(*WITH_HOST).when(accept(at="Mon 11:20")).then(
        MatterAccepted, round=1, host="chengguan", in_time=True, policy="p1"
    )
    given(*WITH_HOST).when(accept(at="Mon 11:21")).then(MatterAccepted, in_time=False)


def test_only_the_host_accepts() -> None:
    given(*WITH_HOST).when(accept(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*JOINT).when(accept(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER, "the host is chengguan")
    given(*WITH_HOST).when(accept(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)
    given(*WITH_HOST, handle()).when(accept(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_accepting_again_adds_nothing() -> None:
    given(*ACCEPTED).when(accept(at="Mon 09:40")).then_nothing()


def test_the_host_asks_for_a_return_with_a_reason() -> None:
    given(*WITH_HOST).when(ask_return()).then(ReturnAsked, round=1, host="chengguan")
    given(*WITH_HOST).when(ask_return(reason="")).then_refused(shared.REASON_MISSING)
    given(*JOINT).when(ask_return(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST, handle()).when(ask_return(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_asking_again_adds_nothing_until_it_was_refused() -> None:
    given(*WITH_HOST, ask_return()).when(ask_return(at="Mon 10:05")).then_nothing()
    refused = (ask_return(), decide_return(granted=False))
    given(*WITH_HOST, *refused).when(ask_return(at="Mon 10:20")).then(ReturnAsked)


def test_a_return_before_the_due_time_is_not_charged_to_the_host() -> None:
    given(*WITH_HOST, ask_return()).when(decide_return(at="Tue 09:20")).then(
        ReturnGranted, after_due=False, due=at("Tue 10:20"), policy="p1"
    )


def test_a_return_after_the_due_time_is() -> None:
    returned = given(*WITH_HOST, ask_return()).when(decide_return(at="Tue 09:21")).then(ReturnGranted, after_due=True)
    assert returned.state.matter.late


def test_a_refused_return_leaves_the_matter_where_it_is() -> None:
    refused = given(*WITH_HOST, ask_return()).when(decide_return(granted=False)).then(ReturnRefused, host="chengguan")
    refused.and_(handle())


def test_only_a_return_that_was_asked_is_decided_and_by_a_dispatcher() -> None:
    given(*WITH_HOST).when(decide_return()).then_refused(rules.NOTHING_ASKED)
    given(*WITH_HOST, ask_return()).when(decide_return(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(decide_return()).then_refused(rules.WRONG_STAGE)


def test_deciding_again_adds_nothing_but_the_other_answer_comes_too_late() -> None:
    granted, refused = (ask_return(), decide_return()), (ask_return(), decide_return(granted=False))
    given(*WITH_HOST, *granted).when(decide_return(at="Mon 10:20")).then_nothing()
    given(*WITH_HOST, *granted).when(decide_return(at="Mon 10:20", granted=False)).then_refused(rules.WRONG_STAGE)
    given(*WITH_HOST, *refused).when(decide_return(at="Mon 10:20", granted=False)).then_nothing()
    given(*WITH_HOST, *refused).when(decide_return(at="Mon 10:20")).then_refused(rules.NOTHING_ASKED)


def test_a_returned_matter_is_diverted_again_in_a_new_round_that_keeps_the_chain() -> None:
    again = given(*WITH_HOST, ask_return(), decide_return()).when(divert(at="Mon 10:20", host="huanbao"))
    assert again.then(MatterDiverted, round=2, host="huanbao").state.matter.hosts == ("chengguan", "huanbao")


def test_rounds_go_on_counting_through_a_merge() -> None:
    unmerged = given(*WITH_HOST, merge(), unmerge(), policy=with_master())
    unmerged.when(divert(at="Mon 10:00")).then(MatterDiverted, round=2)


def test_the_department_that_gave_it_back_has_no_more_to_say() -> None:
    to_huanbao = (ask_return(), decide_return(), divert(at="Mon 10:20", host="huanbao"))
    given(*WITH_HOST, *to_huanbao).when(handle(by=WU)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST, *to_huanbao).and_(handle(by=ZHENG))
