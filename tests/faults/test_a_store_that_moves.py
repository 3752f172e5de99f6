"""A history moves row for row, goes on where it was interrupted, and is never mixed with another."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from gridcase.city.home import STORE_PASSWORD
from gridcase.errors import Refused
from gridcase.secret import Secret
from gridcase.store.history import begin_lineage
from gridcase.store.open import open_store
from gridcase.store.port import Answer, Tracking
from gridcase.store.recorded import RecordedStore, recorded
from gridcase.store.sqlite import SqliteStore
from gridcase.store.transfer import differences, take_over
from tests.support.command import reported, small_city
from tests.support.streams import fill, new_events


@pytest.fixture
def url(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    it = conninfo_to_dict(postgres_database)
    monkeypatch.setenv(STORE_PASSWORD, str(it["password"]))
    return f"postgresql://{it['user']}@{it['host']}:{it['port']}/{it['dbname']}?schema=xinxiang"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SqliteStore]:
    with closing(SqliteStore(tmp_path / "events.sqlite")) as store:
        fill(store, 20)
        store.append([], answers=[Answer(f"向{number}", "matter:M1", 1, 6) for number in range(9)])
        store.append([], tracking=[Tracking("kafka:commands:0", 17), Tracking("B", 3), Tracking("a", 0)])
        begin_lineage(store)
        yield store


def elsewhere(url: str, source: RecordedStore) -> RecordedStore:
    where = url if "://" in url else Path(url)
    password = Secret(os.environ.get(STORE_PASSWORD, ""))
    return recorded(open_store(where, lineages=source.lineages(), password=password))


def test_every_row_moves_to_postgresql_and_back_at_its_position(source: SqliteStore, url: str, tmp_path: Path) -> None:
    with closing(elsewhere(url, source)) as there:
        take_over(source, there)
        assert list(there.read(0, 1000)) == list(source.read(0, 1000))
        [after] = there.append(new_events("N")[:1])
        assert after == source.last_position() + 1
        with closing(elsewhere(str(tmp_path / "back.sqlite"), there)) as back:
            take_over(there, back)
            assert list(differences(there, back)) == []
            assert back.lineages() == source.lineages()


def test_an_interrupted_move_goes_on_where_it_was(source: SqliteStore, url: str) -> None:
    def pull_the_plug(position: int) -> None:
        raise KeyboardInterrupt

    with closing(elsewhere(url, source)) as there:
        with pytest.raises(KeyboardInterrupt):
            take_over(source, there, pull_the_plug)
        assert there.last_position() > 0
        assert there.counts()[1] == 0
    fill(source, 3, prefix="P")
    with closing(elsewhere(url, source)) as there:
        take_over(source, there)
        assert list(differences(source, there)) == []
        take_over(source, there)
        assert list(differences(source, there)) == []


def test_a_history_is_never_mixed_with_another(source: SqliteStore, tmp_path: Path) -> None:
    with closing(SqliteStore(tmp_path / "another.sqlite")) as another:
        fill(another, 2)
        before = list(another.read(0, 1000))
        with pytest.raises(Refused, match="never mixed with another"):
            take_over(source, another)
        assert list(another.read(0, 1000)) == before


def test_a_copy_that_went_its_own_way_is_not_gone_on_with(source: SqliteStore, tmp_path: Path) -> None:
    with closing(elsewhere(str(tmp_path / "copy.sqlite"), source)) as copy:
        take_over(source, copy)
        copy.append(new_events("X"))
        with pytest.raises(Refused, match="does not go on with"):
            take_over(source, copy)
        source.append(new_events("Y"))
        with pytest.raises(Refused, match="another event stands at position"):
            take_over(source, copy)


def test_a_difference_is_found_wherever_it_is(source: SqliteStore, tmp_path: Path) -> None:
    """The control of the comparison."""
    with closing(elsewhere(str(tmp_path / "copy.sqlite"), source)) as copy:
        take_over(source, copy)
        copy.append([], tracking=[Tracking("a", 1)])
        assert list(differences(source, copy)) == ["how far readers have come differs"]
        copy.append([], answers=[Answer("one more", "matter:M1", 1, 0)])
        assert "the answers to commands differ" in list(differences(source, copy))
        copy.append(new_events("X"))
        assert "events after position" in next(differences(source, copy))


def test_a_city_moves_and_works_on(tmp_path: Path, url: str) -> None:
    city = small_city(tmp_path)
    matter = reported(city)
    before = city.json("status")
    assert "row for row" in city.done("store", "move", "--to", url)
    with (city.home / "city.toml").open("a") as file:
        file.write(f'\n[store]\nurl = "{url}"\n')
    (city.home / "events.sqlite").unlink()
    assert city.json("status") == before
    assert matter in city.done("matter", "list", "--json")
    city.done("backup", str(tmp_path / "backup"))
    reported(city)
    assert "row for row" in city.done("store", "move", "--to", "sqlite:events.sqlite")
    text = (city.home / "city.toml").read_text().replace(url, "sqlite:events.sqlite")
    (city.home / "city.toml").write_text(text)
    assert city.json("status")["matters"] == 2


def test_a_backup_goes_into_the_schema_that_the_city_names(tmp_path: Path, url: str) -> None:
    city = small_city(tmp_path)
    reported(city)
    before = city.json("status")
    city.done("backup", str(tmp_path / "backup"))
    with (city.home / "city.toml").open("a") as file:
        file.write(f'\n[store]\nurl = "{url}"\n')
    assert "schema xinxiang is gone" in city.type("status").stderr
    city.done("restore", str(tmp_path / "backup"))
    assert city.json("status") == before
    assert "refused (store-exists)" in city.refused("restore", str(tmp_path / "backup"))


def test_an_empty_store_is_made_in_the_schema_that_the_city_names_and_once(tmp_path: Path, url: str) -> None:
    city = small_city(tmp_path)
    with (city.home / "city.toml").open("a") as file:
        file.write(f'\n[store]\nurl = "{url}"\n')
    assert "nothing is in it" in city.done("init", "--new-store")
    assert city.json("status")["events"] == 0
    assert "refused (store-exists)" in city.refused("init", "--new-store")
