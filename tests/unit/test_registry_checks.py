"""What is no register, and how that is told."""

import pytest

from gridcase.actors import Role
from gridcase.registry.checks import problems
from gridcase.registry.kinds import Kind, RecordKey, key_of
from gridcase.registry.problems import BadRegister, Problem, refuse
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
from gridcase.registry.register import EMPTY, SHELVES, Register
from gridcase.working_time.limits import StepLimits

LEVELS = ("grid", "village", "county")

COUNTY = Unit(code="c", name="County", level="county")
GRID = Unit(code="g", name="Grid", level="grid", parent="c")
PARKS = Department(code="dpr", name="Parks")
WANG = Member(code="wang", name="Wang", role=Role.GRID_MEMBER, unit="g", login="wang")
HAZARDS = ManagementList(code="hazards", name="Hazards")

GOOD: tuple[Record, ...] = (
    *(COUNTY, GRID, PARKS, WANG, HAZARDS),
    Source(code="nyc", name="New York"),
    MicroGrid(code="m", unit="g", contact="wang", households=("h1", "h2")),
    MatterClass(
        code="wire",
        name="Loose wire",
        list_code="hazards",
        limits=StepLimits(handle="5 working hours"),
        mandatory=("text", "evidence_before"),
        default_host="dpr",
    ),
)


def register_of(*records: Record) -> Register:
    shelves: dict[str, dict[str, Record]] = {shelf: {} for shelf in SHELVES.values()}
    for record in records:
        shelves[SHELVES[key_of(record).kind]][record.code] = record
    return Register(**shelves)  # type: ignore[arg-type]


def complaints(*records: Record) -> list[tuple[str, str]]:
    places = {key_of(record): f"{key_of(record).kind}" for record in records}
    register = register_of(*GOOD, *records)
    return [(problem.key, problem.expected) for problem in problems(register, LEVELS, places)]


def test_a_whole_city_has_no_problem() -> None:
    assert complaints() == []
    assert list(problems(EMPTY, LEVELS, {})) == []


MEMBER_ROLES = ", ".join(role for role in Role if role is not Role.LOOP)
LETTERS = "1 to 200 letters on one line, without spaces around them"


@pytest.mark.parametrize(
    ("record", "key", "expected"),
    [
        (Unit(code="u", name="U", level="distrikt"), "level", "one of grid, village, county, not 'distrikt'"),
        (Unit(code="u", name="U", level="grid", parent="x"), "parent", "the code of a unit; none is 'x'"),
        (Unit(code="u", name="U", level="grid", parent="g"), "parent", "a unit of a level above grid; g is a grid"),
        (Unit(code="u", name="U", level="grid", parent="u"), "parent", "a unit of a level above grid; u is a grid"),
        (Unit(code="u", name=" U", level="grid"), "name", LETTERS),
        (Department(code="a\nb", name="A"), "code", LETTERS),
        (Department(code="a", name=""), "name", LETTERS),
        (Department(code="a", name="A" * 201), "name", LETTERS),
        (
            Member(code="13912345678", name="W", role=Role.FOREMAN),
            "code",
            "a random or staff number, never a phone or identity number",
        ),
        (Member(code="w", name="W", role=Role.LOOP), "role", f"one of {MEMBER_ROLES}"),
        (Member(code="w", name="W", role=Role.GRID_MEMBER), "unit", "the code of a unit: it must be given here"),
        (Member(code="w", name="W", role=Role.FOREMAN, unit="x"), "unit", "the code of a unit; none is 'x'"),
        (
            Member(code="w", name="W", role=Role.DEPARTMENT),
            "department",
            "the code of a department: it must be given here",
        ),
        (
            Member(code="w", name="W", role=Role.DEPARTMENT, department="x"),
            "department",
            "the code of a department; none is 'x'",
        ),
        (MicroGrid(code="n", unit="x", contact="wang"), "unit", "the code of a unit; none is 'x'"),
        (MicroGrid(code="n", unit="g", contact="x"), "contact", "the code of a member; none is 'x'"),
        (
            MicroGrid(code="n", unit="g", contact="wang", households=("11010519491231002X",)),
            "households",
            "random ids, never a phone or identity number",
        ),
        (
            MicroGrid(code="n", unit="g", contact="wang", households=tuple(map(str, range(101)))),
            "households",
            "at most 100, not 101",
        ),
        (MatterClass(code="k", name="K", list_code="x"), "list_code", "the code of a list; none is 'x'"),
        (
            MatterClass(code="k", name="K", list_code="hazards", default_host="x"),
            "default_host",
            "the code of a department; none is 'x'",
        ),
    ],
)
def test_a_record_that_is_wrong_has_its_problem(record: Record, key: str, expected: str) -> None:
    assert complaints(record) == [(key, expected)]


def test_a_limit_that_cannot_be_read_is_told_by_its_step() -> None:
    wrong = MatterClass(code="k", name="K", list_code="hazards", limits=StepLimits(verify="3 moons"))
    ((key, expected),) = complaints(wrong)
    assert key == "verify"
    assert expected.endswith("not '3 moons'")


def test_a_mandatory_field_is_one_of_a_report() -> None:
    ((key, expected),) = complaints(MatterClass(code="k", name="K", list_code="hazards", mandatory=("colour",)))
    assert key == "mandatory"
    assert "phone" in expected
    assert "matter_id" not in expected


def test_a_login_belongs_to_one_member() -> None:
    twin = Member(code="wang2", name="Wang", role=Role.FOREMAN, login="wang")
    assert complaints(twin) == [("login", "a login of one member; 2 have 'wang'")] * 2


def test_a_household_is_in_contact_with_one_cadre() -> None:
    again = MicroGrid(code="n", unit="g", contact="wang", households=("h1",))
    assert complaints(again) == [("households", "each household once; 'h1' stands 2 times")] * 2


def test_a_problem_says_where_it_was_written_or_that_it_is_registered() -> None:
    register = register_of(Unit(code="a", name="A", level="x"), Unit(code="b", name="B", level="x"))
    places = {RecordKey(Kind.UNIT, "a"): "units.csv line 2"}
    assert [problem.where for problem in problems(register, LEVELS, places)] == [
        "units.csv line 2",
        "unit b, as registered",
    ]


def test_twenty_problems_are_told_and_the_rest_counted() -> None:
    with pytest.raises(BadRegister) as bad:
        refuse(Problem(f"units.csv line {line}", "level", "one of grid") for line in range(2, 35))
    lines = str(bad.value).splitlines()
    assert lines[0] == "units.csv line 2: level: one of grid"
    assert len(lines) == 21
    assert lines[-1] == "… and 13 more"
    assert len(bad.value.problems) == 33
