"""The register: what the city has written down, folded from what happened to it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter

from msgspec import Struct

from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, RecordKey, Registered, key_of
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


class Post(Struct, frozen=True):
    """A unit and the members who answer for it, in order of their codes."""

    unit: Unit
    members: tuple[Member, ...]


class Register(Struct, frozen=True, kw_only=True):
    """Every record that stands, by code."""

    sources: Mapping[str, Source] = {}
    departments: Mapping[str, Department] = {}
    units: Mapping[str, Unit] = {}
    members: Mapping[str, Member] = {}
    micro_grids: Mapping[str, MicroGrid] = {}
    lists: Mapping[str, ManagementList] = {}
    classes: Mapping[str, MatterClass] = {}

    def shelf(self, kind: Kind) -> Mapping[str, Record]:
        """All records of a kind."""
        records: Mapping[str, Record] = getattr(self, SHELVES[kind])
        return records

    def get(self, key: RecordKey) -> Record | None:
        return self.shelf(key.kind).get(key.code)

    def chain(self, unit: str) -> tuple[Unit, ...]:
        """The unit, the one above it, and so on up to the root; empty for a unit that is not registered."""
        climbed: dict[str, Unit] = {}
        while unit in self.units and unit not in climbed:
            climbed[unit] = self.units[unit]
            unit = climbed[unit].parent
        return tuple(climbed.values())

    def responsible(self, unit: str) -> tuple[Post, ...]:
        """Who answers for a unit: its own members first, then those of each unit above."""
        chain = self.chain(unit)
        teams: dict[str, list[Member]] = {post.code: [] for post in chain}
        for _, member in sorted(self.members.items()):
            if member.unit in teams:
                teams[member.unit].append(member)
        return tuple(Post(post, tuple(teams[post.code])) for post in chain)


SHELVES: dict[Kind, str] = {
    Kind.SOURCE: "sources",
    Kind.DEPARTMENT: "departments",
    Kind.UNIT: "units",
    Kind.MEMBER: "members",
    Kind.MICRO_GRID: "micro_grids",
    Kind.LIST: "lists",
    Kind.CLASS: "classes",
}

EMPTY = Register()


def fold(events: Iterable[RegistryEvent], register: Register = EMPTY) -> Register:
    """The register after more happened to it."""
    shelves: dict[Kind, dict[str, Record]] = {kind: dict(register.shelf(kind)) for kind in Kind}
    for event in events:
        kind, code = key_of(event)
        if isinstance(event, Registered):
            shelves[kind][code] = event.record
        else:
            shelves[kind].pop(code, None)
    return Register(**{SHELVES[kind]: shelf for kind, shelf in shelves.items()})  # type: ignore[arg-type]


def evolve(register: Register, event: RegistryEvent) -> Register:
    return fold([event], register)


def as_of(events: Iterable[RegistryEvent], time: datetime) -> Register:
    """The register as it held at ``time``: of each record, what was said to hold from the latest time until then.

    Of two words that hold from the same time the later one wins; a word about an earlier time leaves later ones as
    they are.
    """
    return fold(sorted((event for event in events if event.at <= time), key=attrgetter("at")))
