"""Who may do what: the whole table, reviewed as a text file, and what it means for people nobody knows."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.matters.commands import MatterCommand, ReportMatter
from gridcase.matters.events import MatterReported
from gridcase.matters.permissions import MAY
from gridcase.tags import tag_of
from gridcase.testing.cast import HE, at, member
from gridcase.testing.lives import COMMANDS, anything
from gridcase.testing.scenario import given
from gridcase.testing.script import accept, classify, divert, handle, report
from tests.unit.matters.stories import WITH_HOST, many_hats

TABLE = Path(__file__).with_name("permissions.txt")


def line(kind: type[MatterCommand]) -> str:
    roles = " ".join(role for role in Role if role in MAY[kind])
    return f"{tag_of(kind):24}{roles}"


def test_the_table_of_permissions_is_the_one_that_was_reviewed() -> None:
    assert TABLE.read_text().splitlines() == [line(kind) for kind in COMMANDS]


def test_every_command_has_its_roles_and_no_auditor_is_among_them() -> None:
    assert MAY.keys() == {*get_args(MatterCommand)}
    assert all(roles and HE.role not in roles for roles in MAY.values())


@pytest.mark.parametrize("kind", COMMANDS, ids=tag_of)
def test_every_other_role_is_refused_whatever_the_stage(kind: type[MatterCommand]) -> None:
    matter = given(*WITH_HOST)
    for role in {*Role} - MAY[kind]:
        actor = member("he", role, department="chengguan")
        command = anything(matter.state, kind, actor, at("Mon 10:00"), lambda options: options[-1])
        matter.when(command).then_refused(shared.ROLE_MAY_NOT, f"a {role} may not {tag_of(command)}")


def test_a_member_that_the_city_does_not_know_is_refused() -> None:
    given(report()).when(classify(by=member("mallory", Role.RECEPTION))).then_refused(shared.UNKNOWN_MEMBER, "mallory")


def test_a_member_is_refused_in_a_role_that_the_city_did_not_give() -> None:
    given(report()).when(classify(by=member("zhou", Role.RECEPTION))).then_refused(shared.UNKNOWN_MEMBER)


def test_a_role_that_nobody_has_is_not_even_a_command() -> None:
    document = msgspec.json.decode(msgspec.json.encode(report()))
    with pytest.raises(msgspec.ValidationError, match="mayor"):
        msgspec.convert({**document, "actor": {**document["actor"], "role": "mayor"}}, ReportMatter)


def test_residents_register_themselves_but_must_be_somebody() -> None:
    given().when(report(by=member("r-li", Role.RESIDENT))).then(MatterReported)
    given().when(report(by=member("", Role.RESIDENT))).then_refused(shared.UNKNOWN_MEMBER)


def test_a_department_needs_a_department() -> None:
    homeless = member("wu", Role.DEPARTMENT)
    given(*WITH_HOST, policy=many_hats()).when(accept(by=homeless)).then_refused(shared.NOT_YOUR_MATTER)
    given(report(), classify(), policy=many_hats()).when(handle(by=homeless)).then_refused(shared.NOT_YOUR_MATTER)


def test_nobody_speaks_for_another_department_than_their_own() -> None:
    wu_elsewhere = member("wu", Role.DEPARTMENT, department="huanbao")
    given(*WITH_HOST).when(accept(by=wu_elsewhere)).then_refused(shared.UNKNOWN_MEMBER)


def test_who_acted_and_how_we_know_is_in_every_event() -> None:
    events = given(report(), classify(), divert(), accept(), handle()).events
    assert [event.by.member for event in events] == ["r-zhao", "wang", "zhou", "wu", "wu"]
    assert all(event.by.known_by == "test" for event in events)
