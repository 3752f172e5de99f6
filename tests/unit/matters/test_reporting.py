"""A matter is reported, by name or without one; people add what they saw, and somebody goes to look."""

import pytest

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import Channel, EvidenceAdded, MatterReported, ReportConfirmed
from gridcase.testing.cast import HE, LI, MR_QIAN, MRS_ZHAO, WANG, WU, ZHENG, at
from gridcase.testing.scenario import given
from gridcase.testing.script import add_evidence, confirm, divert, report, void
from tests.unit.matters.stories import CLOSED, FILED, REPORTED, WITH_HOST


def test_a_resident_reports_and_the_clock_of_classification_starts() -> None:
    # Two working hours from Monday 09:00.
    given().when(report()).then(MatterReported, channel=Channel.APP, due=at("Mon 11:00"), policy="p1")


def test_a_report_says_who_gave_it_in_which_role_and_how_we_know() -> None:
    reported = given(report(by=WANG, channel=Channel.PHONE)).events[0]
    assert (reported.by.member, reported.by.role, reported.by.known_by) == ("wang", "reception", "test")


def test_a_grid_member_reports_in_the_evening_what_was_seen_in_the_morning() -> None:
    late_report = report(at="Mon 19:00", by=LI, occurred_at=at("Mon 08:00"), channel=Channel.PATROL)
    # It is the report that starts the clock: 19:00 is outside working hours, so two hours from Tuesday 09:00.
    given().when(late_report).then(MatterReported, occurred_at=at("Mon 08:00"), due=at("Tue 11:00"))


def test_nothing_is_reported_before_it_happens() -> None:
    given().when(report(occurred_at=at("Mon 09:01"))).then_refused(shared.HAPPENED_LATER)


def test_an_anonymous_report_is_a_matter_like_any_other() -> None:
    anonymous = report(by=WANG, reporter="", channel=Channel.PHONE)
    given().when(anonymous).then(MatterReported, reporter="")


def test_nobody_acts_as_the_reporter_of_an_anonymous_report() -> None:
    anonymous = report(by=WANG, reporter="")
    given(anonymous).when(add_evidence(by=MRS_ZHAO)).then_refused(shared.NOT_YOUR_MATTER)


def test_a_report_names_a_unit_of_the_grid_tree() -> None:
    given().when(report(unit="atlantis")).then_refused(shared.UNKNOWN_UNIT, "atlantis")


def test_a_report_names_a_class_of_the_catalogue_or_none() -> None:
    given().when(report(class_code="dragons")).then_refused(shared.UNKNOWN_CLASS, "dragons")
    given().when(report(class_code="")).then(MatterReported, class_code="")


def test_a_dispute_must_say_what_it_is_about() -> None:
    given().when(report(class_code="dispute", text="")).then_refused(rules.MANDATORY_FIELD, "text")
    given().when(report(class_code="dispute", text="邻居占道")).then(MatterReported, class_code="dispute")


def test_an_auditor_does_not_report() -> None:
    given().when(report(by=HE)).then_refused(shared.ROLE_MAY_NOT, "auditor")


def test_the_same_report_again_adds_nothing_but_another_one_is_refused() -> None:
    given(*CLOSED).when(report()).then_nothing()
    given(*FILED).when(report(at="Mon 09:30")).then_refused(rules.ALREADY_REPORTED)
    given(*FILED).when(report(by=MR_QIAN, reporter="r-qian")).then_refused(rules.ALREADY_REPORTED)


def test_a_photograph_is_added() -> None:
    given(*REPORTED).when(add_evidence()).then(EvidenceAdded, evidence_before=("a" * 64,), evidence_after=())


def test_the_same_photograph_in_the_same_moment_is_added_once() -> None:
    given(*REPORTED, add_evidence()).when(add_evidence()).then_nothing()
    given(*REPORTED, add_evidence()).when(add_evidence(at="Mon 09:06")).then(EvidenceAdded)


def test_a_note_may_be_all_there_is() -> None:
    given(*REPORTED).when(add_evidence(evidence_before=(), note="晚上更严重")).then(EvidenceAdded, note="晚上更严重")


def test_adding_nothing_is_refused() -> None:
    given(*REPORTED).when(add_evidence(evidence_before=())).then_refused(rules.NOTHING_ADDED)


def test_a_resident_adds_to_own_matters_only() -> None:
    given(*REPORTED).when(add_evidence(by=MR_QIAN)).then_refused(shared.NOT_YOUR_MATTER, "resident")


def test_a_department_adds_to_matters_that_it_has_or_last_had() -> None:
    given(*REPORTED).when(add_evidence(by=WU)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST).when(add_evidence(at="Mon 10:00", by=ZHENG)).then_refused(shared.NOT_YOUR_MATTER)
    given(*WITH_HOST).when(add_evidence(at="Mon 10:00", by=WU)).then(EvidenceAdded)
    given(*CLOSED).when(add_evidence(at="Mon 16:00", by=WU)).then(EvidenceAdded)


def test_a_grid_member_goes_to_look() -> None:
    given(*REPORTED).when(confirm()).then(ReportConfirmed, found=True)
    given(*FILED).when(confirm(at="Mon 10:00", found=False)).then(ReportConfirmed, found=False)


@pytest.mark.parametrize("later", [(divert(),), (void(at="Mon 09:30"),)])
def test_nobody_goes_to_look_once_it_is_with_a_host_or_void(later: tuple[object, ...]) -> None:
    given(*FILED, *later).when(confirm(at="Mon 10:00")).then_refused(rules.WRONG_STAGE)
