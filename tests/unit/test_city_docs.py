"""What the pages on the city say is what the code reads."""

import re
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import fields

from gridcase.city import read_city
from gridcase.city.tables import CityFile
from gridcase.registry.kinds import TYPES, Kind
from gridcase.registry.rows import columns, needed
from gridcase.registry.tables import KINDS, read_tables
from tests.support.command import Terminal
from tests.support.pages import ROOT, commands, only, read

REFERENCE, HOW_TO = "docs/reference/city-toml.md", "docs/how-to/describe-your-city.md"


def sections() -> dict[str, str]:
    return dict(re.findall(r"(?ms)^## `\[(\w+)\]`.*?\n(.*?)(?=^## |\Z)", read(REFERENCE)))


@pytest.mark.parametrize("table", [field for field in fields(CityFile) if field.name not in ("kafka", "streams")])
def test_the_reference_lists_every_key_and_no_other(table: object) -> None:
    name, kind = table.name, table.type  # type: ignore[attr-defined]
    assert issubclass(kind, Struct)
    listed = re.findall(r"(?m)^\| `(\w+)` \|", sections()[name])
    assert listed == [field.encode_name for field in fields(kind)]


def test_the_example_of_the_reference_is_a_city() -> None:
    [example] = only(REFERENCE, "toml")
    assert read_city("city.toml", example.encode(), ROOT).about.name == "新乡"


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_how_to_lists_every_column(name: str, kind: Kind) -> None:
    (row,) = re.findall(rf"(?m)^\| `{name}.csv` \| (.*) \|$", read(HOW_TO))
    bare = re.sub(r"\([^)]*\)|:.*", "", row)
    assert tuple(bare.replace("*", "").replace(" ", "").split(",")) == columns(kind)
    assert tuple(re.findall(r"\*\*(\w+)\*\*", row)) == needed(kind)
    assert set(columns(kind)) >= set(TYPES[kind].record.__struct_fields__) - {"limits"}


def test_the_examples_of_the_how_to_are_read(tmp_path: Path) -> None:
    [csv], [toml] = (only(HOW_TO, kind) for kind in ("csv", "toml"))
    (tmp_path / "units.csv").write_text(csv, encoding="utf-8")
    (tmp_path / "registry.toml").write_text(toml, encoding="utf-8")
    assert read_tables(tmp_path).kinds == {Kind.UNIT, Kind.LIST, Kind.CLASS}


def test_what_is_wrong_is_told_as_the_how_to_shows(tmp_path: Path) -> None:
    [units], [command], [expected] = (only(HOW_TO, kind) for kind in ("csv", "console", "text"))
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "units.csv").write_text(units.replace("county", "countty"), encoding="utf-8")
    grid_members = [f"g{number},王,grid-member,{'410702-01' if number < 7 else '410702-1'}\n" for number in range(1, 8)]
    (folder / "members.csv").write_text("".join(["code,name,role,unit\n", *grid_members]), encoding="utf-8")
    terminal = Terminal(tmp_path / "xinxiang")
    terminal.done("init", "--template", "china")
    [words] = commands(command)
    error = terminal.wrong(*words[2:-1], str(folder))
    assert error.replace(f"{folder}/", "") == expected
