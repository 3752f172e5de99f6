"""Read models that are damaged, however: moved aside, made anew, and said."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from gridcase.city.home import Home
from gridcase_cli.global_options import GlobalOptions
from gridcase_cli.read_models import read_models
from gridcase_cli.session import Session
from gridcase_projections.database import LIVE, snapshots
from gridcase_projections.errors import ReadModelsUnavailable
from gridcase_projections.repair import may_be_damage
from tests.support.command import Terminal, reported, small_city

QUESTION = ("projection", "query", "select count(*) as matters from matters", "--json")


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    reported(terminal)
    assert terminal.json(*QUESTION[:-1]) == [{"matters": 1}]
    return terminal


def folder(city: Terminal) -> Path:
    return city.home / "read-models"


def garbage(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 400)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [garbage, cut, empty])
@pytest.mark.parametrize("both", [True, False], ids=["both", "snapshot"])
def test_damaged_files_are_kept_and_made_anew_and_it_is_said(
    city: Terminal, harm: Callable[[Path], None], both: bool
) -> None:
    [snapshot] = snapshots(folder(city))
    for file in (snapshot, folder(city) / LIVE)[: 1 + both]:
        harm(file)
    result = city.type(*QUESTION)
    assert '"matters": 1' in result.stdout
    assert f"note: {snapshot.name} was damaged and is kept as damaged-" in result.stderr
    assert len(list(folder(city).glob("damaged-*.duckdb"))) == 1 + both
    assert city.type(*QUESTION).stderr == ""


def test_damage_that_is_found_in_the_midst_of_an_answer_is_repaired_for_the_next(city: Terminal) -> None:
    home = Home.open(city.home)
    with closing(home.store(home.city())) as store:
        session = Session(GlobalOptions(city.home), home, home.city(), store)
        with pytest.raises(ReadModelsUnavailable, match="ask again"), read_models(session):
            garbage(snapshots(folder(city))[0])
            raise ReadModelsUnavailable("a block cannot be read")
    result = city.type(*QUESTION)
    assert ('"matters": 1' in result.stdout, result.stderr) == (True, "")


def test_wrong_sql_is_no_damage(city: Terminal) -> None:
    assert "does not exist" in city.wrong("projection", "query", "select * from nowhere")
    assert not may_be_damage(ValueError("something else"))
    assert list(folder(city).glob("damaged-*")) == []
