"""``HACKING.md`` tells the truth of the tree: which files a command enters, and in how many places a change is made."""

import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import NamedTuple

import pytest

from gridcase_cli.main import main
from tests.support.command import diverted, small_city
from tests.support.pages import ROOT, read

PAGE = "HACKING.md"

NOON = "2026-03-02T12:00"

SEARCHED = ("src", "projections", "streams", "cli", "tests", "pyproject.toml")
"""Where a change is made. Pages of the documentation tell of it, each in its own words."""

SECTION = re.compile(r"(?ms)^### (?P<kind>.+?)\n(?P<text>.*?)(?=^##|\Z)")
ROW = re.compile(r"(?m)^\| (?P<number>\d+) \| \[`(?P<path>[^`]+)`\]\((?P=path)\) \| .+ \|$")
MADE = re.compile(r"(?m)^\| `(?P<pattern>[^`]+)` \| `(?P<command>[^`]+)` \|$")


class Change(NamedTuple):
    """A kind of change: the names of one that was made, and the places that a table lists, files or whole folders."""

    names: tuple[str, ...]
    numbers: list[int]
    places: list[str]

    def is_made_in(self, path: str) -> bool:
        """Whether the file says one of the names, or is called by it."""
        any_name = "|".join(map(re.escape, self.names))
        return bool(re.search(rf"(?<![\w-])(?:{any_name})(?![\w-])", f"{path}\n{text_of(path)}"))


def changes() -> dict[str, Change]:
    return {section["kind"]: change_in(section["text"]) for section in SECTION.finditer(read(PAGE))}


def change_in(text: str) -> Change:
    [example] = re.findall(r"(?m)^Example: (.+)$", text)
    rows = list(ROW.finditer(text))
    return Change(
        names=tuple(re.findall("`([^`]+)`", example)),
        numbers=[int(row["number"]) for row in rows],
        places=[row["path"] for row in rows],
    )


def made_by_tools() -> dict[str, str]:
    """The commands by what they make."""
    return {row["pattern"]: row["command"] for row in MADE.finditer(read(PAGE))}


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def written_by_hand() -> list[str]:
    """Every text that somebody wrote: neither made by a tool, nor this test."""
    made = {path for pattern in made_by_tools() for path in ROOT.glob(pattern)}
    return sorted(str(path.relative_to(ROOT)) for path in texts() if path not in made and path != Path(__file__))


def texts() -> Iterator[Path]:
    for place in SEARCHED:
        for path in [ROOT / place, *(ROOT / place).rglob("*")]:
            if path.suffix in {".py", ".sql", ".toml", ".txt", ".csv", ".j2"}:
                yield path


@pytest.mark.parametrize("kind", changes())
def test_a_change_is_made_where_the_page_says(kind: str) -> None:
    change = changes()[kind]
    paths = [path for path in written_by_hand() if change.is_made_in(path)]
    forgotten = [path for path in paths if not path.startswith(("tests/", *change.places))]
    assert forgotten == [], f"{PAGE} does not say that {kind} is made there, too"
    idle = [place for place in change.places if not any(path.startswith(place) for path in paths)]
    assert idle == [], f"{PAGE} says that {kind} is made there"


@pytest.mark.parametrize("kind", changes())
def test_places_are_counted_and_each_is_listed_once(kind: str) -> None:
    change = changes()[kind]
    assert change.numbers == list(range(1, len(change.places) + 1))
    assert len({*change.places}) == len(change.places)


def test_the_overview_says_how_many_places_each_table_has() -> None:
    [table] = re.findall(r"(?s)How many places a change touches.*?\n\n(\|.*?)\n\n", read(PAGE))
    counts = dict(re.findall(r"(?m)^\| \[(.+?)\]\(.*?\) \| (\d+) \|", table))
    assert {kind: str(len(change.places)) for kind, change in changes().items()} == counts


@pytest.mark.parametrize(("pattern", "command"), made_by_tools().items())
def test_what_tools_make_is_there_and_so_is_the_tool(pattern: str, command: str) -> None:
    assert list(ROOT.glob(pattern))
    [module] = re.findall(r"python -m ([\w.]+)", command)
    assert find_spec(module), module


def tour() -> list[str]:
    """The modules of the tour, as far as the command itself goes: what reads the feed runs elsewhere."""
    [table] = re.findall(r"(?s)## The tour\n.*?\n(\|.*?)\n\n", read(PAGE))
    return re.findall(r"\]\(((?:cli|src)/[^)]+\.py)\)", table)


def test_a_command_enters_each_module_of_the_tour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    city = small_city(tmp_path)
    matter = diverted(city)
    monkeypatch.setattr(sys, "argv", f"gridcase --home {city.home} --as zhou --at {NOON} matter urge {matter}".split())
    called: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if frame.f_code.co_name != "<module>":
            called.add(frame.f_code.co_filename)

    sys.setprofile(note)
    try:
        main()
    except SystemExit as left:
        assert not left.code, capsys.readouterr()
    finally:
        sys.setprofile(None)
    assert capsys.readouterr().out == f"{matter} urged\n"
    assert len(tour()) > 10
    assert [path for path in tour() if str(ROOT / path) not in called] == []
