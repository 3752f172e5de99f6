"""Reading a register from CSV and TOML."""

from pathlib import Path

import pytest

from gridcase.actors import Role
from gridcase.errors import BadConfiguration
from gridcase.registry.kinds import Kind, RecordKey
from gridcase.registry.problems import BadRegister
from gridcase.registry.records import Department, ManagementList, MatterClass, Member, MicroGrid, Source, Unit, UnitKind
from gridcase.registry.tables import read_tables
from gridcase.working_time.limits import StepLimits

FILES = {
    "units.csv": "code,name,level,parent,kind\n4107,新乡市,city,,\n4107-e,Paper mill,grid,4107,enterprise\n",
    "departments.csv": "code,name,group\ndpr,Parks,works\n",
    "members.csv": "code,name,role,unit,department,login\nwang,王,grid-member,4107-e,,wang\n",
    "micro-grids.csv": "code,unit,contact,households\nm1,4107-e,wang,h1; h2\n",
    "lists.csv": "code,name\nhazards,Hazards\n",
    "classes.csv": (
        "code,name,list_code,handle,close,mandatory,default_host\n"
        "wire,Loose wire,hazards,5 working hours,3 working days,text;evidence_before,dpr\n"
    ),
    "sources.csv": "code,name\nnyc,New York\n",
}

TOML = """\
[[sources]]
code = "nyc"
name = "New York"

[[departments]]
code = "dpr"
name = "Parks"
group = "works"

[[units]]
code = "4107"
name = "新乡市"
level = "city"

[[units]]
code = "4107-e"
name = "Paper mill"
level = "grid"
parent = "4107"
kind = "enterprise"

[[members]]
code = "wang"
name = "王"
role = "grid-member"
unit = "4107-e"
login = "wang"

[[micro-grids]]
code = "m1"
unit = "4107-e"
contact = "wang"
households = ["h1", "h2"]

[[lists]]
code = "hazards"
name = "Hazards"

[[classes]]
code = "wire"
name = "Loose wire"
list_code = "hazards"
limits = { handle = "5 working hours", close = "3 working days" }
mandatory = ["text", "evidence_before"]
default_host = "dpr"
"""

RECORDS = (
    Source(code="nyc", name="New York"),
    Department(code="dpr", name="Parks", group="works"),
    Unit(code="4107", name="新乡市", level="city"),
    Unit(code="4107-e", name="Paper mill", level="grid", parent="4107", kind=UnitKind.ENTERPRISE),
    Member(code="wang", name="王", role=Role.GRID_MEMBER, unit="4107-e", login="wang"),
    MicroGrid(code="m1", unit="4107-e", contact="wang", households=("h1", "h2")),
    ManagementList(code="hazards", name="Hazards"),
    MatterClass(
        code="wire",
        name="Loose wire",
        list_code="hazards",
        limits=StepLimits(handle="5 working hours", close="3 working days"),
        mandatory=("text", "evidence_before"),
        default_host="dpr",
    ),
)


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def problems_of(path: Path) -> list[str]:
    with pytest.raises(BadRegister) as bad:
        read_tables(path)
    return [str(problem) for problem in bad.value.problems]


def test_a_folder_of_csv_files_and_one_toml_file_say_the_same(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_text(content, encoding="utf-8-sig")
    csv = read_tables(tmp_path)
    toml = tmp_path / "registry.toml"
    toml.write_text(TOML, encoding="utf-8")
    assert csv.records == read_tables(toml).records == RECORDS
    assert csv.kinds == read_tables(toml).kinds == frozenset(Kind)
    assert csv.places[RecordKey(Kind.UNIT, "4107-e")] == "units.csv line 3"
    assert read_tables(toml).places[RecordKey(Kind.UNIT, "4107-e")] == "registry.toml line 15"


def test_a_file_of_any_name_is_read_as_what_it_is_told_to_be(tmp_path: Path) -> None:
    write(tmp_path, grids__csv=FILES["units.csv"])
    assert len(read_tables(tmp_path / "grids.csv", Kind.UNIT).records) == 2


def test_a_file_with_a_header_alone_is_about_its_kind(tmp_path: Path) -> None:
    write(tmp_path, units__csv="code,name,level\n")
    assert read_tables(tmp_path).kinds == {Kind.UNIT}


def test_every_bad_row_is_told_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        members__csv="code,name,role\nwang,Wang,grid member\nli,Li\n\n,,\nchen,,foreman\nwu,W,foreman\nwu,W,foreman\n",
    )
    roles = ", ".join(Role)
    assert problems_of(tmp_path) == [
        f"members.csv line 2: role: one of {roles}, not 'grid member'",
        "members.csv line 3: 3 cells, as in the header, not 2",
        "members.csv line 6: name: a value: it must be given",
        "members.csv line 8: code: each member once; 'wu' also stands at members.csv line 7",
    ]


def test_a_bad_header_is_told_with_the_nearest_column(tmp_path: Path) -> None:
    write(tmp_path, units__csv="code,name,levle,code\n1,A,grid,2\n")
    assert problems_of(tmp_path) == [
        "units.csv line 1: levle: a column that exists, not 'levle'; perhaps level",
        "units.csv line 1: code: each column once",
        "units.csv line 1: level: this column: it must be there",
    ]


def test_an_empty_file_is_told_its_header(tmp_path: Path) -> None:
    write(tmp_path, classes__csv="")
    (only,) = problems_of(tmp_path)
    assert only.startswith("classes.csv line 1: a header: code,name,list_code,classify,divert")


def test_a_quote_that_never_ends_is_told(tmp_path: Path) -> None:
    write(tmp_path, lists__csv='code,name\na,"A\n')
    assert problems_of(tmp_path) == ["lists.csv line 2: CSV (unexpected end of data)"]


def test_gbk_is_told_apart_with_its_line(tmp_path: Path) -> None:
    write(tmp_path, lists__csv="code,name\na,A\nb,清单\n".encode("gbk"))
    with pytest.raises(BadConfiguration, match=r"lists.csv line 3: text in UTF-8; this looks like GBK"):
        read_tables(tmp_path)


def test_mistakes_in_toml_are_told_with_line_and_key(tmp_path: Path) -> None:
    write(
        tmp_path,
        registry__toml=(
            '[[units]]\ncode = "1"\nname = "A"\nlevel = "grid"\nparant = "2"\n'
            '[[unit]]\ncode = "2"\n[[lists]]\ncode = 3\nname = "x"\n[sources]\ncode = "x"\n'
        ),
    )
    assert problems_of(tmp_path) == [
        "registry.toml line 1: parant: a key that exists, not 'parant'; perhaps parent",
        "registry.toml line 6: unit: a table that exists, not 'unit'; perhaps units",
        "registry.toml line 8: code: str, got int",
        "registry.toml line 11: sources: [[sources]], once for each of them",
    ]


def test_a_file_nobody_would_read_is_not_overlooked(tmp_path: Path) -> None:
    write(tmp_path, unit__csv="code,name,level\n", city__toml="")
    with pytest.raises(BadConfiguration, match=r"unit.csv: a file of a register that exists.*perhaps units.csv"):
        read_tables(tmp_path)


def test_a_folder_without_a_register_is_told_what_to_bring(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"at least one of sources.csv, departments.csv, units.csv"):
        read_tables(tmp_path)


def test_a_path_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="a file that can be read"):
        read_tables(tmp_path / "units.csv")
