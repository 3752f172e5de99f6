"""Rule packs: the two that ship, a city's own, and every way to get one wrong."""

from pathlib import Path

import pytest

from gridcase.assessments.packs import load_pack, names, read_pack
from gridcase.errors import BadConfiguration
from gridcase.matters.events import Severity

OWN = """\
name = "clean-yard"
title = "美丽庭院"
kinds = ["village"]
bonus_cap = 3

[thresholds]
village = 70

[[items]]
code = "litter"
title = "垃圾"
points = 2
cap = 30

[[vetoes]]
code = "fire"
title = "火灾"

[[charges]]
code = "litter"
on = "unresolved"
lists = ["city-looks"]
"""

RULE_ON_FIRE = "[[facts]]\ncode = 'fire'\non = '"


def test_two_packs_ship_and_are_sound() -> None:
    assert names() == ["safe-unit", "three-zeros"]
    safe, zeros = map(load_pack, names())
    assert safe.thresholds == {"village": 90, "enterprise": 80, "institution": 80}
    assert sum(item.cap for item in safe.items) == 100
    assert (zeros.thresholds, zeros.items, len(zeros.vetoes)) == ({}, (), 3)


def test_no_pack_that_ships_charges_for_a_proxy() -> None:
    """A charge follows from what somebody stated, not from how grave a matter is or how late a department was."""
    for pack in map(load_pack, names()):
        assert not pack.charges
        assert all(rule.severity is Severity.MINOR for rule in pack.facts)


def test_a_city_writes_its_own(tmp_path: Path) -> None:
    file = tmp_path / "clean-yard.toml"
    file.write_text(OWN, "utf-8")
    assert load_pack(str(file)) == read_pack("clean-yard.toml", OWN.encode())


def test_the_version_is_the_digest_of_what_decides() -> None:
    pack = read_pack("a.toml", OWN.encode())
    assert read_pack("a.toml", f"# a comment\n{OWN}".encode()).digest == pack.digest
    assert read_pack("a.toml", OWN.replace("70", "71").encode()).digest != pack.digest


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("points = 2", "points = 31", "line 9.*not above their cap"),
        ("cap = 30", "cap = 130", "100 together"),
        ("points = 2", "points = 0", "points above 0"),
        ("village = 70", "village = 101", "0 to 100"),
        ("village = 70", "hospital = 70", "among them every one that has a threshold"),
        ("bonus_cap = 3", "bonus_cap = -1", "0 or more"),
        ('code = "fire"', 'code = "litter"', "each code once"),
        ('code = "litter"\non', 'code = "leaves"\non', "line 20.*an item, a veto or a bonus"),
        ('on = "unresolved"', 'on = "sunday"', "filed, unresolved, escalated"),
        ('on = "unresolved"', 'on = "filed"', r"line 21.*unresolved; or \[\[facts\]\], on unresolved, casualties"),
        ('on = "unresolved"', 'on = "escalated"', r"or \[\[facts\]\]"),
        ("[[charges]]", f"{RULE_ON_FIRE}found-early'\n\n[[charges]]", "for a bonus, and for nothing else"),
        ("[[charges]]", f"{RULE_ON_FIRE}filed'\n\n[[charges]]", "unresolved, casualties, loss"),
        ("[[vetoes]]", "[[bonuses]]\npoints = 4", "bonuses.*not above bonus_cap"),
        ("bonus_cap", "bonus_cup", "line 4.*perhaps bonus_cap"),
        ("points = 2", 'points = "two"', "int"),
    ],
)
def test_what_is_no_pack_is_told_by_its_line(wrong: str, right: str, message: str) -> None:
    assert wrong in OWN
    with pytest.raises(BadConfiguration, match=message):
        read_pack("own.toml", OWN.replace(wrong, right).encode())


def test_an_unknown_pack_is_told_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match="safe-unit, three-zeros"):
        load_pack("four-zeros")
    with pytest.raises(BadConfiguration, match="a readable file"):
        load_pack(str(tmp_path / "nothing.toml"))
