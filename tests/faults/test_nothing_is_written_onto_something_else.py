"""Whatever a command writes is a new file, whole or not at all; homes, links and files that are there stay."""

import os
from pathlib import Path

import pytest

from gridcase.errors import BadConfiguration
from gridcase.files import output_file, whole_file
from tests.support.command import Terminal, reported, small_city

SCORES = ("score", "departments", "--metric", "handling", "--period", "2026-03")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    terminal = small_city(tmp_path_factory.mktemp("outputs"))
    reported(terminal)
    return terminal


def outputs(place: Path) -> list[tuple[str, ...]]:
    """Every command that writes where it is told to."""
    return [
        (*SCORES, "--csv", str(place)),
        (*SCORES, "--excel", str(place)),
        (*SCORES, "--parquet", str(place)),
        ("report", "assessment", "--period", "2026-03", "--out", f"{place}.csv"),
        ("report", "schedule", "--to", str(place)),
        ("stream", "contracts", "--out", str(place)),
        ("projection", "merge", "read-models", "--into", str(place)),
    ]


@pytest.mark.parametrize("name", ["events.sqlite", "city.toml", "read-models/x", "new"])
def test_nothing_in_a_home_is_ever_an_output(city: Terminal, name: str) -> None:
    before = contents(city.home)
    for words in outputs(city.home / name):
        for force in ([], ["--force"]) if {"score", "assessment", "contracts"} & {*words} else ([],):
            assert "outside of the home" in city.wrong(*words, *force), words
    assert contents(city.home) == before


def test_the_home_is_found_behind_links_and_dots(city: Terminal, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(city.home / "read-models")
    before = contents(city.home)
    around = tmp_path / ".." / tmp_path.name
    for place in (tmp_path / "link" / "x.csv", around / "link" / ".." / "events.sqlite"):
        assert "outside of the home" in city.wrong(*SCORES, "--csv", str(place), "--force")
    assert contents(city.home) == before


def test_a_file_that_is_there_is_replaced_only_when_told(city: Terminal, tmp_path: Path) -> None:
    letter = tmp_path / "letter.csv"
    letter.write_text("dear mayor")
    assert "--force replaces it" in city.wrong(*SCORES, "--csv", str(letter))
    assert letter.read_text() == "dear mayor"
    city.done(*SCORES, "--csv", str(letter), "--force")
    assert letter.read_text().startswith("department")


def test_a_link_or_a_device_is_never_replaced(city: Terminal, tmp_path: Path) -> None:
    letter, link, pipe = tmp_path / "letter", tmp_path / "link.csv", tmp_path / "pipe.csv"
    letter.write_text("dear mayor")
    link.symlink_to(letter)
    os.mkfifo(pipe)
    for place in (link, pipe, tmp_path):
        for force in ([], ["--force"]):
            city.wrong(*SCORES, "--csv", str(place), *force)
    assert letter.read_text() == "dear mayor"
    assert link.is_symlink()


def test_nobody_can_lay_a_link_where_a_report_is_being_written(city: Terminal, tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_text("dear mayor")
    for name in (".scores.csv.part", ".scores.csv", "scores.csv.part"):
        (tmp_path / name).symlink_to(letter)
    city.done("report", "assessment", "--period", "2026-03", "--out", str(tmp_path / "scores.csv"))
    assert letter.read_text() == "dear mayor"
    assert (tmp_path / "scores.csv").is_file()


def test_a_report_that_stands_is_left_alone_by_the_schedule(city: Terminal, tmp_path: Path) -> None:
    words = ("report", "schedule", "--to", str(tmp_path / "reports"), "--format", "csv")
    city.done(*words, at="2026-05-01")
    [march, april] = sorted((tmp_path / "reports").iterdir())
    march.write_text("signed by the mayor")
    city.done(*words, at="2026-05-02")
    assert march.read_text() == "signed by the mayor"
    assert sorted((tmp_path / "reports").iterdir()) == [march, april]


def test_contracts_go_into_a_folder_twice_only_when_told(city: Terminal, tmp_path: Path) -> None:
    words = ("stream", "contracts", "--out", str(tmp_path / "contracts"))
    city.done(*words)
    assert "--force replaces it" in city.wrong(*words)
    city.done(*words, "--force")


def test_what_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("before")
    with pytest.raises(ZeroDivisionError), output_file(path, force=True) as file:
        file.write(b"half of it")
        file.flush()
        raise ZeroDivisionError
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"scores.csv": "before"}


def test_who_comes_first_to_a_name_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    with pytest.raises(BadConfiguration, match="--force replaces it"), output_file(path) as file:
        file.write(b"the second")
        with whole_file(path) as other:
            other.write(b"the first")
    assert path.read_bytes() == b"the first"


@pytest.mark.parametrize("place", ["nowhere/scores.csv", "a-file/scores.csv", "x" * 300])
def test_where_nothing_can_be_written_one_line_says_so(city: Terminal, tmp_path: Path, place: str) -> None:
    (tmp_path / "a-file").write_text("")
    assert len(city.wrong(*SCORES, "--csv", str(tmp_path / place)).splitlines()) == 1


def test_two_files_of_one_name_have_two_quarantines(city: Terminal, tmp_path: Path) -> None:
    header, row = Path("tests/fixtures/nyc311-excerpt.csv").read_text().splitlines()[:2]
    named = []
    for district in ("east", "west"):
        file = tmp_path / district / "requests.csv"
        file.parent.mkdir()
        file.write_text(f"{header}\n{row.replace('2011', '1812')}\n{district},no row\n")
        named.append(city.json("import", str(file), "--mapping", "nyc311")["quarantine_file"])
        assert city.json("import", str(file), "--mapping", "nyc311")["quarantine_file"] == named[-1]
    east, west = (Path(name).read_text() for name in named)
    assert "east,no row" in east
    assert "west,no row" in west


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "sqlite-" not in path.name}
