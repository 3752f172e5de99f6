"""Person in charge (包案): a member answers for a matter in person until it is closed, or another is named."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import MemberPutInCharge
from gridcase.testing.cast import FENG, JIANG, LIU, MA, WU, ZHOU
from gridcase.testing.scenario import given
from gridcase.testing.script import divert, put_in_charge, reopen, send_up
from tests.unit.matters.stories import CLOSED, FILED, JOINT, WITH_HOST

IN_CHARGE = (*WITH_HOST, put_in_charge())


def test_a_member_is_put_in_charge_with_a_reason() -> None:
    given(*FILED).when(put_in_charge()).then(MemberPutInCharge, in_charge="liu", relieved="")
    given(*FILED).when(put_in_charge(reason=" ")).then_refused(shared.REASON_MISSING)
    given(*FILED).when(put_in_charge(in_charge="nobody")).then_refused(shared.UNKNOWN_MEMBER, "nobody")
    given(*FILED).when(put_in_charge(by=JIANG)).then_refused(shared.ROLE_MAY_NOT)


def test_naming_another_hands_it_over_and_the_same_adds_nothing() -> None:
    given(*IN_CHARGE).when(put_in_charge(at="Mon 10:40")).then_nothing()
    given(*IN_CHARGE).when(put_in_charge(at="Mon 10:40", by=ZHOU, in_charge="han")).then(
        MemberPutInCharge, in_charge="han", relieved="liu"
    )


def test_only_the_host_names_one_of_those_who_handle_it() -> None:
    given(*WITH_HOST).when(put_in_charge(by=WU, in_charge="wu")).then(MemberPutInCharge)
    given(*JOINT).when(put_in_charge(by=FENG)).then_refused(shared.NOT_YOUR_MATTER)
    at_county = (*FILED, divert(host="xiangyang"), send_up())
    given(*at_county).when(put_in_charge(by=LIU)).then(MemberPutInCharge)
    given(*at_county).when(put_in_charge(by=MA)).then_refused(shared.NOT_YOUR_MATTER)


def test_closing_ends_it() -> None:
    closed = (*CLOSED[:-4], put_in_charge(at="Mon 11:30"), *CLOSED[-4:])
    given(*closed).when(put_in_charge(at="Mon 15:30")).then_refused(rules.WRONG_STAGE)
    assert given(*closed).state.matter.in_charge == ""  # type: ignore[union-attr]
    given(*closed, reopen()).when(put_in_charge(at="Tue 10:00")).then(MemberPutInCharge, relieved="")
