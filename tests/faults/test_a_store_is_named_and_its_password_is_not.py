"""A store is where ``store.url`` says in one of its forms, or nowhere; a password is read, and never repeated."""

import logging
import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
from psycopg.conninfo import conninfo_to_dict

from gridcase.city.home import STORE_PASSWORD, Home
from gridcase.errors import BadConfiguration, GridcaseError
from gridcase.secret import Secret
from gridcase.store.open import open_store
from tests.support.command import Terminal

SECRET = "S3cr%zzet"


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    terminal = Terminal(tmp_path / "city")
    terminal.done("init", "--template", "blank")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    return terminal


def stored_at(city: Terminal, url: str, more: str = "") -> None:
    text = (city.home / "city.toml").read_text().partition("[store]")[0]
    (city.home / "city.toml").write_text(f"{text}\n[store]\nurl = '{url}'\n{more}")


NO_STORES = [
    "events.sqlite",
    "./events.sqlite",
    "/tmp/events.sqlite",
    f"host=localhost user=wang password={SECRET}",
    f"mysql://wang:{SECRET}@db/city",
    f"postgresql:wang:{SECRET}@db/city",
    f"postgresql+psycopg://wang:{SECRET}@db/city",
    f"postgresql://wang:{SECRET}@db/city",
    f"postgresql://wang:{SECRET}@[::1/city",
    f"postgresql://wang:{quote(SECRET)}@db/city",
    f"postgresql://wang@db/city?password={quote(SECRET)}",
    f"postgresql://wang@db/city?sslpassword={quote(SECRET)}",
    f"postgresql://wang@db:port{SECRET}/city",
    f"postgresql://wang@db/city?nonsense={quote(SECRET)}",
    f"sqlite3:{SECRET}",
    f":{SECRET}",
    " ",
]


@pytest.mark.parametrize("url", NO_STORES)
def test_what_names_no_store_makes_none_and_is_not_repeated(city: Terminal, url: str) -> None:
    stored_at(city, url)
    for words in (("status",), ("matter", "list"), ("doctor",), ("init", "--new-store")):
        result = city.type(*words)
        assert result.exit_code in (1, 2), words
        assert "S3cr" not in result.output
        assert "store.url" in result.output or words != ("status",)
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("url", NO_STORES)
def test_not_even_a_traceback_repeats_it(url: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        open_store(url)
    assert "S3cr" not in "".join(traceback.format_exception(refused.value))


def test_a_password_is_read_from_a_file_or_the_environment(
    city: Terminal, postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = conninfo_to_dict(postgres_database)
    password = str(place.get("password", ""))
    url = f"postgresql://{place['user']}@{place['host']}:{place['port']}/{place['dbname']}?schema=weibin"
    monkeypatch.delenv("PGPASSWORD", raising=False)
    (city.home / "store.password").write_text(f"{password}\n")
    stored_at(city, url, "password_file = 'store.password'\n")
    Home(city.home).make_store()
    assert city.json("status")["events"] == 0
    stored_at(city, url)
    monkeypatch.setenv(STORE_PASSWORD, password)
    assert city.json("status")["events"] == 0
    assert password not in city.type("doctor").output + city.type("status", "--json").output


def test_a_password_that_is_wrong_is_not_told(postgres_database: str, caplog: pytest.LogCaptureFixture) -> None:
    place = conninfo_to_dict(postgres_database)
    url = f"postgresql://{place['user']}@{place['host']}:{place['port']}/{place['dbname']}"
    caplog.set_level(logging.DEBUG)
    with pytest.raises(GridcaseError) as refused:
        open_store(url, password=Secret(SECRET))
    assert "S3cr" not in "".join(traceback.format_exception(refused.value)) + caplog.text


def test_a_password_file_that_is_not_there_is_named(city: Terminal) -> None:
    stored_at(city, "postgresql://wang@db/city", "password_file = 'nowhere'\n")
    assert "store.password_file" in city.wrong("status")
