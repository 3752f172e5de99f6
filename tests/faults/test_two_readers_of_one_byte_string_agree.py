"""What the engine reads in stored bytes, the read models hold; what it does not, they leave out and name."""

import random
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from gridcase.errors import UnreadableEvent
from gridcase.matters.events import MatterReported
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore, NewEvent, StoredEvent
from gridcase.testing.samples import sample, sample_envelope
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from gridcase_projections.spool import LeftOut
from gridcase_projections.tables import events_left_out
from tests.support.command import reported, small_city

CODEC = Codec()


def stored_report(matter_id: str) -> bytes:
    """A report of a matter, as the engine stores it."""
    event = structs.replace(sample(MatterReported), matter_id=matter_id)
    return CODEC.encode(f"matter:{matter_id}", 1, sample_envelope(event))


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return changed


HOSTILE: Mapping[str, Callable[[bytes], bytes]] = {
    "another line": lambda data: data + b'}\n{"version":1,"data":' + stored_report("GHOST"),
    "another member": lambda data: data + b',"more":{}',
    "another version": lambda data: data + b',"version":7,"data":' + stored_report("GHOST"),
    "two values": lambda data: data + stored_report("GHOST"),
    "two lines": lambda data: data + b"\n" + stored_report("GHOST"),
    "a list of it": lambda data: b"[" + data + b"]",
    "nothing": lambda data: b"",
    "null": lambda data: b"null",
    "a number": lambda data: b"1",
    "half of it": lambda data: data[: len(data) // 2],
    "blanks around it": lambda data: b" \t\r\n" + data + b"\n \r\n",
    "a line for each key": lambda data: data.replace(b',"', b',\n"'),
    "old line ends": lambda data: data.replace(b',"', b',\r"'),
    "a mark before it": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "a NUL behind it": lambda data: data + b"\0",
    "a NUL in a text": replacing(b'"address":"', b'"address":"\0'),
    "an escaped NUL": replacing(b'"address":"', b'"address":"\\u0000'),
    "a control": replacing(b'"address":"', b'"address":"\x01'),
    "a key twice": replacing(b'"matter_id"', b'"channel":"patrol","matter_id"'),
    "a key twice, escaped": replacing(b'"matter_id"', b'"ch\\u0061nnel":"visit","matter_id"'),
    "the matter twice": replacing(b'"matter_id"', b'"matter_id":"GHOST","matter_id"'),
    "the event twice": replacing(b'{"event"', b'{"event":{},"event"'),
    "the kind twice": replacing(b'"type"', b'"type":"matter-closed","type"'),
    "an unknown key twice": replacing(b'"matter_id"', b'"new":1,"new":2,"matter_id"'),
    "a comma behind the last": lambda data: data[:-1] + b",}",
    "a remark": replacing(b"{", b"{/* remark */"),
    "apostrophes": lambda data: data.replace(b'"', b"'"),
    "not a number": replacing(b'"matter_id"', b'"new":NaN,"matter_id"'),
    "infinity": replacing(b'"matter_id"', b'"new":-Infinity,"matter_id"'),
    "a huge number": replacing(b'"matter_id"', b'"new":1e999,"matter_id"'),
    "many digits": replacing(b'"matter_id"', b'"new":' + b"9" * 5000 + b',"matter_id"'),
    "half a character": replacing(b'"address":"', b'"address":"\\ud800'),
    "half a character in what is new": replacing(b'"matter_id"', b'"new":"\\ud800","matter_id"'),
    "no UTF-8": replacing(b'"address":"', b'"address":"\xff'),
    "no UTF-8 in what is new": replacing(b'"matter_id"', b'"new":"\xff","matter_id"'),
    "no UTF-8 in a key": replacing(b'"matter_id"', b'"\xff":1,"matter_id"'),
    "deep": replacing(b'"matter_id"', b'"new":' + b"[" * 5000 + b"]" * 5000 + b',"matter_id"'),
    "as deep as can be": replacing(b'"matter_id"', b'"new":' + b"[" * 500 + b"]" * 500 + b',"matter_id"'),
    "no matter": replacing(b'"matter_id"', b'"matter_ID"'),
    "no event": replacing(b'"event"', b'"Event"'),
    "long": replacing(b'"address":"', b'"address":"' + b"x" * 2_000_000),
}


def poisoned(bytes_of: Mapping[str, bytes]) -> EventStore:
    """A store in which every other event is hostile: each is the first of a matter of its own."""
    store = MemoryStore()
    for number, (name, data) in enumerate(bytes_of.items()):
        store.append(
            [
                NewEvent(f"matter:good-{number}", 1, "matter-reported", stored_report(f"good-{number}")),
                NewEvent(f"matter:{name}", 1, "matter-reported", data),
            ]
        )
    return store


def read_by_the_engine(store: EventStore) -> tuple[dict[str, str], set[int]]:
    """The channel of every matter, and the positions that cannot be read."""
    channels, unreadable = {}, set()
    for stored in store.read(0, 1_000_000):
        try:
            event = CODEC.decode(stored).event
        except UnreadableEvent as error:
            assert (error.position, error.stream) == (stored.position, stored.stream)
            unreadable.add(stored.position)
        else:
            assert isinstance(event, MatterReported)
            channels[event.matter_id] = event.channel.value
    return channels, unreadable


def read_models_hold(directory: Path) -> tuple[dict[str, str], list[LeftOut]]:
    with snapshot(directory) as connection:
        rows = connection.execute("select matter_id, channel from matters").fetchall()
        assert len(rows) == len(dict(rows))
        return dict(rows), events_left_out(connection)


def agree(store: EventStore, directory: Path) -> list[LeftOut]:
    channels, unreadable = read_by_the_engine(store)
    held, left_out = read_models_hold(directory)
    assert held == channels
    assert {one.position for one in left_out} == unreadable
    return left_out


@pytest.fixture(scope="module")
def everything() -> EventStore:
    return poisoned({name: changed(stored_report(name)) for name, changed in HOSTILE.items()})


def test_both_readers_accept_the_same_bytes(everything: EventStore, tmp_path: Path) -> None:
    projector = Projector(tmp_path, everything)
    projector.catch_up()
    left_out = agree(everything, tmp_path)
    assert "matter:another line" in {one.stream for one in left_out}
    assert all(one.reason for one in left_out)
    assert projector.rebuild().equal
    assert agree(everything, tmp_path) == left_out


@pytest.mark.parametrize("name", ["another line", "a key twice", "a line for each key", "deep", "no matter"])
def test_they_agree_on_what_comes_later_too(name: str, tmp_path: Path) -> None:
    store = poisoned({"first": stored_report("first")})
    projector = Projector(tmp_path, store)
    projector.catch_up()
    store.append([NewEvent(f"matter:{name}", 1, "matter-reported", HOSTILE[name](stored_report(name)))])
    store.append([NewEvent("matter:last", 1, "matter-reported", stored_report("last"))])
    projector.catch_up()
    left_out = agree(store, tmp_path)
    assert projector.rebuild().equal
    assert agree(store, tmp_path) == left_out


PIECES = [
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b'"',
    b"\\",
    b"\n",
    b"\r",
    b" ",
    b"\0",
    b"0",
    b"1e9",
    b"-",
    b"null",
    b"\xff",
]


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 3), st.sampled_from(PIECES)), min_size=1, max_size=4).map(
        tuple
    ),
    st.integers(0, 2**32),
)
@example(((9_999, 0, b"}\n"),), 0)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_bytes_changed_at_random_are_read_alike_or_named(first: tuple[tuple[int, int, bytes], ...], seed: int) -> None:
    """What is not JSON any more is told from what is; what still is JSON keeps its matter's name, or is named."""
    chance = random.Random(seed)
    changes = [first] + [
        tuple(
            (chance.randrange(10_000), chance.randrange(4), chance.choice(PIECES)) for _ in range(chance.randint(1, 3))
        )
        for _ in range(60)
    ]
    store = poisoned({f"m{number}": spoilt(stored_report(f"m{number}"), one) for number, one in enumerate(changes)})
    with TemporaryDirectory() as folder:
        Projector(Path(folder), store).catch_up()
        channels, unreadable = read_by_the_engine(store)
        held, left_out = read_models_hold(Path(folder))
    named = {one.position for one in left_out}
    assert channels.keys() <= held.keys()
    assert named - {0} <= unreadable, "position 0 is an unknown one"
    assert all(is_json_of_another_shape(store.read(position - 1, 1)[0]) for position in unreadable - named)
    assert {name for name in held if name.startswith("good-")} == {f"good-{number}" for number in range(len(changes))}


def any_change(chance: random.Random) -> tuple[int, int, bytes]:
    return chance.randrange(10_000), chance.randrange(4), chance.choice(PIECES)


def is_json_of_another_shape(stored: StoredEvent) -> bool:
    """One JSON object, but no event: DuckDB is more lenient in what a number or a time is."""
    from msgspec import MsgspecError, json

    try:
        return isinstance(json.decode(stored.data), dict)
    except (MsgspecError, UnicodeDecodeError):
        return False


def spoilt(data: bytes, changes: tuple[tuple[int, int, bytes], ...]) -> bytes:
    for place, dropped, piece in changes:
        at = place * len(data) // 10_000
        data = data[:at] + piece + data[at + dropped :]
    return data


def test_a_store_that_somebody_else_wrote_stops_no_other_matter(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = reported(city)
    events = city.home / "events.sqlite"
    ghost = HOSTILE["another line"](stored_report("other"))
    for stream, version, tag, data in (
        ("matter:ghost", 1, "matter-reported", ghost),
        ("matter:text", 1, "matter-reported", stored_report("text").decode()),
        ("matter:number", 1, "matter-reported", 5),
        ("matter:word", "one", "matter-reported", stored_report("word")),
    ):
        write_behind(events, stream, version, tag, data)
    listed = city.json("matter", "list")["rows"]
    assert {row["matter_id"] for row in listed} >= {matter}
    assert not {"GHOST", "other", "number"} & {row["matter_id"] for row in listed}
    result = city.type("doctor")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert "position" in result.output
    status = city.done("projection", "status")
    assert "left out" in status


def write_behind(events: Path, *row: object) -> None:
    """What no gridcase writes."""
    with sqlite3.connect(events) as connection:
        names = [name for _, name, *_ in connection.execute("pragma table_info(events)")][1:5]
        connection.execute("drop trigger if exists events_follow")
        connection.execute(f"insert into events ({', '.join(names)}) values (?, ?, ?, ?)", row)
    connection.close()


def test_a_terminal_says_which_event_cannot_be_read(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    matter = reported(city)
    [[position]] = sqlite3.connect(city.home / "events.sqlite").execute("select max(rowid) from events").fetchall()
    write_behind(city.home / "events.sqlite", f"matter:{matter}", 2, "matter-classified", b"{}{}")
    result = city.type("matter", "show", matter)
    assert result.exit_code == 1
    assert f"version 2 (position {position + 1}) cannot be read" in result.stderr
