"""The feed: everything in order, nothing missed, however many write."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from threading import Event, Timer
from urllib.parse import quote, urlencode

import pytest
from psycopg.conninfo import conninfo_to_dict

from gridcase.envelope import Recorded
from gridcase.errors import UnreadableEvent
from gridcase.feed import Feed
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.port import EventStore, NewEvent
from tests.integration.store_writer import ENVELOPE

CODEC = Codec()
WRITERS = 6
EVENTS_EACH = 120


@pytest.fixture
def store() -> Iterator[EventStore]:
    with closing(MemoryStore()) as store:
        yield store


def append(store: EventStore, stream: str, *versions: int) -> None:
    store.append([CODEC.new_event(stream, version, ENVELOPE) for version in versions])


def never() -> bool:
    return False


def ids(batch: list[Recorded]) -> list[str]:
    return [recorded.event_id for recorded in batch]


def test_it_reads_after_a_position(store: EventStore) -> None:
    append(store, "a", 1, 2, 3)
    feed = Feed(store, CODEC)
    first = feed.read(0, limit=2)
    assert ids(first) == ["a@1", "a@2"]
    assert ids(feed.read(first[-1].position)) == ["a@3"]
    assert [recorded.envelope for recorded in first] == [ENVELOPE] * 2
    assert feed.read_stored(0) == store.read(0, 1000)


def test_it_follows_what_is_there_and_what_comes(store: EventStore) -> None:
    append(store, "a", 1, 2, 3)
    stop = Event()
    seen = []
    for batch in Feed(store, CODEC).follow(1, stop, limit=2):
        seen += ids(batch)
        if seen[-1] == "a@3":
            Timer(0.02, append, (store, "b", 1)).start()
        if seen[-1] == "b@1":
            stop.set()
    assert seen == ["a@2", "a@3", "b@1"]


def test_it_stops_while_nothing_comes(store: EventStore) -> None:
    stop = Event()
    Timer(0.02, stop.set).start()
    assert list(Feed(store, CODEC).follow(0, stop)) == []
    assert list(Feed(store, CODEC).follow(0, lambda: True)) == []


def test_it_ends_after_a_silence(store: EventStore) -> None:
    append(store, "a", 1)
    assert [ids(batch) for batch in Feed(store, CODEC).follow(0, never, timeout=0.05)] == [["a@1"]]


def test_an_event_that_cannot_be_read_stops_it(store: EventStore) -> None:
    append(store, "a", 1)
    store.append([NewEvent("a", 2, "matter-vanished", b'{"event":{"type":"matter-vanished"}}')])
    feed = Feed(store, CODEC)
    assert ids(feed.read(0)) == ["a@1"]
    with pytest.raises(UnreadableEvent, match="a version 2"):
        feed.read(1)
    assert len(feed.read_stored(0)) == 2


def test_what_stands_before_it_is_followed(store: EventStore) -> None:
    append(store, "a", 1)
    store.append([NewEvent("a", 2, "matter-vanished", b'{"event":{"type":"matter-vanished"}}')])
    append(store, "b", 1)
    following = Feed(store, CODEC).follow(0, never)
    assert ids(next(following)) == ["a@1"]
    with pytest.raises(UnreadableEvent, match="a version 2"):
        next(following)


@pytest.fixture(params=["sqlite", "postgres"])
def shared(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a store that several programs share, not made yet."""
    if request.param == "sqlite":
        return f"sqlite:{tmp_path / 'city.gridcase'}"
    parts = conninfo_to_dict(request.getfixturevalue("postgres_database"))
    monkeypatch.setenv("PGPASSWORD", str(parts.pop("password", "")))
    return f"postgresql:///?{urlencode(parts, quote_via=quote)}&schema=anyang"


def test_it_misses_nothing_while_six_programs_write(shared: str) -> None:
    command = [sys.executable, "-m", "tests.integration.store_writer", shared]
    writers = [
        subprocess.Popen([*command, f"writer:{number}", str(EVENTS_EACH)], stdout=subprocess.DEVNULL)
        for number in range(WRITERS)
    ]
    seen: list[Recorded] = []
    with closing(open_store(shared)) as store:
        for batch in Feed(store, CODEC).follow(0, never, timeout=60, limit=50):
            seen += batch
            if len(seen) >= WRITERS * EVENTS_EACH:
                break
        assert [writer.wait(timeout=60) for writer in writers] == [0] * WRITERS
        seen += Feed(store, CODEC).read(seen[-1].position)
        everything = list(store.load_prefix("writer:"))
    assert all(before.position < after.position for before, after in pairwise(seen))
    assert sorted(ids(seen)) == sorted(f"{event.stream}@{event.version}" for event in everything)
    assert len(everything) >= WRITERS * EVENTS_EACH
    for number in range(WRITERS):
        versions = [recorded.version for recorded in seen if recorded.stream == f"writer:{number}"]
        assert versions == list(range(1, len(versions) + 1))
