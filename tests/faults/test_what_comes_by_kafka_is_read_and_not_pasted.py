"""Whoever may write to a city's topic feeds its read models with events, or with nothing: never with another's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec import structs

from gridcase.matters.events import MatterReported
from gridcase.store.codec import Codec
from gridcase.store.history import HistoryId
from gridcase.store.memory import MemoryStore
from gridcase.store.port import NewEvent, StoredEvent
from gridcase.testing.samples import sample, sample_envelope
from gridcase_projections.database import snapshot
from gridcase_projections.feeds import SinglePartition
from gridcase_projections.runner import Projector
from gridcase_projections.tables import events_left_out
from gridcase_streams.checkpoints import decode_checkpoint, store_position_of
from gridcase_streams.errors import Unreadable
from gridcase_streams.published import EventEncoder, PublishedEnvelope, published_codec
from gridcase_streams.records import Record
from gridcase_streams.source import UNREADABLE, stored_event

Headers = list[tuple[str, bytes]]

HISTORY = HistoryId("5f" * 16, "5f" * 16)


class Came(NamedTuple):
    """A record, as the client gives it."""

    value: bytes | None
    headers: Headers
    offset: int


def published(matter_id: str) -> tuple[bytes, Headers]:
    """The value and the headers of a report, as the publisher sends them."""
    stream, codec = f"matter:{matter_id}", Codec()
    event = structs.replace(sample(MatterReported), matter_id=matter_id)
    stored = StoredEvent(3, stream, 1, "matter-reported", codec.encode(stream, 1, sample_envelope(event)))
    record = EventEncoder("city", HISTORY).encode(published_codec().decode(stored), {"matter-reported": "matters"})
    return record.value, record.headers


def record_of(value: bytes | None, headers: Headers, offset: int = 0) -> Came:
    return Came(value, headers, offset)


def came(record: Came) -> StoredEvent | None:
    return stored_event(record, HISTORY)


def changed(headers: Headers, name: str, value: bytes) -> Headers:
    return [(known, value if known == name else old) for known, old in headers]


VALUES: Mapping[str, Callable[[bytes], bytes]] = {
    "closes the event": lambda value: value + b',"recorded_at":"2020-01-01T00:00:00Z","event":' + published("GHOST")[0],
    "another line": lambda value: value + b'}\n{"version":1,"data":{"event":' + published("GHOST")[0],
    "two values": lambda value: value * 2,
    "no event": lambda value: b"{}",
    "a list": lambda value: b"[" + value + b"]",
    "another kind": lambda value: value.replace(b"matter-reported", b"matter-closed"),
    "a text for a time": lambda value: value.replace(b"2026-03-02T01:00:00Z", b"yesterday"),
    "deep": lambda value: value[:-1] + b',"new":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "no UTF-8": lambda value: value.replace(b"phone", b"\xff"),
}

HEADERS: Mapping[str, tuple[str, bytes]] = {
    "a time that closes the event": ("ce_recordedtime", b'2026-03-02T01:00:00Z"},"version":2,"data":{"x":"'),
    "no time": ("ce_recordedtime", b"tomorrow"),
    "a time without UTF-8": ("ce_recordedtime", b"\xff"),
    "no version": ("ce_id", b"matter:GHOST"),
    "a version that is a word": ("ce_id", b"matter:GHOST@one"),
    "a version below one": ("ce_id", b"matter:GHOST@0"),
    "a version with another digit": ("ce_id", "matter:GHOST@²".encode()),
    "a version without end": ("ce_id", b"matter:GHOST@" + b"9" * 5000),
    "no stream": ("ce_id", b"@1"),
    "an id without UTF-8": ("ce_id", b"\xff"),
}


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_that_is_no_event_is_none(kind: str) -> None:
    value, headers = published("M1")
    event = came(record_of(VALUES[kind](value), headers))
    assert event is not None
    assert (event.data, event.stream, event.version) == (UNREADABLE, "matter:M1", 1)


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_that_cannot_be_read_is_not_taken_over(kind: str) -> None:
    value, headers = published("M1")
    event = came(record_of(value, changed(headers, *HEADERS[kind])))
    assert event is not None
    assert event.data == UNREADABLE


def test_a_header_that_stands_twice_is_not_chosen_from() -> None:
    value, headers = published("M1")
    event = came(record_of(value, [*headers, ("ce_id", b"matter:GHOST@1")]))
    assert event is not None
    assert event.data == UNREADABLE


@pytest.mark.parametrize("name", ["ce_type", "ce_id", "ce_recordedtime"])
def test_a_record_that_lacks_what_it_must_say_is_no_event(name: str) -> None:
    value, headers = published("M1")
    event = came(record_of(value, [header for header in headers if header[0] != name]))
    assert event is None or event.data == UNREADABLE


def test_what_is_no_record_of_ours_is_passed_over() -> None:
    value, headers = published("M1")
    assert came(record_of(None, headers)) is None
    assert came(record_of(value, changed(headers, "ce_type", b"\xff"))) is None
    assert came(record_of(value, [])) is None


def test_a_value_in_another_spelling_is_the_same_event() -> None:
    value, headers = published("M1")
    spelt = value.replace(b',"', b' ,\n"').replace(b'"channel"', b'"channel":"patrol","ch\\u0061nnel"')
    assert came(record_of(spelt, headers)) == came(record_of(value, headers))
    in_another_zone = changed(headers, "ce_recordedtime", b"2026-03-02T09:00:05+08:00")
    event = came(record_of(value, in_another_zone))
    assert event is not None
    assert b'"recorded_at":"2026-03-02T01:00:05Z"' in event.data


@pytest.mark.parametrize("sequence", [b"", b"one", b"-1", "²".encode(), b"\xff", b"9" * 5000])
def test_a_position_that_is_none_is_that_of_no_event(sequence: bytes) -> None:
    value, headers = published("M1")
    record = Record("matters", 0, 0, 0, None, value, headers)
    assert store_position_of(record) == 3
    assert store_position_of(record._replace(headers=changed(headers, "ce_sequence", sequence))) == 0


@pytest.mark.parametrize("value", [b"", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"marks":{"a":1},"by":""}'])
def test_a_checkpoint_that_no_publisher_wrote_is_said_to_be_none(value: bytes) -> None:
    with pytest.raises(Unreadable, match="none of a publisher's"):
        decode_checkpoint(value)


class OfATopic(SinglePartition):
    """A store of what came by Kafka."""

    envelope = PublishedEnvelope


def test_read_models_leave_out_what_is_no_event_and_go_on(tmp_path: Path) -> None:
    records = []
    for kind, spoil in VALUES.items():
        value, headers = published(kind)
        records.append(record_of(spoil(value), headers, offset=len(records)))
    for kind, change in HEADERS.items():
        value, headers = published(kind)
        records.append(record_of(value, changed(headers, *change), offset=len(records)))
    value, headers = published("good")
    records.append(record_of(value, headers, offset=len(records)))
    store = MemoryStore()
    for record in records:
        event = came(record)
        assert event is not None
        store.append([NewEvent(f"{record.offset}", 1, event.tag, event.data)])
    Projector(tmp_path, OfATopic(store)).catch_up()
    with snapshot(tmp_path) as connection:
        assert connection.execute("select matter_id from matters").fetchall() == [("good",)]
        assert [one.position for one in events_left_out(connection)] == list(range(1, len(records)))
