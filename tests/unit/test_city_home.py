"""Homes: made whole or not at all, opened or explained."""

from pathlib import Path

import pytest

from gridcase.city.home import HOME_EXISTS, Home
from gridcase.errors import BadConfiguration, Refused, StoreGone


def test_a_home_is_a_folder_with_a_city(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "xinxiang")
    assert Home.open(home.path) == home
    assert home.city().about.name == "xinxiang"
    assert home.city().about.time_zone == "UTC"
    assert sorted(path.name for path in home.path.iterdir()) == [
        "city.toml",
        "events.sqlite",
        "quarantine",
        "read-models",
    ]


def test_a_template_has_its_own_time_zone_unless_told(tmp_path: Path) -> None:
    assert Home.create(tmp_path / "a", template="china").city().about.time_zone == "Asia/Shanghai"
    urumqi = Home.create(tmp_path / "b", template="china", name="乌鲁木齐", time_zone="Asia/Urumqi").city()
    assert (urumqi.about.name, urumqi.about.time_zone) == ("乌鲁木齐", "Asia/Urumqi")


def test_a_home_is_made_once(tmp_path: Path) -> None:
    home = Home.create(tmp_path, name="First")
    with pytest.raises(Refused) as refused:
        Home.create(tmp_path, name="Second")
    assert refused.value.rule == HOME_EXISTS
    assert home.city().about.name == "First"


def test_a_folder_with_files_of_ones_own_can_become_a_home(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text("code,name,level\n")
    Home.create(tmp_path)
    assert (tmp_path / "units.csv").read_text() == "code,name,level\n"


def test_nothing_is_written_for_words_that_make_no_city(tmp_path: Path) -> None:
    for words in ({"time_zone": "Mars"}, {"template": "mars"}, {"name": "a\nb"}):
        with pytest.raises(BadConfiguration):
            Home.create(tmp_path / "home", **words)
    assert not (tmp_path / "home").exists()


def test_a_file_does_not_become_a_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BadConfiguration, match=r"file: a folder that can be written to \(Not a directory\)"):
        Home.create(tmp_path / "file")


def test_where_there_is_no_home_it_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration) as bad:
        Home.open(tmp_path)
    assert str(bad.value) == f"no gridcase home at {tmp_path}: run gridcase --home {tmp_path} init"


def test_the_store_lies_in_the_home_unless_the_city_says_otherwise(tmp_path: Path) -> None:
    home = Home.create(tmp_path / "home")
    home.store(home.city()).close()
    assert home.events.exists()
    with home.city_file.open("a") as file:
        file.write('[store]\nurl = "sqlite:elsewhere.sqlite"\n')
    with pytest.raises(StoreGone, match=r"elsewhere\.sqlite is gone"):
        home.store(home.city())
    home.make_store()
    home.store(home.city()).close()
    assert (home.path / "elsewhere.sqlite").exists()
