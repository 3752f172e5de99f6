"""Whoever answers for a place handles, too: a matter goes to a village or county, up, and down again."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from gridcase import rules as shared
from gridcase.actors import Actor, Role
from gridcase.bodies import body_of_unit
from gridcase.matters import rules
from gridcase.matters.commands import CoHandlerAsked
from gridcase.matters.events import (
    Direction,
    HandlingReported,
    MatterDiverted,
    MatterEscalated,
    MatterPassed,
    ResultConfirmed,
)
from gridcase.matters.policy import Policy
from gridcase.registry.records import MatterClass
from gridcase.testing import cast
from gridcase.testing.cast import COUNTY, FUMES, LI, LIU, LOOP, MA, VILLAGE, WU, ZHENG, ZHOU, SmallCity, at, policy
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    accept,
    ask_return,
    co_handle,
    divert,
    escalate,
    handle,
    order_down,
    rule,
    send_up,
    verify,
)
from tests.unit.matters.stories import FILED, JOINT, WITH_HOST
from tests.unit.matters.test_jurisdiction import DISPUTED

AT_VILLAGE = (*FILED, divert(host="xiangyang"))
AT_COUNTY = (*AT_VILLAGE, send_up())
PASSED = (MatterPassed, MatterDiverted)
GRID = body_of_unit("xiangyang-3")
GRID_OFFICE = cast.member("guo", Role.DEPARTMENT, unit="xiangyang-3")


class ManyLevels(SmallCity):
    """The small city, where a grid has somebody to act for it, too, and fumes have rules of their own."""

    def __init__(self, bodies: tuple[str, ...] = (GRID, *cast.BODIES), **fumes: object) -> None:
        super().__init__()
        self.bodies = bodies
        self.fumes = replace(FUMES, **fumes)

    def has_body(self, body: str) -> bool:
        return body in self.bodies

    def knows(self, actor: Actor) -> bool:
        return actor == GRID_OFFICE or super().knows(actor)

    def matter_class(self, code: str) -> MatterClass | None:
        return self.fumes if code == "fumes" else super().matter_class(code)


def rules_of(*bodies: str, **fumes: object) -> Policy:
    return policy(ManyLevels(bodies or (GRID, *cast.BODIES), **fumes))


def passed(story: Story) -> MatterPassed:
    """The event by which it was passed on, before the round that follows."""
    event = story.events[-2]
    assert isinstance(event, MatterPassed)
    return event


def test_a_village_is_a_host_by_its_code_with_its_mark_or_without() -> None:
    for name in ("xiangyang", VILLAGE):
        given(*FILED).when(divert(host=name)).then(MatterDiverted, host=VILLAGE, level="village", round=1)


def test_a_unit_handles_at_its_own_level() -> None:
    given(*FILED).when(divert(host="xiangyang", level="village")).then(MatterDiverted, level="village")
    given(*FILED).when(divert(host="xiangyang", level="county")).then_refused(rules.WRONG_LEVEL, "is a village")


def test_a_unit_for_which_nobody_acts_is_no_host_and_says_so() -> None:
    given(*FILED).when(divert(host="xiangyang-3")).then_refused(rules.NOBODY_ACTS, "xiangyang-3")
    given(*FILED).when(divert(host="unit:atlantis")).then_refused(rules.UNKNOWN_DEPARTMENT, "unit:atlantis")


def test_its_people_accept_return_and_report_as_a_departments_do() -> None:
    given(*AT_VILLAGE).when(accept(by=WU)).then_refused(shared.NOT_YOUR_MATTER)
    given(*AT_VILLAGE, accept(by=MA)).when(handle(by=MA)).then(HandlingReported, host=VILLAGE, in_time=True)
    given(*AT_VILLAGE, ask_return(by=MA)).when(handle(by=LIU)).then_refused(shared.NOT_YOUR_MATTER)


def test_a_village_helps_a_department_and_is_judged_beside_it() -> None:
    helped = (*FILED, divert(co_handlers=(CoHandlerAsked(department="xiangyang"),)))
    given(*helped).when(handle()).then_refused(rules.CO_HANDLING_MISSING, VILLAGE)
    given(*helped, co_handle(by=MA)).when(handle()).then(HandlingReported, host="chengguan")
    given(*JOINT).when(co_handle(by=MA)).then_refused(shared.NOT_YOUR_MATTER)


def test_whoever_is_of_the_unit_that_handled_never_verifies() -> None:
    handled = given(*AT_VILLAGE, handle(by=MA))
    handled.when(verify(by=LI)).then(ResultConfirmed, host=VILLAGE)
    at_grid = (*FILED, divert(host=GRID), handle(by=GRID_OFFICE))
    given(*at_grid, policy=rules_of()).when(verify(by=LI)).then_refused(rules.HANDLER_NEVER_VERIFIES)


def test_a_jurisdiction_is_ruled_to_a_village() -> None:
    ruled = given(*DISPUTED, rule(ruled_host="xiangyang"))
    ruled.when(rule(at="Mon 10:40", ruled_host=VILLAGE)).then_nothing()
    ruled.when(divert(at="Mon 10:40")).then(MatterDiverted, host=VILLAGE, level="village")


def test_it_goes_up_with_a_reason_and_each_step_is_a_round_with_its_clock() -> None:
    given(*AT_VILLAGE).when(send_up(reason="")).then_refused(shared.REASON_MISSING)
    sent = given(*AT_VILLAGE).when(send_up()).then(*PASSED, round=2, host=COUNTY, level="county", due=at("Tue 10:00"))
    assert passed(sent).direction is Direction.UP
    assert (passed(sent).round, passed(sent).host, passed(sent).to_host) == (1, VILLAGE, COUNTY)
    assert not passed(sent).after_due
    assert not sent.state.matter.late
    given(*AT_COUNTY).when(handle(by=LIU)).then(HandlingReported, host=COUNTY, round=2)
    given(*AT_COUNTY).when(handle(by=MA)).then_refused(shared.NOT_YOUR_MATTER)


def test_what_is_passed_on_after_it_was_due_is_late() -> None:
    sent = given(*AT_VILLAGE).when(send_up(at="Wed 10:00")).then(*PASSED)
    assert passed(sent).after_due
    assert sent.state.matter.late


def test_only_the_unit_that_has_it_sends_it_up_and_not_from_the_top() -> None:
    given(*AT_VILLAGE).when(send_up(by=LIU)).then_refused(shared.NOT_YOUR_MATTER)
    given(*AT_VILLAGE).when(send_up(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT)
    given(*AT_COUNTY).when(send_up(at="Mon 10:30", by=LIU)).then_refused(rules.NO_LEVEL_ABOVE, "nobody above")
    given(*AT_VILLAGE).when(send_up(to_level="grid")).then_refused(rules.NO_LEVEL_ABOVE)
    given(*WITH_HOST).when(send_up(by=WU)).then_refused(rules.NOT_WITH_A_UNIT, "chengguan")
    given(*AT_VILLAGE, handle(by=MA)).when(send_up(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_no_level_that_can_act_is_skipped_but_where_the_class_says_so() -> None:
    at_grid = (*FILED, divert(host=GRID))
    up = send_up(by=GRID_OFFICE, to_level="county")
    given(*at_grid, policy=rules_of()).when(up).then_refused(rules.SKIPS_A_LEVEL, VILLAGE)
    given(*at_grid, policy=rules_of(may_skip=True)).when(up).then(*PASSED, host=COUNTY)
    without_village = rules_of(GRID, COUNTY, *cast.DEPARTMENTS)
    given(*at_grid, policy=without_village).when(up).then(*PASSED, host=COUNTY)
    given(*at_grid, policy=without_village).when(send_up(by=GRID_OFFICE)).then(*PASSED, host=COUNTY)


def test_it_goes_down_by_order_to_a_unit_that_answers_for_the_place() -> None:
    down = given(*AT_COUNTY).when(order_down()).then(*PASSED, round=3, host=VILLAGE, level="village")
    assert (passed(down).direction, passed(down).host) == (Direction.DOWN, COUNTY)
    given(*AT_COUNTY).when(order_down(by=ZHOU, host="xiangyang")).then(*PASSED, host=VILLAGE)
    for by in (ZHOU, WU):
        given(*WITH_HOST).when(order_down(by=by)).then(*PASSED, host=VILLAGE)
    given(*AT_COUNTY).when(order_down(by=MA)).then_refused(shared.NOT_YOUR_MATTER)


def test_no_order_goes_up_across_or_to_a_department() -> None:
    given(*AT_VILLAGE).when(order_down(by=MA, host=COUNTY)).then_refused(rules.NOT_BELOW)
    given(*AT_VILLAGE).when(order_down(by=MA, host=VILLAGE)).then_refused(rules.NOT_BELOW)
    given(*AT_COUNTY).when(order_down(host="huanbao")).then_refused(rules.NOT_BELOW)
    elsewhere = policy(ManyLevels((*cast.BODIES, body_of_unit("xiangyang-4"))))
    given(*AT_COUNTY, policy=elsewhere).when(order_down(host="xiangyang-4")).then_refused(rules.NOT_BELOW)


@pytest.mark.parametrize(
    ("bodies", "host"), [((GRID, VILLAGE, COUNTY), VILLAGE), ((GRID, COUNTY), COUNTY), ((GRID,), "")]
)
def test_a_class_begins_at_a_level_or_the_next_above_that_can_act(bodies: tuple[str, ...], host: str) -> None:
    story = given(*FILED, policy=rules_of(*bodies, default_host="unit:village"))
    if host:
        story.when(divert()).then(MatterDiverted, host=host)
    else:
        story.when(divert()).then_refused(rules.HOST_MISSING, "fumes")


def test_each_level_has_its_own_time_and_an_order_may_set_another() -> None:
    city = rules_of(level_limits={"village": "2 working hours", "county": "3 working days"})
    given(*FILED, policy=city).when(divert(host=VILLAGE)).then(MatterDiverted, limit="2 working hours")
    given(*AT_VILLAGE, policy=city).when(send_up()).then(*PASSED, limit="3 working days")
    down = order_down(limit="1 working hour")
    given(*AT_COUNTY, policy=city).when(down).then(*PASSED, limit="1 working hour", due=at("Mon 11:30"))


def test_what_a_unit_has_is_escalated_to_the_unit_above_and_its_level_is_where_it_lies() -> None:
    for by in (cast.HAN, LOOP):
        raised = given(*AT_VILLAGE).when(escalate(by=by, to_level="")).then(*PASSED, host=COUNTY)
        assert raised.state.matter.level == "county"
    given(*AT_VILLAGE).when(escalate(to_level="township")).then_refused(rules.NO_LEVEL_ABOVE)
    given(*AT_VILLAGE, handle(by=MA)).when(escalate(at="Mon 11:10", to_level="")).then_refused(rules.WRONG_STAGE)
    given(*WITH_HOST).when(escalate(to_level="county")).then(MatterEscalated, to_level="county")


def test_a_department_helps_whoever_has_it() -> None:
    joint = (*FILED, divert(host="xiangyang", co_handlers=(CoHandlerAsked(department="huanbao"),)))
    given(*joint, co_handle(by=ZHENG)).when(handle(by=MA)).then(HandlingReported, host=VILLAGE)


def test_a_day_later_it_is_late_for_whoever_has_it() -> None:
    sent = given(*AT_VILLAGE, send_up())
    due = sent.state.matter.due_close
    assert due is not None
    assert due - at("Mon 09:10") > timedelta(days=4), "the clock of the whole goes on through every level"
