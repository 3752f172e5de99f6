"""The invented city has the shape of the real one, and its register is a register."""

from collections import Counter

import pytest

from gridcase.actors import Actor, Role
from gridcase.demo.city import FULL, SMALL, InventedCity, Size, invented_city
from gridcase.demo.large import MOST_SIMULATED
from gridcase.demo.people import class_profiles
from gridcase.registry.checks import problems
from gridcase.registry.kinds import registered
from gridcase.registry.records import Department, ManagementList, MatterClass, UnitKind
from gridcase.registry.register import Register, fold
from gridcase.testing.cast import at
from tests.support.pages import prose

FULL_COUNTS = (12, 154, 3_795, 25_100)
LEVELS = ("grid", "village", "township", "county", "city")


def register_of(city: InventedCity) -> Register:
    founder = Actor(member="founder", role=Role.REGISTRAR, known_by="test")
    return fold(registered(record, at("Mon 09:00"), founder) for record in city.records)


@pytest.mark.parametrize(
    ("size", "counts"),
    [(SMALL, (12, 24, 72, 300)), (FULL, FULL_COUNTS)],
    ids=["small", "full"],
)
def test_four_levels_with_dedicated_grids(size: Size, counts: tuple[int, ...]) -> None:
    city = invented_city(size)
    units = [*city.areas, *city.grids]
    levels = Counter(unit.level for unit in units)
    assert tuple(levels[level] for level in ("county", "township", "village", "grid")) == counts
    assert {unit.kind for unit in city.grids} == {UnitKind.GRID, UnitKind.ENTERPRISE, UnitKind.INSTITUTION}
    assert len({unit.code for unit in units}) == len(units)


def test_the_tutorial_says_how_large_the_whole_is() -> None:
    counties, townships, villages, grids = FULL_COUNTS
    page = " ".join(prose("docs/tutorial/the-demo.md").split())
    assert f"{counties} counties, {townships} townships, {villages:,} villages, {grids:,} grids" in page
    assert f"Any number above {MOST_SIMULATED:,} tells a month of that city again and again" in page


def test_its_register_has_no_problems() -> None:
    city = invented_city()
    assert list(problems(register_of(city), LEVELS, {})) == []


def test_there_are_77_departments_and_11_lists_and_every_class_has_a_host() -> None:
    catalogue = invented_city().catalogue
    kinds = Counter(type(record) for record in catalogue)
    assert (kinds[Department], kinds[ManagementList]) == (77, 11)
    assert all(record.default_host for record in catalogue if isinstance(record, MatterClass))


def test_every_grid_has_a_member_and_every_desk_somebody() -> None:
    city = invented_city()
    roles = Counter(member.role for member in city.members)
    assert roles[Role.GRID_MEMBER] == len(city.grids)
    assert all(roles[role] for role in Role if role not in (Role.RESIDENT, Role.LOOP))


def test_there_is_a_story_for_each_class() -> None:
    city = invented_city()
    classes = {record.code for record in city.catalogue if isinstance(record, MatterClass)}
    assert {story.class_code for story in class_profiles(city)} == classes
    assert all(story.host not in story.co_handlers for story in class_profiles(city))


def test_the_same_seed_names_the_same_people() -> None:
    assert invented_city(seed=7) == invented_city(seed=7)
    assert invented_city(seed=7) != invented_city(seed=8)
