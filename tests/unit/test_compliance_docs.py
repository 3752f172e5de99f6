"""What the page on assessments says of packs is so."""

import tomllib

import msgspec

from gridcase.assessments.pack import FactRule, Pack
from gridcase.assessments.packs import names
from tests.support.pages import only, read

PAGE = "docs/explanation/assessments.md"


def test_the_charges_that_it_shows_are_those_of_a_pack() -> None:
    [shown] = only(PAGE, "toml")
    charges = tomllib.loads(shown)
    assert charges.keys() <= set(Pack.__struct_fields__)
    assert msgspec.convert(charges["facts"], list[FactRule])


def test_every_pack_that_ships_is_described() -> None:
    assert all(f"| `{name}`" in read(PAGE) for name in names())
