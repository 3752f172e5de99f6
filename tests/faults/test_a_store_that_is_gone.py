"""A home whose store was deleted, emptied or moved says so; only ``init`` makes an empty one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from gridcase.errors import StoreUnavailable
from gridcase.running_city import open_city
from tests.support.command import Terminal, reported, small_city

READING = (
    ("matter", "list"),
    ("status",),
    ("projection", "rebuild"),
    ("projection", "follow", "--once"),
    ("loop", "tick"),
    ("registry", "units"),
)


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    reported(terminal)
    return terminal


def delete(city: Terminal) -> None:
    for file in city.home.glob("events.sqlite*"):
        file.unlink()


def empty(city: Terminal) -> None:
    delete(city)
    (city.home / "events.sqlite").touch()


@pytest.mark.parametrize("lose", [delete, empty])
@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_every_command_says_that_it_is_gone_and_makes_none(
    city: Terminal, lose: Callable[[Terminal], None], words: tuple[str, ...]
) -> None:
    lose(city)
    before = sorted((path.name, path.stat().st_size) for path in city.home.glob("events*"))
    result = city.type(*words)
    assert (result.exit_code, result.stdout) == (1, "")
    [line] = result.stderr.splitlines()
    assert "events.sqlite is gone" in line
    assert "gridcase restore" in line
    assert "if this home never had a store, make an empty one with `gridcase init --new-store`" in line
    assert sorted((path.name, path.stat().st_size) for path in city.home.glob("events*")) == before


def test_a_report_is_not_taken_into_an_empty_store(city: Terminal) -> None:
    delete(city)
    result = city.type("matter", "report", "--unit", "xiangyang-3", "--channel", "phone", "--text", "油烟", by="wang")
    assert result.exit_code == 1
    assert not (city.home / "events.sqlite").exists()


def test_the_doctor_finds_it_missing(city: Terminal) -> None:
    delete(city)
    result = city.type("doctor")
    assert result.exit_code == 2
    assert "is gone (it is not there)" in result.stdout


def test_a_store_that_is_deleted_under_a_running_program_is_not_made_again(city: Terminal) -> None:
    with open_city(city.home) as running:
        delete(city)
        with pytest.raises(StoreUnavailable), open_city(city.home):
            pass
        assert running.store.lineages()  # what is open stays readable
    assert not (city.home / "events.sqlite").exists()


def test_whoever_means_it_makes_an_empty_store_once(city: Terminal) -> None:
    assert "refused (store-exists)" in city.refused("init", "--new-store")
    delete(city)
    assert "nothing is in it" in city.done("init", "--new-store")
    assert city.json("status")["events"] == 0
    assert "refused (store-exists)" in city.refused("init", "--new-store")


def test_a_store_that_is_there_is_not_called_gone(city: Terminal) -> None:
    """The control: the same commands succeed beside it."""
    for words in READING:
        assert "gone" not in city.done(*words)
