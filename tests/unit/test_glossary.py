"""The glossary has every word once: what the code and the city call things, and our words, each with its module."""

import re
from importlib import import_module
from importlib.util import find_spec
from typing import get_args

import pytest

from gridcase.actors import Role
from gridcase.aggregates import AGGREGATES, FAMILIES
from gridcase.matters.state import MatterState
from gridcase.tags import tag_of
from tests.support.pages import ROOT, read

PAGE = "docs/glossary.md"
PARTS = ("cli", "projections", "streams")


def rows(width: int) -> list[list[str]]:
    """The rows of the tables that have so many columns, without their headings."""
    tables = re.findall(r"(?m)^\|[-|]+\|\n((?:\|.*\n?)+)", read(PAGE))
    every_row = [row.strip("|").split("|") for table in tables for row in table.splitlines()]
    return [[cell.strip() for cell in row] for row in every_row if len(row) == width]


CITY, OURS = rows(4), rows(3)

WORDS = [word.strip("` ").casefold() for row in (*CITY, *OURS) for word in row[0].split(",")]

IN_CODE = [name for row in CITY for name in re.findall("`([^`]+)`", row[2])]

MODULES = sorted({name for row in OURS for name in re.findall("`([^`]+)`", row[1])})


def test_every_word_stands_there_once() -> None:
    assert len(CITY) > 60
    assert len(OURS) > 60
    assert [word for word in WORDS if WORDS.count(word) > 1] == []
    assert [name for name in IN_CODE if IN_CODE.count(name) > 1] == []


def test_our_words_are_in_the_order_of_the_alphabet() -> None:
    words = [row[0].strip("`").casefold() for row in OURS]
    assert words == sorted(words)


def test_every_name_that_programs_meet_is_one_of_the_citys_words() -> None:
    """Events and commands by their tags, whichever version; then what they are about, who acts, and where it stands."""
    events = {re.sub(r"\.v\d+$", "", tag_of(event)) for family in FAMILIES for event in family.events}
    commands = {tag_of(command) for aggregate in AGGREGATES for command in aggregate.commands}
    stages = {str(state.stage) for state in get_args(MatterState)}
    stages |= {str(aggregate.beginning.stage) for aggregate in AGGREGATES}
    families = {family.name for family in FAMILIES}
    published = {"scorecard-published"}
    assert {*IN_CODE} == events | commands | stages | families | published | {*map(str, Role)}


@pytest.mark.parametrize("module", MODULES)
def test_every_module_that_is_named_is_there(module: str) -> None:
    assert find_spec(module)


def classes() -> set[str]:
    """The names of all classes of ours."""
    code = (path.read_text("utf-8") for part in ("src", *PARTS) for path in (ROOT / part).rglob("*.py"))
    return {name for text in code for name in re.findall(r"(?m)^class (\w+)", text)}


def test_a_word_that_a_class_is_called_by_is_that_class() -> None:
    named = [(re.sub("[ -](.)", lambda match: match[1].upper(), row[0].split(",")[0].strip("`")), row) for row in OURS]
    of_classes = [(name[0].upper() + name[1:], row) for name, row in named if name[0].upper() + name[1:] in classes()]
    assert len(of_classes) > 30
    assert [row[0] for name, row in of_classes if not hasattr(import_module(row[1].strip("`")), name)] == []


def test_each_of_our_words_has_one_module() -> None:
    assert [row[0] for row in OURS if not re.fullmatch("`[^`]+`", row[1])] == []
