"""Any register becomes any other by its difference, and nothing more happens the second time."""

from datetime import UTC, datetime
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from gridcase.actors import Actor, Role
from gridcase.registry.checks import problems
from gridcase.registry.difference import changes
from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, key_of
from gridcase.registry.records import (
    Department,
    ManagementList,
    MatterClass,
    Member,
    MicroGrid,
    Record,
    Source,
    Unit,
)
from gridcase.registry.register import EMPTY, Register, as_of, evolve, fold

THEN, LATER = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)

ZHANG = Actor(member="zhang", role=Role.REGISTRAR, known_by="os-user:zhang")

LEVELS = ("grid", "village", "county")

codes = st.sampled_from(["a", "b", "c", "d"])
maybe = codes | st.just("")
names = st.sampled_from(["One", "Two"])

records: st.SearchStrategy[Record] = st.one_of(
    st.builds(Source, code=codes, name=names),
    st.builds(Department, code=codes, name=names, group=maybe),
    st.builds(Unit, code=codes, name=names, level=st.sampled_from(LEVELS), parent=maybe),
    st.builds(Member, code=codes, name=names, unit=maybe, department=maybe, login=maybe),
    st.builds(MicroGrid, code=codes, unit=codes, contact=codes, households=st.lists(codes, unique=True).map(tuple)),
    st.builds(ManagementList, code=codes, name=names),
    st.builds(MatterClass, code=codes, name=names, list_code=codes, default_host=maybe),
)
cities = st.lists(records, max_size=25)


def register_of(wanted: list[Record], now: Register = EMPTY, at: datetime = THEN) -> list[RegistryEvent]:
    return changes(now, wanted, at=at, by=ZHANG, retire=Kind)


def wanted_of(wanted: list[Record]) -> dict[tuple[Kind, str], Record]:
    return {key_of(record): record for record in wanted}


@given(before=cities, wanted=cities)
def test_the_difference_leads_to_what_is_wanted_and_the_second_time_nowhere(
    before: list[Record], wanted: list[Record]
) -> None:
    now = fold(register_of(before))
    after = fold(register_of(wanted, now), now)
    assert {key_of(record): record for kind in Kind for record in after.shelf(kind).values()} == wanted_of(wanted)
    assert register_of(wanted, after) == []


@given(before=cities, wanted=cities)
def test_what_is_not_wanted_stays_unless_told(before: list[Record], wanted: list[Record]) -> None:
    now = fold(register_of(before))
    after = fold(changes(now, wanted, at=LATER, by=ZHANG), now)
    standing = {key_of(record): record for kind in Kind for record in after.shelf(kind).values()}
    assert standing == wanted_of(before) | wanted_of(wanted)


@given(before=cities, wanted=cities)
def test_folding_is_one_event_after_the_other(before: list[Record], wanted: list[Record]) -> None:
    first = register_of(before)
    history = first + register_of(wanted, fold(first), LATER)
    assert fold(history) == reduce(evolve, history, EMPTY)
    assert as_of(history, THEN) == fold(first)
    assert as_of(history, LATER) == fold(history)


@given(wanted=cities)
def test_a_register_without_problems_is_a_tree(wanted: list[Record]) -> None:
    register = fold(register_of(wanted))
    if not any(problem.key in ("parent", "level") for problem in problems(register, LEVELS, {})):
        for code in register.units:
            assert not register.chain(code)[-1].parent
