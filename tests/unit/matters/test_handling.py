"""Departments handle, alone or jointly; the verdict on each is given once, with what it rests on."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import CoHandlingReported, HandlingReported
from gridcase.matters.policy import JudgeBy
from gridcase.testing.cast import FENG, LI, WU, ZHENG, ZHOU, at, member, policy
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    ask_return,
    classify,
    co_handle,
    decide_return,
    divert,
    handle,
    verify,
)
from gridcase.working_time.limits import StepLimits
from tests.unit.matters.stories import FILED, HANDLED, HUANBAO_TOO, JOINT, REPORTED, SUSPENDED, VERIFIED, WITH_HOST


def test_handling_in_time_with_the_allowance_used() -> None:
    # Monday 09:20 to 11:00.
    given(*WITH_HOST).when(handle()).then(
        HandlingReported,
        round=1,
        host="chengguan",
        in_time=True,
        due=at("Tue 09:20"),
        used=100 * 60,
        due_verify=at("Tue 11:00"),
        policy="p1",
    )


def test_in_time_is_until_the_due_time_and_late_is_after_it() -> None:
    given(*WITH_HOST).when(handle(at="Tue 09:20")).then(HandlingReported, in_time=True, used=7 * 3600)
    late = given(*WITH_HOST).when(handle(at="Tue 09:21")).then(HandlingReported, in_time=False, used=7 * 3600 + 60)
    assert late.state.matter.late


def test_without_a_limit_handling_is_always_in_time_and_every_second_is_used() -> None:
    unlimited = (*REPORTED, classify(class_code="dispute"), divert(host="chengguan"))
    given(*unlimited).when(handle(at="Tue 09:20")).then(HandlingReported, in_time=True, due=None, used=24 * 3600)


def test_urgent_hours_are_used_at_night_too() -> None:
    overnight = (*FILED, divert(limit="24 urgent hours"))
    given(*overnight).when(handle(at="Tue 09:00")).then(HandlingReported, in_time=True, used=23 * 3600 + 40 * 60)


def test_a_late_field_report_is_judged_by_when_it_was_recorded() -> None:
    done_monday = handle(at="Tue 10:00", occurred_at=at("Mon 17:00"))
    given(*WITH_HOST).when(done_monday).then(
        HandlingReported, in_time=False, occurred_at=at("Mon 17:00"), used=7 * 3600 + 40 * 60
    )


def test_or_by_when_it_happened_where_the_city_says_so() -> None:
    # From 09:20 to 17:00 on Monday are 6 h 10 of work.
    done_monday = handle(at="Tue 10:00", occurred_at=at("Mon 17:00"))
    given(*WITH_HOST, policy=policy(judge_by=JudgeBy.OCCURRED)).when(done_monday).then(
        HandlingReported, in_time=True, occurred_at=at("Mon 17:00"), used=6 * 3600 + 10 * 60
    )


def test_nothing_is_handled_later_than_it_is_reported() -> None:
    given(*WITH_HOST).when(handle(occurred_at=at("Mon 11:01"))).then_refused(shared.HAPPENED_LATER)


def test_only_the_host_reports_the_handling() -> None:
    given(*WITH_HOST).when(handle(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*JOINT).when(handle(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER, "the host is chengguan")
    given(*WITH_HOST).when(handle(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)
    given(*SUSPENDED).when(handle()).then_refused(rules.SUSPENDED)
    given(*FILED).when(handle()).then_refused(shared.NOT_YOUR_MATTER)
    given(*VERIFIED).when(handle(at="Mon 14:30")).then_refused(rules.WRONG_STAGE)


def test_reporting_the_handling_again_adds_nothing() -> None:
    given(*HANDLED).when(handle(at="Mon 11:10")).then_nothing()
    given(*HANDLED).when(handle(at="Mon 11:10", by=member("wu2", WU.role, department="chengguan"))).then_refused(
        shared.UNKNOWN_MEMBER
    )


def test_the_host_cannot_report_while_a_mandatory_co_handler_has_not() -> None:
    given(*JOINT).when(handle()).then_refused(rules.CO_HANDLING_MISSING, "huanbao")
    given(*JOINT, co_handle()).when(handle()).then(HandlingReported, in_time=True)


def test_every_mandatory_co_handler_and_no_other_holds_the_host_up() -> None:
    both = (CoHandlerAsked(department="huanbao"), CoHandlerAsked(department="shijian"))
    given(*FILED, divert(co_handlers=both), co_handle()).when(handle()).then_refused(
        rules.CO_HANDLING_MISSING, "shijian"
    )
    helpful = (CoHandlerAsked(department="huanbao", mandatory=False),)
    given(*FILED, divert(co_handlers=helpful)).when(handle()).then(HandlingReported)


def test_a_co_handler_has_a_verdict_of_its_own() -> None:
    short = (CoHandlerAsked(department="huanbao", limit="1 working hour"),)
    joint = (*FILED, divert(co_handlers=short))
    given(*joint).when(co_handle(at="Mon 10:20")).then(
        CoHandlingReported, department="huanbao", in_time=True, due=at("Mon 10:20"), used=3600, policy="p1"
    )
    late = given(*joint).when(co_handle(at="Mon 10:21")).then(CoHandlingReported, in_time=False)
    # The host is not late for that.
    late.when(handle()).then(HandlingReported, in_time=True)


def test_a_host_that_is_late_only_through_its_co_handler_shows_both() -> None:
    waited = given(*JOINT).when(co_handle(at="Tue 10:00")).then(CoHandlingReported, in_time=False)
    waited.when(handle(at="Tue 10:10")).then(HandlingReported, in_time=False)


def test_a_co_handlers_late_field_report_is_judged_likewise() -> None:
    done_monday = co_handle(at="Tue 10:00", occurred_at=at("Mon 17:00"))
    given(*JOINT).when(done_monday).then(CoHandlingReported, in_time=False)
    given(*JOINT, policy=policy(judge_by=JudgeBy.OCCURRED)).when(done_monday).then(CoHandlingReported, in_time=True)


def test_only_a_co_handler_reports_co_handling() -> None:
    given(*JOINT).when(co_handle(by=WU)).then_refused(shared.NOT_YOUR_MATTER, "chengguan is the host")
    given(*JOINT).when(co_handle(by=FENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*JOINT).when(co_handle(by=LI)).then_refused(shared.ROLE_MAY_NOT)


def test_co_handling_again_adds_nothing() -> None:
    given(*JOINT, co_handle()).when(co_handle(at="Mon 10:50")).then_nothing()
    given(*JOINT, co_handle(), handle()).when(co_handle(at="Mon 11:10")).then_nothing()


def test_what_is_handled_is_not_co_handled_any_more() -> None:
    helpful = (CoHandlerAsked(department="huanbao", mandatory=False),)
    handled = given(*FILED, divert(co_handlers=helpful), handle())
    handled.when(co_handle(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_a_new_round_has_co_handlers_of_its_own() -> None:
    again = (co_handle(), ask_return(at="Mon 11:00"), decide_return(at="Mon 11:10"))
    second = given(*JOINT, *again, divert(at="Mon 11:20", co_handlers=HUANBAO_TOO))
    second.when(handle(at="Mon 11:30")).then_refused(rules.CO_HANDLING_MISSING, "huanbao")


def test_a_verdict_given_under_one_policy_stands_under_the_next() -> None:
    late = given(*WITH_HOST, handle(at="Tue 09:21"))
    lenient = policy(version="p2", judge_by=JudgeBy.OCCURRED)
    later = Story(lenient, late.state, late.events).and_(verify(at="Tue 10:00"))
    assert later.events[:-1] == late.events
    assert later.state.matter.late


def test_what_is_due_was_written_down_when_it_was_diverted() -> None:
    diverted = given(*WITH_HOST)
    stricter = policy(version="p2", limits=StepLimits(handle="1 minute"))
    later = Story(stricter, diverted.state, diverted.events)
    later.when(handle(at="Tue 09:20")).then(HandlingReported, due=at("Tue 09:20"), in_time=True, policy="p2")
