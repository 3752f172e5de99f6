"""What came of a matter is recorded by somebody entitled to, and states when it was."""

import pytest

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import CaseKind, CaseRecorded, Channel, HandlingReported, Harm, PetitionRecorded
from gridcase.testing.cast import CHEN, HAN, LI, WANG, WU, ZHOU, SmallCity, at, policy
from gridcase.testing.scenario import given
from gridcase.testing.script import case, classify, close, divert, handle, merge, petition, report, verify, void

HANDLING = (report(), classify(), divert())


def test_the_host_states_what_harm_it_found() -> None:
    given(*HANDLING).when(handle(harm=Harm.CASUALTIES)).then(HandlingReported, harm=Harm.CASUALTIES)
    given(*HANDLING).when(handle()).then(HandlingReported, harm=Harm.NOT_STATED)


@pytest.mark.parametrize("by", [WANG, ZHOU, HAN])
def test_a_petition_is_recorded_with_its_level_and_when_it_was(by: object) -> None:
    went = at("Mon 15:00")
    recorded = petition(level="county", occurred_at=went, by=by)
    given(*HANDLING).when(recorded).then(PetitionRecorded, level="county", occurred_at=went)


@pytest.mark.parametrize("by", [LI, WU, CHEN])
def test_whom_it_may_be_held_against_or_who_only_looks_records_none(by: object) -> None:
    given(*HANDLING).when(petition(by=by)).then_refused(shared.ROLE_MAY_NOT)
    given(*HANDLING).when(case(by=by)).then_refused(shared.ROLE_MAY_NOT)


@pytest.mark.parametrize("level", ["village", "city", "province", "nation"])
def test_people_go_to_any_level_of_the_city_and_beyond(level: str) -> None:
    given(*HANDLING).when(petition(level=level)).then(PetitionRecorded, level=level)


def test_there_is_no_other_level() -> None:
    given(*HANDLING).when(petition(level="moon")).then_refused(rules.UNKNOWN_LEVEL, "county, city, province, nation")


def test_nobody_petitions_tomorrow() -> None:
    given(*HANDLING).when(petition(occurred_at=at("Wed 10:00"))).then_refused(shared.HAPPENED_LATER)


def test_a_case_is_of_a_kind() -> None:
    recorded = case(kind=CaseKind.PUBLIC_ORDER, major=True)
    given(*HANDLING).when(recorded).then(CaseRecorded, kind=CaseKind.PUBLIC_ORDER, major=True, occurred_at=recorded.at)


def test_it_is_recorded_whatever_the_stage_and_leaves_the_matter_as_it_is() -> None:
    closed = given(*HANDLING, handle(), verify(), close(by=CHEN))
    for story in (given(report(channel=Channel.PHONE)), closed):
        assert story.and_(petition(), case(at="Tue 11:00")).state.stage == story.state.stage


def test_what_came_of_a_duplicate_is_recorded_of_its_master() -> None:
    merged = given(report(), merge(), policy=policy(SmallCity({"M260302-MASTER": "handling"})))
    merged.when(petition()).then_refused(rules.WRONG_STAGE, "M260302-MASTER")
    merged.when(case()).then_refused(rules.WRONG_STAGE, "M260302-MASTER")


def test_nothing_comes_of_a_mistake() -> None:
    given(report(), void()).when(petition()).then_refused(rules.WRONG_STAGE, "never was a matter")
