"""Events as bytes: what is tolerated, and what is not."""

from typing import Union

import pytest
from msgspec import Struct

from gridcase.errors import UnreadableEvent
from gridcase.store.codec import EVENT_TYPES, Codec, by_tag
from gridcase.store.port import StoredEvent
from gridcase.tags import tag_of
from gridcase.testing.samples import sample, sample_envelope

CODEC = Codec()
VOIDED = sample_envelope(sample(EVENT_TYPES["matter-voided"]))


def stored(data: bytes) -> StoredEvent:
    return StoredEvent(12, "matter:M1", 3, "matter-voided", data)


def test_an_event_is_stored_under_its_tag() -> None:
    new = CODEC.new_event("matter:M1", 3, VOIDED)
    assert (new.stream, new.version, new.tag) == ("matter:M1", 3, "matter-voided")
    assert new.data == CODEC.encode("matter:M1", 3, VOIDED)
    assert tag_of(VOIDED.event) == tag_of(EVENT_TYPES["matter-voided"]) == "matter-voided"


def test_what_is_read_says_where_it_stands() -> None:
    recorded = CODEC.decode(stored(CODEC.encode("matter:M1", 3, VOIDED)))
    assert (recorded.position, recorded.stream, recorded.version) == (12, "matter:M1", 3)
    assert recorded.envelope == VOIDED


def test_a_field_of_a_newer_writer_is_left_out() -> None:
    newer = CODEC.encode("matter:M1", 3, VOIDED).replace(b'"reason"', b'"weather":{"rain":[1]},"reason"')
    assert CODEC.decode(stored(newer)).envelope == VOIDED


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        CODEC.encode("matter:M1", 3, VOIDED)[:-2],
        CODEC.encode("matter:M1", 3, VOIDED).replace("超".encode(), b"\xe8\x6f"),
        CODEC.encode("matter:M1", 3, VOIDED).replace(b'"matter-voided"', b'"matter-vanished"'),
        CODEC.encode("matter:M1", 3, VOIDED).replace(b'"reason"', b'"because"'),
        CODEC.encode("matter:M1", 3, VOIDED).replace(b'"row":41', b'"row":"41"'),
        b'{"event":' * 10_000,
        b'{"more":' + b"[" * 100_000,
    ],
    ids=[
        "empty",
        "open",
        "list",
        "binary",
        "cut",
        "utf-8",
        "unknown tag",
        "missing field",
        "retyped",
        "deep",
        "deeper",
    ],
)
def test_what_cannot_be_read_names_its_place(damaged: bytes) -> None:
    with pytest.raises(UnreadableEvent, match=r"matter:M1 version 3 \(position \d+\) cannot be read") as unreadable:
        CODEC.decode(stored(damaged))
    assert (unreadable.value.stream, unreadable.value.version) == ("matter:M1", 3)


def test_two_kinds_of_event_may_not_share_a_tag() -> None:
    class Painted(Struct, tag="painted"): ...

    class Repainted(Struct, tag="painted"): ...

    with pytest.raises(TypeError, match="same tag"):
        by_tag(Union[Painted, Repainted])  # noqa: UP007
