"""What the pages on the city say is what the code reads."""

import re
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import fields

from gridcase.city import read_city
from gridcase.city.tables import CityFile
from gridcase.registry.kinds import SHAPES, Kind
from gridcase.registry.rows import columns, needed
from gridcase.registry.tables import KINDS, read_tables

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "city-toml.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "describe-your-city.md").read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    return dict(re.findall(r"(?ms)^## `\[(\w+)\]`.*?\n(.*?)(?=^## |\Z)", REFERENCE))


@pytest.mark.parametrize("table", [field for field in fields(CityFile) if field.name not in ("kafka", "streams")])
def test_the_reference_lists_every_key_and_no_other(table: object) -> None:
    name, kind = table.name, table.type  # type: ignore[attr-defined]
    assert issubclass(kind, Struct)
    listed = re.findall(r"(?m)^\| `(\w+)` \|", sections()[name])
    assert listed == [field.encode_name for field in fields(kind)]


def test_the_example_of_the_reference_is_a_city() -> None:
    (example,) = re.findall(r"(?s)```toml\n(.*?)```", REFERENCE)
    assert read_city("city.toml", example.encode(), DOCS).about.name == "新乡"


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_how_to_lists_every_column(name: str, kind: Kind) -> None:
    (row,) = re.findall(rf"(?m)^\| `{name}.csv` \| (.*) \|$", HOW_TO)
    bare = re.sub(r"\([^)]*\)|:.*", "", row)
    assert tuple(bare.replace("*", "").replace(" ", "").split(",")) == columns(kind)
    assert tuple(re.findall(r"\*\*(\w+)\*\*", row)) == needed(kind)
    assert set(columns(kind)) >= set(SHAPES[kind].record.__struct_fields__) - {"limits"}


def test_the_examples_of_the_how_to_are_read(tmp_path: Path) -> None:
    ((csv,), (toml,)) = (re.findall(rf"(?s)```{kind}\n(.*?)```", HOW_TO) for kind in ("csv", "toml"))
    (tmp_path / "units.csv").write_text(csv, encoding="utf-8")
    (tmp_path / "registry.toml").write_text(toml, encoding="utf-8")
    assert read_tables(tmp_path).kinds == {Kind.UNIT, Kind.LIST, Kind.CLASS}
