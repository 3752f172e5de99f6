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
)
from gridcase.matters.state import Suspended
from gridcase.testing.cast import HAN, WU, ZHENG, ZHOU, at
from gridcase.testing.scenario import given
from gridcase.testing.script import (
    accept,
    ask_return,
    ask_suspension,
    co_handle,
    decide_suspension,
    divert,
    handle,
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


def test_only_a_suspended_matter_is_resumed_and_once() -> None:
    given(*WITH_HOST).when(resume()).then_refused(rules.WRONG_STAGE)
    given(*RESUMED).when(resume(at="Wed 10:40")).then_nothing()
