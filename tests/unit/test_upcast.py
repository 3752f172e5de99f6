"""An event stored long ago, in a shape that no struct has any more, is read as one of today."""

from datetime import UTC, datetime

import pytest
from msgspec import Struct

from gridcase.envelope import Envelope
from gridcase.errors import UnreadableEvent
from gridcase.store.codec import Codec
from gridcase.store.port import StoredEvent
from gridcase.store.upcast import UPCASTS, upcast, version_of
from gridcase.tags import tag_of

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


class BridgePainted(Struct, frozen=True, kw_only=True, tag="bridge-painted.v3"):
    """Version 1 had ``paint``; version 2 called it ``colour``; version 3 counts the coats, too."""

    colour: str
    coats: int


class BridgeEnvelope(Envelope, frozen=True, kw_only=True, omit_defaults=True):
    event: BridgePainted


BRIDGES = {
    ("bridge-painted", 1): lambda event: {"colour": event["paint"]},
    ("bridge-painted", 2): lambda event: {**event, "coats": 1},
}
CODEC = Codec(upcasts=BRIDGES, envelope=BridgeEnvelope)


def stored(tag: str, event: str) -> StoredEvent:
    data = f'{{"event":{{"type":"{tag}",{event}}},"recorded_at":"2026-03-02T04:00:00Z","command_id":"c1"}}'
    return StoredEvent(7, "bridge:1", 4, tag, data.encode())


@pytest.mark.parametrize(
    "old",
    [
        stored("bridge-painted", '"paint":"red"'),
        stored("bridge-painted.v2", '"colour":"red"'),
        stored("bridge-painted.v3", '"colour":"red","coats":1'),
    ],
    ids=["v1", "v2", "v3"],
)
def test_an_old_event_is_read_as_one_of_today(old: StoredEvent) -> None:
    recorded = CODEC.decode(old)
    assert recorded.event == BridgePainted(colour="red", coats=1)
    assert (recorded.position, recorded.event_id) == (7, "bridge:1@4")
    assert (recorded.envelope.recorded_at, recorded.envelope.command_id) == (NOON, "c1")


def test_what_is_written_today_has_todays_version() -> None:
    event = BridgeEnvelope(event=BridgePainted(colour="red", coats=2), recorded_at=NOON)
    new = CODEC.new_event("bridge:1", 5, event)
    assert new.tag == tag_of(BridgePainted) == "bridge-painted.v3"
    assert CODEC.decode(StoredEvent(1, "bridge:1", 5, new.tag, new.data)).envelope == event


def test_damage_in_an_old_event_is_named() -> None:
    old = stored("bridge-painted.v2", '"colour":"red"')
    with pytest.raises(UnreadableEvent, match="bridge:1 version 4"):
        CODEC.decode(StoredEvent(1, old.stream, old.version, old.tag, old.data[:-9]))


def test_a_version_is_read_from_the_tag() -> None:
    assert version_of("matter-reported") == ("matter-reported", 1)
    assert version_of("matter-reported.v12") == ("matter-reported", 12)
    assert version_of("matter.verified") == ("matter.verified", 1)


def test_an_event_of_today_is_left_alone() -> None:
    event = {"type": "matter-voided"}
    assert upcast("matter-voided", event, UPCASTS) == ("matter-voided", event)
