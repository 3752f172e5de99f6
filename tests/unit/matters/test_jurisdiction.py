"""Jurisdiction is disputed and ruled on; a matter is escalated up the grid tree."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import (
    HandlingReported,
    JurisdictionDisputed,
    JurisdictionRuled,
    MatterDiverted,
    MatterEscalated,
)
from gridcase.testing.cast import LOOP, WU, ZHENG, ZHOU, at
from gridcase.testing.scenario import given
from gridcase.testing.script import dispute, divert, escalate, handle, rule
from tests.unit.matters.stories import FILED, HANDLED, JOINT, REPORTED, SUSPENDED, VERIFIED, WITH_HOST

DISPUTED = (*WITH_HOST, dispute())
RULED = (*DISPUTED, rule())


def test_the_host_says_whose_matter_it_is() -> None:
    given(*WITH_HOST).when(dispute()).then(JurisdictionDisputed, round=1, host="chengguan", claimed_host="huanbao")
    given(*WITH_HOST).when(dispute(claimed_host="")).then(JurisdictionDisputed, claimed_host="")


def test_a_dispute_needs_a_reason_and_a_department_that_exists() -> None:
    given(*WITH_HOST).when(dispute(reason="")).then_refused(shared.REASON_MISSING)
    given(*WITH_HOST).when(dispute(claimed_host="atlantis")).then_refused(rules.UNKNOWN_DEPARTMENT)


def test_only_the_host_disputes_and_only_while_it_has_the_matter() -> None:
    given(*JOINT).when(dispute(by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST, handle()).when(dispute(at="Mon 11:10")).then_refused(rules.WRONG_STAGE)


def test_disputing_again_adds_nothing() -> None:
    given(*DISPUTED).when(dispute(at="Mon 10:05")).then_nothing()


def test_a_ruling_against_another_department_ends_the_round_uncharged() -> None:
    ruled = (
        given(*DISPUTED)
        .when(rule(at="Wed 10:30"))
        .then(JurisdictionRuled, host="chengguan", ruled_host="huanbao", due=at("Wed 11:30"), policy="p1")
    )
    assert not ruled.state.matter.late


def test_the_matter_then_goes_where_the_ruling_says() -> None:
    given(*RULED).when(divert(at="Mon 10:40")).then(MatterDiverted, round=2, host="huanbao")
    given(*RULED).when(divert(at="Mon 10:40", host="shijian")).then_refused(rules.RULED_OTHERWISE, "huanbao")


def test_a_ruling_against_the_host_leaves_it_there() -> None:
    lost = given(*DISPUTED).when(rule(ruled_host="chengguan")).then(JurisdictionRuled, due=None)
    lost.and_(handle())


def test_only_a_supervisor_rules_and_only_on_what_is_disputed() -> None:
    given(*DISPUTED).when(rule(by=ZHOU)).then_refused(shared.ROLE_MAY_NOT, "supervisor")
    for host in ("huanbao", "chengguan"):
        given(*WITH_HOST).when(rule(ruled_host=host)).then_refused(rules.NOTHING_ASKED)
    given(*FILED).when(rule()).then_refused(rules.WRONG_STAGE)
    given(*DISPUTED).when(rule(ruled_host="atlantis")).then_refused(rules.UNKNOWN_DEPARTMENT)


def test_ruling_the_same_again_adds_nothing() -> None:
    given(*RULED).when(rule(at="Mon 10:40")).then_nothing()
    given(*DISPUTED, rule(ruled_host="chengguan")).when(rule(at="Mon 10:40", ruled_host="chengguan")).then_nothing()
    given(*RULED).when(rule(at="Mon 10:40", ruled_host="shijian")).then_refused(rules.WRONG_STAGE)
    given(*DISPUTED, rule(ruled_host="chengguan")).when(rule(at="Mon 10:40")).then_refused(rules.NOTHING_ASKED)


def test_a_matter_is_escalated_to_the_level_named_or_the_next_above() -> None:
    given(*WITH_HOST).when(escalate()).then(MatterEscalated, from_level="", to_level="township")
    given(*WITH_HOST).when(escalate(to_level="")).then(MatterEscalated, to_level="village")
    given(*WITH_HOST, escalate()).when(escalate(at="Mon 10:40", to_level="")).then(MatterEscalated, to_level="county")


def test_escalation_only_goes_up_and_ends_at_the_city() -> None:
    at_the_county = (*WITH_HOST, escalate(to_level="county"))
    given(*at_the_county).when(escalate(at="Mon 10:40", to_level="village")).then_refused(rules.NO_LEVEL_ABOVE)
    at_the_top = (*WITH_HOST, escalate(to_level="city"))
    given(*at_the_top).when(escalate(at="Mon 10:40", to_level="")).then_refused(rules.NO_LEVEL_ABOVE, "the highest")
    given(*WITH_HOST).when(escalate(to_level="galaxy")).then_refused(rules.UNKNOWN_LEVEL)


def test_escalating_to_where_it_is_adds_nothing() -> None:
    given(*WITH_HOST, escalate()).when(escalate(at="Mon 10:40")).then_nothing()


def test_a_supervisor_or_the_loop_escalates_what_is_not_finished() -> None:
    for unfinished in (REPORTED, FILED, WITH_HOST, SUSPENDED, HANDLED):
        given(*unfinished).when(escalate(at="Mon 11:10", by=LOOP)).then(MatterEscalated)
    given(*VERIFIED).when(escalate(at="Mon 14:10")).then_refused(rules.WRONG_STAGE, "unfinished")
    given(*WITH_HOST).when(escalate(by=WU)).then_refused(shared.ROLE_MAY_NOT)


def test_a_matter_that_was_escalated_stays_with_its_host() -> None:
    escalated = given(*WITH_HOST, escalate()).when(handle()).then(HandlingReported, host="chengguan")
    assert escalated.state.matter.level == "township"
