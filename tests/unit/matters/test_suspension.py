"""Suspended time never counts.

The working day has seven hours, 9:00–12:00 and 13:30–17:30. Diverted on Monday at 09:20 with one working day, a matter
is due on Tuesday at 09:20. Suspended on Monday at 10:30, it has used 1 h 10 and has 5 h 50 left.
"""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import (
    CoHandlerDue,
    CoHandlingReported,
    HandlingReported,
    MatterResumed,
    SuspensionAsked,
    SuspensionGranted,
    SuspensionRefused,
    SuspensionReminded,
)
from gridcase.matters.evolve import evolve
from gridcase.matters.state import Suspended
from gridcase.testing.cast import HAN, LOOP, WU, ZHENG, ZHOU, at, policy
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    MATTER,
    accept,
    ask_return,
    ask_suspension,
    co_handle,
    decide_suspension,
    divert,
    handle,
    remind,
    resume,
    urge,
)
from tests.unit.matters.stories import FILED, HUANBAO_TOO, JOINT, SUSPENDED, WITH_HOST

ASKED = (*WITH_HOST, ask_suspension())
RESUMED = (*SUSPENDED, resume())


def test_the_host_asks_for_a_suspension_with_a_reason() -> None:
    given(*WITH_HOST).when(ask_suspension()).then(SuspensionAsked, round=1, host="chengguan")
    given(*WITH_HOST).when(ask_suspension(reason="")).then_refused(shared.REASON_MISSING)
    given(*JOINT).when(ask_suspension(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST, handle()).when(ask_suspension(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)
    given(*ASKED).when(ask_suspension(at="Mon 10:05")).then_nothing()


def test_a_dispatcher_grants_it_and_all_clocks_stop() -> None:
    suspended = given(*ASKED).when(decide_suspension()).then(SuspensionGranted, host="chengguan")
    assert isinstance(suspended.state, Suspended)
    assert [*suspended.state.clocks()] == []


def test_or_refuses_it_and_they_go_on() -> None:
    refused = given(*ASKED).when(decide_suspension(granted=False)).then(SuspensionRefused)
    assert {clock.step for clock in refused.state.clocks()} == {"accept", "handle", "close"}


def test_only_a_suspension_that_was_asked_is_decided_and_by_a_dispatcher() -> None:
    given(*WITH_HOST).when(decide_suspension()).then_refused(rules.NOTHING_ASKED)
    given(*ASKED).when(decide_suspension(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    given(*FILED).when(decide_suspension()).then_refused(rules.WRONG_STAGE)


def test_deciding_again_adds_nothing_but_the_other_answer_comes_too_late() -> None:
    given(*SUSPENDED).when(decide_suspension(at="Mon 10:40")).then_nothing()
    given(*SUSPENDED).when(decide_suspension(at="Mon 10:40", granted=False)).then_refused(rules.SUSPENDED)
    refused = given(*ASKED, decide_suspension(granted=False))
    refused.when(decide_suspension(at="Mon 10:40", granted=False)).then_nothing()
    refused.when(decide_suspension(at="Mon 10:40")).then_refused(rules.NOTHING_ASKED)


def test_a_suspended_matter_waits_for_its_resumption() -> None:
    for impatient in (handle(), accept(at="Mon 11:00"), ask_return(at="Mon 11:00"), urge()):
        given(*SUSPENDED).when(impatient).then_refused(rules.SUSPENDED)


def test_resumed_it_has_left_what_it_had() -> None:
    # On Wednesday from 10:30, 5 h 50: 1 h 30 until noon, 4 h until 17:30, 20 minutes on Thursday.
    # The whole: 35 h less 1 h 30 on Monday leaves 33 h 30. 5 h 30 on Wednesday, then four days of 7 h: Tuesday evening.
    given(*SUSPENDED).when(resume()).then(
        MatterResumed,
        suspended=2 * 24 * 3600,
        due=at("Thu 09:20"),
        due_close=at("Tue+1 17:30"),
        due_provisional=False,
        policy="p1",
    )


def test_the_verdict_is_given_on_the_new_due_time_and_leaves_suspended_time_out() -> None:
    # From Monday 09:20 to Thursday 09:00: 6 h 40, 7 h, 7 h. Suspended for 14 of these 20 h 40: 6 h 40 used.
    given(*RESUMED).when(handle(at="Thu 09:00")).then(
        HandlingReported, in_time=True, due=at("Thu 09:20"), used=6 * 3600 + 40 * 60
    )
    given(*RESUMED).when(handle(at="Thu 09:21")).then(HandlingReported, in_time=False, used=7 * 3600 + 60)


def test_nights_and_weekends_of_a_suspension_win_nothing_either() -> None:
    # Suspended from Monday 18:00, after work, to Saturday 12:00: 20 minutes are left, and run on Monday at 9:00.
    evening = (*WITH_HOST, ask_suspension(at="Mon 17:00"), decide_suspension(at="Mon 18:00"))
    given(*evening).when(resume(at="Sat 12:00")).then(MatterResumed, due=at("Mon+1 09:20"))


def test_what_was_missed_before_a_suspension_stays_missed() -> None:
    too_late = (*WITH_HOST, ask_suspension(at="Tue 10:00"), decide_suspension(at="Tue 10:30"))
    resumed = given(*too_late).when(resume()).then(MatterResumed, due=at("Tue 09:20"))
    resumed.when(handle(at="Wed 11:00")).then(HandlingReported, in_time=False)


def test_suspended_in_the_moment_it_is_due_it_has_nothing_left() -> None:
    just_due = (*WITH_HOST, ask_suspension(at="Tue 09:10"), decide_suspension(at="Tue 09:20"))
    given(*just_due).when(resume()).then(MatterResumed, due=at("Tue 09:20"))


def test_a_matter_suspended_twice_has_both_left_out() -> None:
    # Due on Thursday at 09:20. On Wednesday at 14:00 there are 3 h 50 left: on Friday 3 h until noon, 50 minutes after.
    again = (ask_suspension(at="Wed 13:50"), decide_suspension(at="Wed 14:00"))
    twice = given(*RESUMED, *again).when(resume(at="Fri 09:00")).then(MatterResumed, due=at("Fri 14:20"))
    twice.when(handle(at="Fri 14:20")).then(HandlingReported, in_time=True, used=7 * 3600)


def test_each_co_handler_goes_on_by_its_own_clock() -> None:
    # 24 urgent hours from Monday 09:20: 22 h 50 are left at 10:30. From Friday 10:30 they end on Saturday at 09:20;
    # the host's 5 h 50 of work end on Monday.
    by_the_clock = (CoHandlerAsked(department="huanbao", limit="24 urgent hours"),)
    suspended = (*FILED, divert(co_handlers=by_the_clock), ask_suspension(), decide_suspension())
    resumed = (
        given(*suspended)
        .when(resume(at="Fri 10:30"))
        .then(
            MatterResumed,
            due=at("Mon+1 09:20"),
            co_handlers=(CoHandlerDue(department="huanbao", due=at("Sat 09:20")),),
        )
    )
    resumed.when(co_handle(at="Fri 11:30")).then(
        CoHandlingReported, in_time=True, due=at("Sat 09:20"), used=2 * 3600 + 10 * 60
    )


def test_the_host_or_a_dispatcher_resumes_but_no_co_handler() -> None:
    suspended = given(*FILED, divert(co_handlers=HUANBAO_TOO), ask_suspension(), decide_suspension())
    suspended.when(resume(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER, "the host is chengguan")
    suspended.when(resume(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    for resumer in (WU, ZHOU):
        suspended.when(resume(by=resumer)).then(MatterResumed)


def test_an_end_is_asked_and_granted() -> None:
    story = (
        given(*WITH_HOST).when(ask_suspension(until=at("Mon+2 09:00"))).then(SuspensionAsked, until=at("Mon+2 09:00"))
    )
    story.when(ask_suspension(at="Mon 10:05", until=at("Mon+2 09:00"))).then_nothing()
    story.when(ask_suspension(at="Mon 10:05", until=at("Mon+1 09:00"))).then(SuspensionAsked, until=at("Mon+1 09:00"))
    story.when(decide_suspension()).then(SuspensionGranted, until=at("Mon+2 09:00"))
    story.when(decide_suspension(until=at("Mon+1 09:00"))).then(SuspensionGranted, until=at("Mon+1 09:00"))


def test_a_suspension_that_nobody_limits_ends_after_what_the_city_allows() -> None:
    two_days = policy(suspension_at_most="2 working days")
    given(*ASKED, policy=two_days).when(decide_suspension()).then(SuspensionGranted, until=at("Wed 10:30"))


def test_it_ends_later_than_it_begins_and_not_later_than_the_city_allows() -> None:
    two_days = policy(suspension_at_most="2 working days")
    for never in ("Mon 10:00", "Mon 09:00", "Thu 09:00"):
        given(*WITH_HOST, policy=two_days).when(ask_suspension(until=at(never))).then_refused(rules.SUSPENSION_END)
        given(*ASKED, policy=two_days).when(decide_suspension(until=at(never))).then_refused(rules.SUSPENSION_END)
    over = given(*WITH_HOST, ask_suspension(until=at("Mon 10:20")))
    over.when(decide_suspension()).then_refused(rules.SUSPENSION_END)
    over.when(decide_suspension(until=at("Tue 09:00"))).then(SuspensionGranted)


ENDING = (*ASKED, decide_suspension(until=at("Wed 10:30")))


def test_the_loop_reminds_once_and_resumes_when_the_end_has_come() -> None:
    reminded = (
        given(*ENDING).when(remind(at="Wed 09:00", until=at("Wed 10:30"))).then(SuspensionReminded, host="chengguan")
    )
    reminded.when(remind(at="Wed 09:10", until=at("Wed 10:30"))).then_nothing()
    given(*ENDING).when(remind(at="Wed 09:00", until=at("Thu 10:30"))).then_refused(rules.NOT_DUE)
    given(*ENDING).when(remind(at="Wed 10:31", until=at("Wed 10:30"))).then_refused(rules.NOT_DUE)
    reminded.when(resume(at="Wed 10:29", by=LOOP)).then_refused(rules.NOT_DUE)
    reminded.when(resume(at="Wed 10:30", by=LOOP)).then(MatterResumed, due=at("Thu 09:20"))


def test_whoever_resumes_it_late_the_clocks_went_on_at_its_end() -> None:
    # 5 h 50 were left on Wednesday at 10:30: they end on Thursday at 09:20, whenever anybody says so.
    late = (
        given(*ENDING)
        .when(resume(at="Fri 10:30", by=LOOP))
        .then(MatterResumed, suspended=2 * 24 * 3600, due=at("Thu 09:20"), due_close=at("Tue+1 17:30"))
    )
    late.when(handle(at="Fri 11:00")).then(HandlingReported, in_time=False, due=at("Thu 09:20"))
    given(*ENDING).when(resume(at="Tue 10:30")).then(MatterResumed, suspended=24 * 3600)


def test_one_that_was_granted_without_an_end_before_there_were_ends_waits_for_a_person() -> None:
    story = given(*ASKED)
    before = SuspensionGranted(matter_id=MATTER, at=at("Mon 10:30"), by=ZHOU, round=1, host="chengguan")
    endless = Story(story.policy, evolve(story.state, before), (*story.events, before))
    endless.when(resume(at="Fri+20 10:30", by=LOOP)).then_refused(rules.NOT_DUE)
    endless.when(remind(at="Fri 10:00")).then_refused(rules.NOT_DUE)
    endless.when(resume()).then(MatterResumed, suspended=2 * 24 * 3600)


def test_only_a_suspended_matter_is_resumed_and_once() -> None:
    given(*WITH_HOST).when(resume()).then_refused(rules.WRONG_STAGE)
    given(*RESUMED).when(resume(at="Wed 10:40")).then_nothing()
