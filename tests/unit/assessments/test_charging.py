"""Charges follow from matters, and count when a person confirms them."""

import pytest

from gridcase import rules as shared
from gridcase.assessments import rules
from gridcase.assessments.events import ChargeConfirmed, ChargeProposed, ChargeRejected
from gridcase.assessments.pack import Sort
from gridcase.testing.assessing import MATTER, bonus, close, confirm, deduct, open_, propose, reject
from gridcase.testing.cast import HAN, LI, LOOP, YANG, SmallCity, policy
from gridcase.testing.scenario import Story, given


@pytest.fixture
def opened() -> Story:
    return given(open_(), policy=policy(SmallCity(stages={MATTER: "closed"})))


def test_the_loop_proposes_a_deduction_or_a_veto(opened: Story) -> None:
    opened.when(propose()).then(ChargeProposed, charge=1, sort=Sort.DEDUCTION, cost=3, matter_id=MATTER)
    opened.when(propose(code="casualties")).then(ChargeProposed, sort=Sort.VETO, cost=0)
    opened.when(propose(code="weather")).then_refused(rules.UNKNOWN_ITEM)
    opened.when(propose(matter_id="M-unknown")).then_refused(shared.UNKNOWN_MATTER)


def test_a_matter_is_charged_once_however_it_was_answered(opened: Story) -> None:
    opened.and_(propose(), reject()).when(propose(at="Thu 09:00")).then_nothing()
    opened.and_(propose(), confirm()).when(propose(at="Thu 09:00")).then_nothing()
    opened.and_(deduct(code="disputes", matter_id=MATTER)).when(propose(at="Thu 09:00")).then_nothing()


def test_a_confirmed_charge_is_a_mark(opened: Story) -> None:
    after = opened.and_(bonus(), propose()).when(confirm()).then(ChargeConfirmed, charge=1, mark=2, cost=3)
    assert [mark.number for mark in after.state.marks] == [1, 2]


def test_a_rejected_charge_has_a_reason_and_leaves_no_mark(opened: Story) -> None:
    opened.and_(propose()).when(reject(reason="")).then_refused(shared.REASON_MISSING)
    assert opened.and_(propose()).when(reject()).then(ChargeRejected, charge=1).state.marks == ()


def test_an_answer_is_given_once(opened: Story) -> None:
    opened.and_(propose(), confirm()).when(reject(at="Thu 09:00")).then_refused(rules.UNKNOWN_CHARGE, "confirmed")
    opened.and_(propose(), reject()).when(confirm(at="Thu 09:00")).then_refused(rules.UNKNOWN_CHARGE, "rejected")
    opened.when(confirm(charge=7)).then_refused(rules.UNKNOWN_CHARGE)


def test_whoever_proposed_does_not_confirm(opened: Story) -> None:
    opened.and_(propose(by=HAN)).when(confirm(by=HAN)).then_refused(rules.PROPOSER_NEVER_CONFIRMS)
    opened.and_(propose(by=HAN)).when(confirm(by=YANG)).then(ChargeConfirmed)


def test_the_loop_never_confirms(opened: Story) -> None:
    opened.and_(propose()).when(confirm(by=LOOP)).then_refused(shared.ROLE_MAY_NOT)
    opened.when(propose(by=LI)).then_refused(shared.ROLE_MAY_NOT)


def test_there_is_no_verdict_while_a_charge_waits(opened: Story) -> None:
    opened.and_(propose()).when(close()).then_refused(rules.CHARGES_PENDING, "charge 1")
    opened.and_(close()).when(propose(at="Thu+4 09:00")).then_refused(rules.ASSESSMENT_CLOSED)
