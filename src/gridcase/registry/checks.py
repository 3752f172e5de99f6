"""Whether a register is one: every code it names is there, every value is one of those the city knows.

A parent stands on a higher level than its unit, so the grid tree has no cycle.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec.structs import asdict

from gridcase.actors import Role
from gridcase.bodies import UNIT_PREFIX, unit_of_body
from gridcase.boundaries import not_a_boundary
from gridcase.matters.commands import ReportMatter
from gridcase.registry.kinds import Kind, RecordKey
from gridcase.registry.problems import Problem
from gridcase.registry.records import MicroGrid
from gridcase.registry.register import Register
from gridcase.working_time.limits import not_a_limit

LONGEST = 200
"""Letters of a code or a name."""

MOST_HOUSEHOLDS = 100
"""A micro-grid has about 15 households; beyond this a column was misread."""

PERSONAL_NUMBER = re.compile(r"1\d{10}|\d{17}[\dXx]")
"""A mobile phone or an identity number (18 digits)."""

REPORT_FIELDS = tuple(name for name in ReportMatter.__struct_fields__ if name not in ("matter_id", "at", "actor"))
"""What a class may ask of every report of it."""

Complaint = tuple[RecordKey, str, str]
"""Which record, which of its fields, and what was expected there."""


def problems(register: Register, levels: Sequence[str], places: Mapping[RecordKey, str]) -> Iterator[Problem]:
    """Everything wrong with a register, in a city of these ``levels``, lowest first; ``places`` says where it was."""
    for check in CHECKS:
        for key, field, expected in check(register, levels):
            yield Problem(places.get(key, f"{key.kind} {key.code}, as registered"), field, expected)


def check_names(register: Register, levels: Sequence[str]) -> Iterator[Complaint]:
    for kind in Kind:
        for code, record in register.shelf(kind).items():
            named = {"code": code} if isinstance(record, MicroGrid) else {"code": code, "name": record.name}
            for field, text in named.items():
                if not (text.isprintable() and 0 < len(text) <= LONGEST and text == text.strip()):
                    yield (
                        RecordKey(kind, code),
                        field,
                        f"1 to {LONGEST} letters on one line, without spaces around them",
                    )


def check_units(register: Register, levels: Sequence[str]) -> Iterator[Complaint]:
    rank = {level: place for place, level in enumerate(levels)}
    for code, unit in register.units.items():
        key, parent = RecordKey(Kind.UNIT, code), register.units.get(unit.parent)
        yield from absent(register.units, key, "parent", "unit", unit.parent, False)
        if unit.level not in rank:
            yield key, "level", f"{one_of(levels)}, not {unit.level!r}"
        elif parent and rank.get(parent.level, len(levels)) <= rank[unit.level]:
            yield key, "parent", f"a unit of a level above {unit.level}; {parent.code} is a {parent.level}"
        if unit.boundary:
            yield from ((key, "boundary", expected) for expected in not_a_boundary(unit.boundary))


def check_members(register: Register, levels: Sequence[str]) -> Iterator[Complaint]:
    logins = Counter(member.login for member in register.members.values() if member.login)
    for code, member in register.members.items():
        key = RecordKey(Kind.MEMBER, code)
        if PERSONAL_NUMBER.fullmatch(code):
            yield key, "code", "a random or staff number, never a phone or identity number"
        if member.role is Role.LOOP:
            yield key, "role", one_of([role for role in Role if role is not Role.LOOP])
        if logins[member.login] > 1:
            yield key, "login", f"a login of one member; {logins[member.login]} have {member.login!r}"
        yield from absent(register.units, key, "unit", "unit", member.unit, member.role is Role.GRID_MEMBER)
        needed = member.role is Role.DEPARTMENT and not member.unit
        yield from absent(register.departments, key, "department", "department", member.department, needed)


def check_micro_grids(register: Register, levels: Sequence[str]) -> Iterator[Complaint]:
    homes = Counter(household for micro_grid in register.micro_grids.values() for household in micro_grid.households)
    for code, micro_grid in register.micro_grids.items():
        key = RecordKey(Kind.MICRO_GRID, code)
        yield from absent(register.units, key, "unit", "unit", micro_grid.unit, True)
        yield from absent(register.members, key, "contact", "member", micro_grid.contact, True)
        if len(micro_grid.households) > MOST_HOUSEHOLDS:
            yield key, "households", f"at most {MOST_HOUSEHOLDS}, not {len(micro_grid.households)}"
        for household in micro_grid.households:
            if not household or PERSONAL_NUMBER.fullmatch(household):
                yield key, "households", "random ids, never a phone or identity number"
            elif homes[household] > 1:
                yield key, "households", f"each household once; {household!r} stands {homes[household]} times"


def check_classes(register: Register, levels: Sequence[str]) -> Iterator[Complaint]:
    for code, matter_class in register.classes.items():
        key = RecordKey(Kind.CLASS, code)
        yield from absent(register.lists, key, "list_code", "list", matter_class.list_code, True)
        unit = unit_of_body(matter_class.default_host)
        if not unit:
            yield from absent(register.departments, key, "default_host", "department", matter_class.default_host, False)
        elif unit not in (*levels, *register.units):
            yield key, "default_host", f"{UNIT_PREFIX} with a level ({', '.join(levels)}) or the code of a unit"
        for level, limit in matter_class.level_limits.items():
            if level not in levels:
                yield key, "level_limits", f"{one_of(levels)}, not {level!r}"
            yield from ((key, "level_limits", expected) for expected in not_a_limit(limit))
        for step, limit in asdict(matter_class.limits).items():
            yield from ((key, step, expected) for expected in not_a_limit(limit))
        for field in matter_class.mandatory:
            if field not in REPORT_FIELDS:
                yield key, "mandatory", f"{one_of(REPORT_FIELDS)}, not {field!r}"


CHECKS: tuple[Callable[[Register, Sequence[str]], Iterator[Complaint]], ...] = (
    check_names,
    check_units,
    check_members,
    check_micro_grids,
    check_classes,
)


def absent(
    known: Mapping[str, object], key: RecordKey, field: str, kind: str, code: str, needed: bool
) -> Iterator[Complaint]:
    """A complaint if a code that is given, or ``needed``, is not ``known``."""
    if code and code not in known:
        yield key, field, f"the code of a {kind}; none is {code!r}"
    elif needed and not code:
        yield key, field, f"the code of a {kind}: it must be given here"


def one_of(words: Sequence[str]) -> str:
    return f"one of {', '.join(words)}"
