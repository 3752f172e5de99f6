"""The register: folding, its history, differences and who may make them."""

from datetime import UTC, datetime

import pytest

from gridcase.actors import Actor, Role
from gridcase.errors import Refused
from gridcase.registry import rules
from gridcase.registry.difference import changes
from gridcase.registry.events import RegistryEvent, UnitRegistered, UnitRetired
from gridcase.registry.kinds import KIND_OF, TYPES, Kind, RecordKey, key_of, retired
from gridcase.registry.permissions import permit
from gridcase.registry.records import Department, Member, Record, Unit, UnitKind
from gridcase.registry.register import EMPTY, Register, as_of, fold

SPRING, SUMMER, AUTUMN = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 9))

REGISTRAR = Actor(member="zhang", role=Role.REGISTRAR, known_by="os-user:zhang")

CITY = Unit(code="4107", name="Xinxiang", level="city")
COUNTY = Unit(code="410702", name="Hongqi", level="county", parent="4107")
GRID = Unit(code="410702-01", name="Grid 1", level="grid", parent="410702", kind=UnitKind.GRID)
ZHANG = Member(code="zhang", name="Zhang", role=Role.REGISTRAR)
WANG = Member(code="wang", name="Wang", role=Role.GRID_MEMBER, unit="410702-01")
LI = Member(code="li", name="Li", role=Role.GRID_MEMBER, unit="410702-01")
CHEN = Member(code="chen", name="Chen", role=Role.FOREMAN, unit="410702")


def register_of(*records: Record) -> Register:
    return fold(changes(EMPTY, records, at=SPRING, by=REGISTRAR))


def difference(now: Register, *wanted: Record, retire: tuple[Kind, ...] = ()) -> list[RegistryEvent]:
    return changes(now, wanted, at=SUMMER, by=REGISTRAR, retire=retire)


def test_streams_are_named_by_kind_and_code() -> None:
    assert key_of(GRID).stream == "unit:410702-01"
    assert RecordKey(Kind.MICRO_GRID, "7").stream == "micro-grid:7"
    assert key_of(retired(RecordKey(Kind.CLASS, "litter"), SPRING, REGISTRAR)) == RecordKey(Kind.CLASS, "litter")


def test_every_kind_has_a_shape_and_every_event_a_kind() -> None:
    assert set(TYPES) == set(Kind)
    assert set(RegistryEvent.__args__) <= set(KIND_OF)


def test_what_is_registered_stands_until_it_is_retired() -> None:
    register = register_of(CITY, COUNTY)
    assert register.units == {"4107": CITY, "410702": COUNTY}
    assert fold([UnitRetired(at=SUMMER, by=REGISTRAR, code="410702")], register).units == {"4107": CITY}


def test_the_chain_of_a_grid_leads_to_the_root() -> None:
    register = register_of(CITY, COUNTY, GRID)
    assert register.chain("410702-01") == (GRID, COUNTY, CITY)
    assert register.chain("nowhere") == ()


def test_a_chain_that_bites_its_tail_ends() -> None:
    snake = Unit(code="a", name="A", level="grid", parent="a")
    assert register_of(snake).chain("a") == (snake,)


def test_who_was_responsible_for_a_grid_then() -> None:
    history = [
        *changes(EMPTY, [CITY, COUNTY, GRID, WANG, CHEN], at=SPRING, by=REGISTRAR),
        *changes(register_of(WANG), [LI], at=SUMMER, by=REGISTRAR, retire=[Kind.MEMBER]),
    ]
    spring = as_of(history, SPRING).responsible("410702-01")
    assert [(post.unit.code, [m.code for m in post.members]) for post in spring] == [
        ("410702-01", ["wang"]),
        ("410702", ["chen"]),
        ("4107", []),
    ]
    assert as_of(history, AUTUMN).responsible("410702-01")[0].members == (LI,)
    assert as_of(history, datetime(2025, 1, 1, tzinfo=UTC)) == EMPTY


def test_only_what_changed_becomes_an_event() -> None:
    renamed = Unit(code="410702", name="Hongqi District", level="county", parent="4107")
    now = register_of(CITY, COUNTY)
    assert difference(now, CITY, renamed) == [UnitRegistered(at=SUMMER, by=REGISTRAR, record=renamed)]
    assert difference(now, CITY, COUNTY) == []


def test_what_a_file_leaves_out_is_retired_only_on_request() -> None:
    now = register_of(CITY, COUNTY, WANG, Department(code="dpr", name="Parks"))
    assert difference(now, CITY) == []
    assert difference(now, CITY, retire=(Kind.UNIT,)) == [UnitRetired(at=SUMMER, by=REGISTRAR, code="410702")]


def test_only_a_registrar_changes_the_register() -> None:
    foreman = Actor(member="chen", role=Role.FOREMAN, known_by="os-user:chen")
    with pytest.raises(Refused) as refused:
        permit(foreman, [], EMPTY)
    assert refused.value.rule == rules.REGISTRAR_ONLY


def test_whoever_only_claims_to_be_a_registrar_is_refused() -> None:
    wang = Actor(member="wang", role=Role.REGISTRAR, known_by="os-user:wang")
    with pytest.raises(Refused, match="wang is not registered as one"):
        permit(wang, [], register_of(ZHANG, WANG))


def test_nobody_changes_their_own_record() -> None:
    now = register_of(ZHANG)
    promoted = Member(code="zhang", name="Zhang", role=Role.SUPERVISOR)
    for events in (difference(now, promoted), difference(now, retire=(Kind.MEMBER,))):
        with pytest.raises(Refused) as refused:
            permit(REGISTRAR, events, now)
        assert refused.value.rule == rules.NOT_YOUR_OWN_RECORD
    permit(REGISTRAR, difference(now, WANG), now)


def test_whoever_founds_a_register_registers_themself() -> None:
    permit(REGISTRAR, difference(EMPTY, ZHANG), EMPTY)
