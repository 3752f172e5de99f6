"""A backup is whole or not there; put back, it is the city as it was, and nothing that is there is replaced."""

import shutil
import subprocess
import sys
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from gridcase.city.backup import read_backup
from gridcase.store.history import history, place
from gridcase.store.sqlite import SqliteStore
from tests.support.command import Terminal, reported, small_city


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    reported(terminal)
    return terminal


@pytest.fixture
def backup(city: Terminal, tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere" / "backup"
    city.done("backup", str(folder))
    return folder


def rows(home: Path) -> tuple[object, ...]:
    with closing(SqliteStore(home / "events.sqlite", create=False)) as store:
        return (list(store.read(0, 10_000)), store.answers("", 10_000), store.trackings(), list(store.lineages()))


def test_a_backup_put_back_elsewhere_is_the_same_city(city: Terminal, backup: Path, tmp_path: Path) -> None:
    other = Terminal(tmp_path / "other")
    assert "小城: " in other.done("restore", str(backup))
    assert rows(other.home) == rows(city.home)
    assert (other.home / "city.toml").read_bytes() == (city.home / "city.toml").read_bytes()
    assert other.json("matter", "list") == city.json("matter", "list")
    assert reported(other)


def test_a_store_that_was_deleted_comes_back_and_the_citys_own_settings_stay(city: Terminal, backup: Path) -> None:
    before = rows(city.home)
    (city.home / "events.sqlite").unlink()
    with (city.home / "city.toml").open("a") as file:
        file.write("# changed since\n")
    result = city.type("restore", str(backup))
    assert result.exit_code == 0
    assert "city.toml says otherwise than the backup, and stays as it is" in result.stderr
    assert rows(city.home) == before
    assert (city.home / "city.toml").read_text().endswith("# changed since\n")


def test_a_store_that_is_there_is_never_replaced(city: Terminal, backup: Path) -> None:
    reported(city)
    before = rows(city.home)
    assert "refused (store-exists)" in city.refused("restore", str(backup))
    assert rows(city.home) == before


def test_an_older_backup_is_never_replaced(city: Terminal, backup: Path) -> None:
    before = sorted((path, path.read_bytes()) for path in backup.iterdir())
    assert "refused (backup-exists)" in city.refused("backup", str(backup))
    assert sorted((path, path.read_bytes()) for path in backup.iterdir()) == before


def test_a_backup_does_not_lie_in_the_home_that_it_is_of(city: Terminal) -> None:
    assert "a folder outside of the home" in city.wrong("backup", str(city.home / "backup"))
    assert not (city.home / "backup").exists()


def test_a_city_at_work_is_backed_up_as_it_stood_at_one_moment(city: Terminal, tmp_path: Path) -> None:
    store = f"sqlite:{city.home / 'events.sqlite'}"
    words = [sys.executable, "-m", "tests.integration.store_writer", store, "matter:W", "9999"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as worker:
        assert worker.stdout and worker.stdout.readline()
        for number in range(3):
            city.done("backup", str(tmp_path / f"backup-{number}"))
        worker.kill()
    for number in range(3):
        with closing(SqliteStore(tmp_path / f"backup-{number}" / "events.sqlite", create=False)) as copy:
            for answer in copy.answers("", 10_000):
                assert len(copy.load(answer.stream)) >= answer.last
    assert "ok" in city.done("doctor", "--deep")


@pytest.mark.parametrize("name", ["events.sqlite", "city.toml"])
@pytest.mark.parametrize("harm", ["flipped", "missing"])
def test_a_damaged_backup_is_not_put_back(backup: Path, tmp_path: Path, name: str, harm: str) -> None:
    file = backup / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink() if harm == "missing" else file.write_bytes(content)
    other = Terminal(tmp_path / "other")
    assert f"{name}: the file as it was written" in other.wrong("restore", str(backup))
    assert not other.home.exists()


def test_a_backup_that_was_interrupted_is_none(city: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "half"
    folder.mkdir()
    shutil.copy(city.home / "city.toml", folder)
    assert "a backup that gridcase has written" in city.wrong("restore", str(folder))


def test_a_damaged_store_is_not_backed_up_as_if_it_were_whole(city: Terminal, tmp_path: Path) -> None:
    flip(city.home / "events.sqlite", "楼下饭店油烟呛人".encode())
    result = city.type("backup", str(tmp_path / "backup"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "is damaged (position" in result.stderr
    assert list(tmp_path.glob("*backup*")) == []


def test_keys_are_named_and_not_in_it(city: Terminal, tmp_path: Path) -> None:
    (city.home / "kafka.key").write_text("a secret of the city")
    with (city.home / "city.toml").open("a") as file:
        file.write('\n[store]\npassword_file = "postgres.password"\n')
        file.write('[kafka]\ncert_file = "kafka.pem"\nkey_file = "kafka.key"\n')
    result = city.type("backup", str(tmp_path / "backup"))
    assert "not in the backup, keep it elsewhere: kafka.key_file kafka.key" in result.stderr
    assert "not in the backup, keep it elsewhere: store.password_file postgres.password" in result.stderr
    assert all(b"a secret of the city" not in path.read_bytes() for path in (tmp_path / "backup").iterdir())


def test_a_calendar_of_the_citys_own_goes_with_it(city: Terminal, tmp_path: Path) -> None:
    shipped = files("gridcase.working_time.calendars") / "weekdays.toml"
    (city.home / "calendars").mkdir()
    (city.home / "calendars" / "ours.toml").write_bytes(shipped.read_bytes())
    text = (city.home / "city.toml").read_text()
    assert 'calendar = "china"' in text
    (city.home / "city.toml").write_text(text.replace('calendar = "china"', 'calendar = "calendars/ours.toml"'))
    city.done("backup", str(tmp_path / "backup"))
    other = Terminal(tmp_path / "other")
    other.done("restore", str(tmp_path / "backup"))
    assert (other.home / "calendars" / "ours.toml").read_bytes() == shipped.read_bytes()
    assert other.json("status")["policy"] == city.json("status")["policy"]


def test_a_backup_says_to_which_place_it_goes(city: Terminal, backup: Path) -> None:
    """The control: what the manifest says is what the store says."""
    manifest = read_backup(backup)
    with closing(SqliteStore(city.home / "events.sqlite", create=False)) as store:
        assert manifest.place == place(store, store.last_position())
        assert manifest.place.history == history(store)
        assert (manifest.events, manifest.answers) == store.counts()


def flip(path: Path, text: bytes) -> None:
    """One byte of a text in a file, changed."""
    with closing(SqliteStore(path, create=False)):
        pass  # its last close moves everything into the file
    content = bytearray(path.read_bytes())
    content[content.index(text)] ^= 1
    path.write_bytes(content)
