"""What leaves the store: the same events without what is personal, in headers that tell where they stand."""

from typing import Any, get_args

import msgspec
import pytest
from msgspec import Struct, structs

from gridcase.actors import Actor, Role
from gridcase.aggregates import PERSONAL
from gridcase.envelope import CityEvent, Envelope, Origin
from gridcase.matters.events import MatterReported
from gridcase.registry.events import MemberRegistered
from gridcase.registry.records import Member
from gridcase.store.codec import Codec
from gridcase.store.history import HistoryId
from gridcase.store.memory import MemoryStore
from gridcase.store.seal import declared_names
from gridcase.testing import cast, script
from gridcase.testing.samples import WORDS, sample
from gridcase.testing.scenario import given
from gridcase_streams.cloud_events import read_event
from gridcase_streams.published import PUBLISHED_TYPES, EventEncoder, OutgoingRecord, published_codec, published_type
from tests.support.streams import RECORDED_AT

HISTORY = HistoryId("0" * 32, "1" * 32)
TOPICS = dict.fromkeys(PUBLISHED_TYPES, "a topic")


def record_sent(event: CityEvent, stream: str = "matter:M1", **recorded: Any) -> OutgoingRecord:
    store = MemoryStore()
    store.append([Codec().new_event(stream, 1, Envelope(event=event, recorded_at=RECORDED_AT, **recorded))])
    [stored] = store.read(0, 1)
    return EventEncoder("gridcase", HISTORY).encode(published_codec().decode(stored), TOPICS)


REPORTED = given(script.report(phone="13800000000", address="向阳路 3 号", reporter_name="赵某")).events[0]


@pytest.mark.parametrize("kind", get_args(CityEvent), ids=lambda kind: kind.__name__)
def test_a_published_type_has_every_field_but_the_personal_ones(kind: type[Struct]) -> None:
    personal = {name for name in kind.__struct_fields__ if declared_names(kind, name) & PERSONAL}
    assert set(published_type(kind).__struct_fields__) == set(kind.__struct_fields__) - personal
    assert published_type(kind).__struct_config__.tag == kind.__struct_config__.tag


@pytest.mark.parametrize("kind", get_args(CityEvent), ids=lambda kind: kind.__name__)
def test_every_kind_of_event_is_published_without_a_personal_value(kind: type[CityEvent]) -> None:
    event = sample(kind)
    message = record_sent(event, "some:stream")
    for personal in (WORDS["note"], WORDS["phone"], WORDS["Member.name"], WORDS["spot"], WORDS["text"], "b5b5b5"):
        assert str(personal).encode() not in message.value
    assert read_event(message.headers, message.value).type == f"gridcase.{kind.__struct_config__.tag}.v1"


def test_nothing_personal_is_in_a_published_event() -> None:
    message = record_sent(REPORTED)
    for personal in ("13800000000", "向阳路", "赵某", "油烟", "known_by"):
        assert personal.encode() not in message.value
    read = msgspec.json.decode(message.value)
    stored = msgspec.to_builtins(REPORTED)
    assert {name: stored[name] for name in read if name != "by"} == {n: read[n] for n in read if n != "by"}
    assert read["by"] == {"member": "r-zhao", "role": "resident"}


def test_a_members_name_and_login_stay_inside() -> None:
    record = Member(code="li", name="李某", role=Role.GRID_MEMBER, unit="xiangyang-3", login="li-os")
    message = record_sent(MemberRegistered(at=cast.at("Mon 08:00"), by=cast.CHEN, record=record), "member:li")
    assert msgspec.json.decode(message.value)["record"] == {"code": "li", "role": "grid-member", "unit": "xiangyang-3"}
    assert message.key == b"member:li"


def test_the_headers_say_what_the_store_knows_of_the_recording() -> None:
    origin = Origin(source="nyc311", row=17, inferred=True)
    message = record_sent(REPORTED, command_id="c-1", causation_id="matter:M0@4", origin=origin)
    event = read_event(message.headers, message.value)
    assert (event.id, event.type, event.subject) == ("matter:M1@1", "gridcase.matter-reported.v1", "M1")
    assert event.time == REPORTED.at
    assert event.dataschema == "urn:gridcase:schema:matter-reported:v1"
    assert event.extensions == {
        "partitionkey": "M1",
        "history": f"{HISTORY.store_id}.{HISTORY.lineage}",
        "sequence": "00000000000000000001",
        "recordedtime": "2026-03-02T12:00:00Z",
        "commandid": "c-1",
        "correlationid": "c-1",
        "causationid": "matter:M0@4",
        "originsource": "nyc311",
        "originrow": "17",
        "origininferred": "true",
    }


def test_a_strange_reference_of_another_platform_makes_no_strange_header() -> None:
    assert isinstance(REPORTED, MatterReported)
    message = record_sent(structs.replace(REPORTED, matter_id="x-1\n2"), "matter:x-1\n2")
    assert read_event(message.headers, message.value).subject == "x-1%0A2"
    assert message.key == b"x-1\n2"


def test_an_actor_is_published_without_how_they_logged_in() -> None:
    assert published_type(Actor).__struct_fields__ == ("member", "role", "unit", "department")
