"""What leaves the city's store: each domain event without its personal values, as a CloudEvent.

A published event has the fields of the domain event, under the same names, but those about a person. Its types are
made from the stored ones, so that nothing personal is even read on the way out.
"""

from datetime import datetime
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import NODEFAULT, Struct, structs

from gridcase.actors import Actor
from gridcase.aggregates import FAMILY_OF, PERSONAL
from gridcase.envelope import CityEvent, Envelope, Recorded
from gridcase.registry.records import Member
from gridcase.store.codec import Codec
from gridcase.store.history import HistoryId
from gridcase.store.seal import declared_names
from gridcase.store.upcast import version_of
from gridcase.tags import tag_of
from gridcase_streams.cloud_events import (
    JSON_HEADER,
    SPECVERSION_HEADER,
    Header,
    ZonedTime,
    attribute_value,
    encoded_timestamp,
)

INTERNAL_FIELDS: dict[type[Struct], frozenset[str]] = {
    Actor: frozenset({"known_by"}),
    Member: frozenset({"name", "login"}),
}
"""What stays inside beside the personal fields of events: how an actor logged in, and who a member is by name."""


@cache
def published_type(record: type[Struct]) -> type[Struct]:
    """The same struct, with the same tag, without what is personal, at any depth."""
    hints = get_type_hints(record, include_extras=True)
    fields: list[Any] = []
    for field in structs.fields(record):
        if declared_names(record, field.name) & PERSONAL or field.name in INTERNAL_FIELDS.get(record, frozenset()):
            continue
        kind = without_personal(hints[field.name])
        if field.default is not NODEFAULT:
            default = field.default
            if isinstance(default, Struct):
                default = msgspec.convert(msgspec.to_builtins(default), kind)
            fields.append((field.name, kind, default))
        elif field.default_factory is not NODEFAULT:
            fields.append((field.name, kind, msgspec.field(default_factory=field.default_factory)))
        else:
            fields.append((field.name, kind))
    return msgspec.defstruct(
        record.__name__,
        fields,
        namespace={"__doc__": public_description(record)},
        module=__name__,
        tag=record.__struct_config__.tag,  # none, of what stands inside an event
        frozen=True,
        kw_only=True,
        omit_defaults=True,
        gc=False,
    )


def public_description(record: type[Struct]) -> str:
    """What the struct says of itself; where fields stay inside, its first sentence."""
    description = record.__doc__ or ""
    return description.partition(".")[0] + "." if record in INTERNAL_FIELDS else description


def without_personal(hint: Any) -> Any:
    """The type of a field, with every struct in it published, and every time with its zone."""
    if hint is datetime:
        return ZonedTime
    if isinstance(hint, type) and issubclass(hint, Struct):
        return published_type(hint)
    parts = get_args(hint)
    if not parts:
        return hint
    if get_origin(hint) is Annotated:
        return hint
    if get_origin(hint) in (tuple, list, dict):
        return get_origin(hint)[tuple(without_personal(part) for part in parts)]
    return reduce(or_, (without_personal(part) for part in parts))


PUBLISHED_TYPES: dict[str, type[Struct]] = {tag_of(kind): published_type(kind) for kind in get_args(CityEvent)}
"""Every published type by its tag."""

FAMILIES: dict[str, str] = {tag: family.name for tag, family in FAMILY_OF.items()}
"""What each is about: matters, registry, assessments, patrols. A family has a topic of its own."""

MATTER_EVENTS: dict[str, type[Struct]] = {
    tag: kind for tag, kind in PUBLISHED_TYPES.items() if FAMILIES[tag] == "matters"
}

PublishedEnvelope: type[Envelope] = msgspec.defstruct(  # type: ignore[assignment]
    "PublishedEnvelope",
    [("event", reduce(or_, PUBLISHED_TYPES.values()))],
    bases=(Envelope,),
    module=__name__,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    gc=False,
)
"""Reads a stored event as a published one: personal values are passed over."""


def published_codec() -> Codec:
    """Reads stored events as published ones. It never needs to open a seal."""
    return Codec(envelope=PublishedEnvelope)


def event_type_name(tag: str) -> str:
    """``gridcase.matter-reported.v1``: the stable name, and the version of the shape."""
    name, version = version_of(tag)
    return f"gridcase.{name}.v{version}"


def schema_id(tag: str) -> str:
    """The name of the JSON Schema of a type's data; the files are in ``contracts/schemas``."""
    name, version = version_of(tag)
    return f"urn:gridcase:schema:{name}:v{version}"


EVENT_TAGS = {event_type_name(tag): tag for tag in PUBLISHED_TYPES}
"""The tag of each published type."""


def record_key(stream: str) -> str:
    """What a record is kept in order by: the id of a matter, or ``unit:410702`` of what the city registers."""
    return stream.removeprefix("matter:")


class OutgoingRecord(Struct, frozen=True, gc=False):
    """A record for Kafka. ``topic`` is a name without the city's prefix."""

    topic: str
    key: bytes
    value: bytes
    headers: list[Header]


class EventEncoder:
    """Turns recorded events into records for Kafka, for a city that calls itself ``source``, a URI reference.

    ``history`` is the one that the events are of.
    """

    def __init__(self, source: str, history: HistoryId) -> None:
        self._encode = msgspec.json.Encoder().encode
        self._fixed_headers = {
            tag: [
                SPECVERSION_HEADER,
                ("ce_type", event_type_name(tag).encode()),
                ("ce_source", source.encode()),
                ("ce_dataschema", schema_id(tag).encode()),
                ("ce_history", str(history).encode()),
                JSON_HEADER,
            ]
            for tag in PUBLISHED_TYPES
        }

    def encode(self, recorded: Recorded, topics: dict[str, str]) -> OutgoingRecord:
        """The record of an event that ``published_codec`` has read; ``topics`` is where each tag goes."""
        envelope, stream = recorded.envelope, recorded.stream
        event: Any = envelope.event
        tag = type(event).__struct_config__.tag
        key = record_key(stream)
        subject = attribute_value(key).encode()
        headers = [
            *self._fixed_headers[tag],
            ("ce_id", attribute_value(f"{stream}@{recorded.version}").encode()),
            ("ce_subject", subject),
            ("ce_partitionkey", subject),
            ("ce_time", encoded_timestamp(event.at)),
            ("ce_sequence", b"%020d" % recorded.position),
            ("ce_recordedtime", encoded_timestamp(envelope.recorded_at)),
        ]
        if envelope.command_id or envelope.correlation_id or envelope.causation_id:
            headers += causality_headers(envelope)
        if origin := envelope.origin:
            headers += [
                ("ce_originsource", attribute_value(origin.source).encode()),
                ("ce_originrow", b"%d" % origin.row),
            ]
            if origin.inferred:
                headers.append(("ce_origininferred", b"true"))
        if envelope.rehearsal:
            headers.append(("ce_rehearsal", b"true"))
        return OutgoingRecord(topics[tag], key.encode(), self._encode(event), headers)


def causality_headers(envelope: Envelope) -> list[Header]:
    """What led to the event."""
    attributes = {
        "ce_commandid": envelope.command_id,
        "ce_correlationid": envelope.correlation_id or envelope.command_id,
        "ce_causationid": envelope.causation_id,
    }
    return [(name, attribute_value(text).encode()) for name, text in attributes.items() if text]
