"""The invented city: 澜川 Lanchuan, which is on no map. Departments and catalogue lie in ``register/`` as CSV files."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from random import Random

from msgspec import Struct

from gridcase.actors import Role
from gridcase.demo.land import with_boundaries
from gridcase.demo.names import (
    COMMUNITIES,
    COUNTIES,
    ENTERPRISES,
    INSTITUTIONS,
    TOWNSHIPS,
    VILLAGES,
    Name,
    random_name,
)
from gridcase.registry.records import Department, Member, MicroGrid, Record, Unit, UnitKind
from gridcase.registry.tables import read_tables

NAME, NAME_EN = "澜川市", "Lanchuan"
ROOT = "99"
"""The code of the city: no province of China begins with it."""

GROUPS = tuple((f"第{number}网格", f"Grid {number}") for number in range(1, 100))
HOUSEHOLDS_PER_MICRO_GRID = 15
"""Of a micro-grid."""

REGISTER = Path(__file__).parent / "register"


class Size(Struct, frozen=True, kw_only=True):
    """How many of each there are; ``grids`` are village groups, each with one micro-grid.

    ``desks`` is how many work at each kind of desk in the centre; a department has half as many officers.
    """

    counties: int = 12
    townships: int
    villages: int
    grids: int
    enterprises: int
    institutions: int
    desks: int


SMALL = Size(townships=24, villages=72, grids=216, enterprises=60, institutions=24, desks=4)
FULL = Size(townships=154, villages=3_795, grids=21_300, enterprises=2_600, institutions=1_200, desks=24)

CENTRE_ROLES = (Role.RECEPTION, Role.REVISIT_CLERK, Role.FOREMAN, Role.DISPATCHER, Role.SUPERVISOR)


class InventedCity(Struct, frozen=True, kw_only=True):
    """What is to be registered, by kind; ``grids`` has the dedicated ones of enterprises and institutions, too."""

    areas: tuple[Unit, ...]
    grids: tuple[Unit, ...]
    catalogue: tuple[Record, ...]
    members: tuple[Member, ...]
    micro_grids: tuple[MicroGrid, ...]

    @property
    def records(self) -> Iterator[Record]:
        yield from chain(self.catalogue, self.areas, self.grids, self.members, self.micro_grids)


def invented_city(size: Size = SMALL, seed: int = 1) -> InventedCity:
    """The city of this size. The same seed names the same people."""
    random = Random(seed)
    root = Unit(code=ROOT, name=f"{NAME} {NAME_EN}", level="city")
    counties = units_below([root], size.counties, "county", COUNTIES)
    townships = units_below(counties, size.townships, "township", TOWNSHIPS)
    villages = units_below(townships, size.villages, "village", VILLAGES, UnitKind.VILLAGE)
    groups = units_below(villages, size.grids, "grid", GROUPS, UnitKind.GRID)
    enterprises = units_below(villages, size.enterprises, "grid", ENTERPRISES, UnitKind.ENTERPRISE, "e")
    institutions = units_below(villages, size.institutions, "grid", INSTITUTIONS, UnitKind.INSTITUTION, "i")
    areas = with_boundaries((root, *counties, *townships, *villages, *groups, *enterprises, *institutions))
    grids = areas[-len(groups) - len(enterprises) - len(institutions) :]
    catalogue = read_tables(REGISTER).records
    patrols = [
        Member(code=f"g{number:05}", name=random_name(random), role=Role.GRID_MEMBER, unit=grid.code)
        for number, grid in enumerate(grids, 1)
    ]
    return InventedCity(
        areas=tuple(areas[: -len(grids)]),
        grids=tuple(grids),
        catalogue=catalogue,
        members=(*patrols, *staff(catalogue, size.desks, random), *committees(areas[: -len(grids)], Random(seed))),
        micro_grids=tuple(micro_grids(patrols[: len(groups)], random)),
    )


def committees(units: Sequence[Unit], random: Random) -> Iterator[Member]:
    """Who acts for each county, township and village: ``office-9901``."""
    for unit in units:
        if unit.parent:
            code = f"office-{unit.code}"
            yield Member(code=code, name=random_name(random), role=Role.DEPARTMENT, unit=unit.code)


def units_below(
    parents: Sequence[Unit],
    count: int,
    level: str,
    names: Sequence[Name],
    kind: UnitKind = UnitKind.AREA,
    mark: str = "",
) -> list[Unit]:
    """So many units under the parents, as evenly as it goes. A code is the parent's, with two or three digits more."""
    each, more = divmod(count, len(parents))
    digits = 3 if level in ("township", "village") else 2
    units = []
    for place, parent in enumerate(parents):
        fitting = COMMUNITIES if names is VILLAGES and "街道" in parent.name else names
        for number in range(1, each + (place < more) + 1):
            chinese, english = fitting[(number - 1 + (place if mark else 0)) % len(names)]
            units.append(
                Unit(
                    code=f"{parent.code}{mark}{number:0{digits}}",
                    name=f"{chinese} {english}",
                    level=level,
                    parent=parent.code,
                    kind=kind,
                )
            )
    return units


def micro_grids(contacts: Sequence[Member], random: Random) -> Iterator[MicroGrid]:
    """One for each contact, in the contact's grid. Households are random ids."""
    households = random.sample(range(16**8), len(contacts) * HOUSEHOLDS_PER_MICRO_GRID)
    for number, contact in enumerate(contacts):
        own = households[number * HOUSEHOLDS_PER_MICRO_GRID : (number + 1) * HOUSEHOLDS_PER_MICRO_GRID]
        ids = tuple(f"h-{household:08x}" for household in own)
        yield MicroGrid(code=f"m{contact.code[1:]}", unit=contact.unit, contact=contact.code, households=ids)


def staff(catalogue: Sequence[Record], desks: int, random: Random) -> Iterator[Member]:
    """Who works in the centre and in the departments: ``foreman-1``, ``chengguan-1``."""
    for role in CENTRE_ROLES:
        for number in range(1, desks + 1):
            yield Member(code=f"{role}-{number}", name=random_name(random), role=role)
    for role in (Role.REGISTRAR, Role.AUDITOR):
        yield Member(code=f"{role}-1", name=random_name(random), role=role)
    for department in catalogue:
        if isinstance(department, Department):
            for number in range(1, desks // 2 + 1):
                code = f"{department.code}-{number}"
                yield Member(code=code, name=random_name(random), role=Role.DEPARTMENT, department=department.code)
