"""Damage is named by its position, one for each event that it hit; nothing answers with a traceback."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gridcase.store.codec import Codec
from gridcase.store.port import StoredEvent
from gridcase.store.soundness import Damage, damages
from gridcase.store.sqlite import SqliteStore
from tests.support.command import Terminal, reported, small_city
from tests.support.streams import fill

MATTERS = 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "events.sqlite"
    with closing(SqliteStore(path)) as store:
        fill(store, MATTERS)
    return path


def stored(path: Path) -> list[StoredEvent]:
    with closing(SqliteStore(path, create=False)) as store:
        return list(store.read(0, 10_000))


def damages_in(path: Path) -> list[Damage]:
    with closing(SqliteStore(path, create=False)) as store:
        return list(damages(store, Codec()))


def flip_in(path: Path, events: list[StoredEvent], chance: random.Random) -> None:
    """One bit somewhere in the bytes of each of these events."""
    content = bytearray(path.read_bytes())
    for event in events:
        begin = content.index(event.data)
        content[begin + chance.randrange(len(event.data))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def test_eight_flipped_bytes_are_eight_named_positions(path: Path, chance: random.Random) -> None:
    for _ in range(20):
        before = path.read_bytes()
        hit = chance.sample(stored(path), 8)
        flip_in(path, hit, chance)
        assert sorted(damage.position for damage in damages_in(path)) == sorted(event.position for event in hit)
        path.write_bytes(before)


def test_a_sound_store_has_no_damage(path: Path) -> None:
    """The control."""
    assert damages_in(path) == []


def test_a_flipped_bit_anywhere_is_found_or_changes_nothing(path: Path, chance: random.Random) -> None:
    whole, before = stored(path), path.read_bytes()
    for _ in range(150):
        content = bytearray(before)
        content[chance.randrange(4096, len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert damages_in(path) or stored(path) == whole
    path.write_bytes(before)


def test_an_event_that_somebody_took_away_is_missed(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript("DROP TRIGGER events_keep_from_DELETE; DELETE FROM events WHERE rowid = 50;")
    [damage] = damages_in(path)
    assert "follows on version" in damage.words


def test_an_answer_about_events_that_are_not_there_is_named(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO answers VALUES ('c', 'matter:M1', 5, 9, '', '')")
    assert [damage.words for damage in damages_in(path)] == [
        "the answer to c speaks of matter:M1 version 9, which ends at 6"
    ]


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    terminal = small_city(tmp_path)
    for _ in range(3):
        reported(terminal)
    return terminal


def test_the_doctor_names_them_and_fails(city: Terminal, chance: random.Random) -> None:
    path = city.home / "events.sqlite"
    assert "each as it was written" in city.done("doctor", "--deep")
    hit = chance.sample(stored(path), 2)
    flip_in(path, hit, chance)
    result = city.type("doctor", "--deep", "--json")
    assert result.exit_code == 1
    for event in hit:
        assert f'"position {event.position}: ' in result.stdout
    assert "Traceback" not in result.output
