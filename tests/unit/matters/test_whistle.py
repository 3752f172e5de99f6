"""Whistle (吹哨报到): the unit that hosts a matter calls bodies, who sign in, come, do a part, and are rated."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import (
    CalledBody,
    CalledBodyDue,
    CoHandlingReported,
    HandlingReported,
    MatterResumed,
    OnSiteReported,
    ResultConfirmed,
    WhistleBlown,
    WhistleContested,
    WhistleRated,
    WhistleRuled,
    WhistleSignedIn,
)
from gridcase.matters.policy import JudgeBy, Whistle
from gridcase.testing.cast import COUNTY, FENG, HAN, LIU, MA, VILLAGE, WU, ZHENG, at, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    ask_suspension,
    co_handle,
    contest,
    decide_suspension,
    divert,
    handle,
    on_site,
    order_down,
    rate,
    resume,
    rule_whistle,
    send_up,
    sign_in,
    verify,
    whistle,
)
from tests.unit.matters.stories import FILED, WITH_HOST

AT_VILLAGE = (*FILED, divert(host="xiangyang"))
AT_COUNTY = (*AT_VILLAGE, send_up())
CALLED = (*AT_COUNTY, whistle())
"""The county has called huanbao and shijian on Monday at 10:30: a working day for each part, three to sign in."""

CONTESTED = (*CALLED, contest())
PART_DONE = (*CALLED, co_handle())
QUICK = policy(whistle=Whistle(sign_in="30 minutes", on_site="2 urgent hours"))
RELEASED = (*CONTESTED, rule_whistle())


def test_who_is_called_has_three_clocks_of_its_own_from_the_whistle_on() -> None:
    blown = given(*AT_COUNTY).when(whistle(departments=("huanbao",))).then(WhistleBlown, host=COUNTY, round=2)
    [event] = blown.events[-1:]
    assert isinstance(event, WhistleBlown)
    assert event.called == (
        CalledBody(
            department="huanbao",
            due_sign_in=at("Thu 10:30"),
            due_on_site=at("Mon+1 10:30"),
            due=at("Tue 10:30"),
            limit="1 working day",
        ),
    )
    quick = given(*AT_COUNTY, policy=QUICK).when(whistle(limit="1 working hour")).then(WhistleBlown).events[-1]
    assert isinstance(quick, WhistleBlown)
    assert {(one.due_sign_in, one.due_on_site, one.due) for one in quick.called} == {
        (at("Mon 11:00"), at("Mon 12:30"), at("Mon 11:30"))
    }


def test_a_city_may_set_no_limit() -> None:
    free = policy(whistle=Whistle(sign_in="", on_site=""))
    given(*CALLED, policy=free).when(sign_in(at="Fri 10:00")).then(WhistleSignedIn, in_time=True, due=None)


def test_the_host_stays_and_waits_for_those_whom_it_called() -> None:
    given(*CALLED).when(handle(by=LIU, at="Mon 11:30")).then_refused(rules.CO_HANDLING_MISSING, "huanbao, shijian")
    both = (*PART_DONE, co_handle(at="Mon 11:00", by=FENG))
    given(*both).when(handle(by=LIU, at="Mon 11:30")).then(HandlingReported, host=COUNTY)
    late = given(*CALLED).when(co_handle(at="Tue 10:31")).then(CoHandlingReported, in_time=False, due=at("Tue 10:30"))
    assert late.events[-1].used == 7 * 3600 + 60  # type: ignore[union-attr]


def test_only_a_unit_blows_the_whistle_and_only_for_what_it_hosts() -> None:
    given(*AT_COUNTY).when(whistle(reason=" ")).then_refused(shared.REASON_MISSING)
    given(*WITH_HOST).when(whistle(by=WU)).then_refused(rules.UNITS_CALL, "chengguan")
    given(*AT_COUNTY).when(whistle(by=MA)).then_refused(shared.NOT_YOUR_MATTER)
    given(*AT_COUNTY).when(whistle(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(whistle()).then_refused(shared.NOT_YOUR_MATTER)
    given(*AT_COUNTY, handle(by=LIU)).when(whistle(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_it_calls_somebody_who_exists_and_is_not_there_yet() -> None:
    given(*AT_COUNTY).when(whistle(departments=())).then_refused(rules.NOBODY_CALLED)
    given(*AT_COUNTY).when(whistle(departments=("gongan",))).then_refused(rules.UNKNOWN_DEPARTMENT)
    given(*AT_COUNTY).when(whistle(departments=("weibin",))).then_refused(rules.HOST_IS_CO_HANDLER)
    joint = (*FILED, divert(host="weibin", co_handlers=(CoHandlerAsked(department="huanbao"),)))
    given(*joint).when(whistle()).then_refused(rules.HOST_IS_CO_HANDLER, "huanbao")
    given(*AT_COUNTY).when(whistle(departments=("xiangyang",))).then(WhistleBlown)


def test_said_twice_a_whistle_calls_nobody_and_a_second_one_those_who_are_new() -> None:
    given(*CALLED).when(whistle(at="Mon 10:35")).then_nothing()
    given(*CALLED).when(whistle(at="Mon 10:35", departments=("huanbao",))).then_nothing()
    more = whistle(at="Mon 10:35", departments=("huanbao", "chengguan"))
    [event] = given(*CALLED).when(more).then(WhistleBlown).events[-1:]
    assert isinstance(event, WhistleBlown)
    assert [one.department for one in event.called] == ["chengguan"]


def test_signing_in_is_in_time_or_late_and_happens_once() -> None:
    given(*CALLED).when(sign_in()).then(WhistleSignedIn, department="huanbao", host=COUNTY, in_time=True)
    given(*CALLED).when(sign_in(at="Thu 10:30")).then(WhistleSignedIn, in_time=True)
    given(*CALLED).when(sign_in(at="Thu 10:31")).then(WhistleSignedIn, in_time=False, due=at("Thu 10:30"))
    given(*CALLED, sign_in()).when(sign_in(at="Mon 10:42")).then_nothing()
    given(*CALLED).when(sign_in(by=WU)).then_refused(shared.NOT_YOUR_MATTER)
    given(*CALLED).when(sign_in(by=LIU)).then_refused(rules.NOT_CALLED, COUNTY)
    given(*FILED).when(sign_in()).then_refused(shared.NOT_YOUR_MATTER)


def test_on_site_is_judged_by_the_time_that_the_city_looks_at() -> None:
    there = on_site(at="Mon+1 11:00", occurred_at=at("Mon+1 10:00"))
    given(*CALLED).when(there).then(OnSiteReported, department="huanbao", in_time=False, due=at("Mon+1 10:30"))
    given(*CALLED, policy=policy(judge_by=JudgeBy.OCCURRED)).when(there).then(OnSiteReported, in_time=True)
    given(*CALLED, on_site()).when(on_site(at="Mon 10:50")).then_nothing()
    given(*CALLED).when(on_site(by=LIU)).then_refused(rules.NOT_CALLED)


def test_who_is_called_contests_once_with_a_reason_and_the_level_above_rules() -> None:
    given(*CALLED).when(contest(reason="")).then_refused(shared.REASON_MISSING)
    given(*CALLED).when(contest()).then(WhistleContested, department="shijian", host=COUNTY)
    given(*CONTESTED).when(contest(at="Mon 10:45")).then_nothing()
    given(*CONTESTED).when(rule_whistle(stays=True)).then(WhistleRuled, department="shijian", stays=True)
    given(*CONTESTED, rule_whistle(stays=True)).when(contest(at="Mon 10:55")).then_refused(rules.CONTESTED_ONCE)
    given(*PART_DONE).when(contest(by=ZHENG, at="Mon 10:50")).then_refused(rules.PART_REPORTED)


def test_only_who_is_above_the_host_rules_and_only_on_what_is_contested() -> None:
    given(*CALLED).when(rule_whistle()).then_refused(rules.NOTHING_ASKED)
    given(*CONTESTED).when(rule_whistle(department="chengguan")).then_refused(rules.NOT_CALLED)
    for by in (LIU, MA, FENG):
        given(*CONTESTED).when(rule_whistle(by=by)).then_refused(rules.RULED_FROM_ABOVE)
    by_village = (*AT_VILLAGE, whistle(by=MA), contest())
    given(*by_village).when(rule_whistle(by=LIU)).then(WhistleRuled, host=VILLAGE, stays=False)
    county_too = (*AT_VILLAGE, whistle(by=MA, departments=("weibin",)), contest(by=LIU))
    given(*county_too).when(rule_whistle(by=LIU, department="weibin")).then_refused(rules.RULED_FROM_ABOVE)


def test_said_twice_a_ruling_adds_nothing() -> None:
    given(*RELEASED).when(rule_whistle(at="Mon 10:55")).then_nothing()
    given(*CONTESTED, rule_whistle(stays=True)).when(rule_whistle(at="Mon 10:55", stays=True)).then_nothing()
    given(*RELEASED).when(rule_whistle(at="Mon 10:55", stays=True)).then_refused(rules.NOTHING_ASKED)


def test_who_is_released_is_no_co_handler_any_more() -> None:
    given(*RELEASED).when(sign_in(by=FENG, at="Mon 10:55")).then_refused(shared.NOT_YOUR_MATTER)
    given(*RELEASED).when(whistle(at="Mon 10:55", departments=("shijian",))).then_refused(rules.RELEASED, "shijian")
    given(*RELEASED, co_handle(at="Mon 10:55")).when(handle(by=LIU)).then(HandlingReported)
    given(*RELEASED).when(handle(by=LIU)).then_refused(rules.CO_HANDLING_MISSING, "huanbao")


def test_who_does_its_part_contests_no_longer() -> None:
    done = (*CONTESTED, co_handle(by=FENG))
    given(*done).when(rule_whistle()).then_refused(rules.NOTHING_ASKED)
    given(*done).when(rule_whistle(stays=True)).then_nothing()


def test_the_host_rates_a_part_once_it_is_reported() -> None:
    given(*CALLED).when(rate()).then_refused(rules.PART_MISSING, "huanbao")
    given(*PART_DONE).when(rate()).then(WhistleRated, host=COUNTY, department="huanbao", rating=4)
    given(*PART_DONE, rate()).when(rate(at="Mon 11:05")).then_nothing()
    given(*PART_DONE, rate()).when(rate(at="Mon 11:05", rating=1)).then_refused(rules.RATED_ONCE, "4")
    given(*PART_DONE).when(rate(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*PART_DONE).when(rate(department="chengguan")).then_refused(rules.NOT_CALLED)
    all_done = (*PART_DONE, co_handle(by=FENG), handle(by=LIU))
    given(*all_done).when(rate(at="Mon 11:05")).then(WhistleRated)
    given(*all_done, verify()).when(rate(at="Mon 15:05")).then_refused(rules.WRONG_STAGE)


def test_who_came_to_a_whistle_does_not_verify() -> None:
    done = (*PART_DONE, co_handle(by=FENG), handle(by=LIU))
    given(*done).when(verify()).then(ResultConfirmed)
    assert {"huanbao", "shijian", COUNTY} <= given(*done).state.matter.departments  # type: ignore[union-attr]


def test_a_round_passed_on_ends_the_call() -> None:
    down = (*CALLED, order_down(at="Mon 10:35"))
    given(*down).when(sign_in()).then_refused(shared.NOT_YOUR_MATTER)
    given(*down).when(handle(by=MA)).then(HandlingReported, host=VILLAGE)
    given(*down).when(whistle(by=MA, at="Mon 10:50")).then(WhistleBlown, host=VILLAGE, round=3)


def test_the_clocks_of_who_is_called_stand_with_the_matter() -> None:
    stands = (*CALLED, ask_suspension(by=LIU, at="Mon 10:40"), decide_suspension(at="Mon 11:30"))
    given(*stands).when(sign_in(at="Mon 11:40")).then_refused(rules.SUSPENDED)
    resumed = given(*stands).when(resume(by=LIU, at="Wed 11:30")).then(MatterResumed).events[-1]
    assert isinstance(resumed, MatterResumed)
    assert resumed.called[0] == CalledBodyDue(
        department="huanbao", due_sign_in=at("Mon+1 10:30"), due_on_site=at("Wed+1 10:30")
    )
    again = (*stands, resume(by=LIU, at="Wed 11:30"))
    given(*again).when(sign_in(at="Mon+1 10:30")).then(WhistleSignedIn, in_time=True)
    given(*again).when(co_handle(at="Thu 10:31")).then(CoHandlingReported, in_time=False)
