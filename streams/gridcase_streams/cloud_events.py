"""CloudEvents 1.0 in Kafka's binary mode: attributes in headers, the event's data in the value.

Strict both ways: what is not allowed is neither written nor read. Specification: cloudevents.io, spec 1.0.2 and its
Kafka protocol binding.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta, Struct
from msgspec.json import Encoder

from gridcase_streams.errors import Unreadable

Header = tuple[str, bytes]
ZonedTime = Annotated[datetime, Meta(tz=True)]

encode_json = Encoder().encode

SPECVERSION_HEADER: Header = ("ce_specversion", b"1.0")
JSON_HEADER: Header = ("content-type", b"application/json")

MAX_ATTRIBUTE_BYTES = 1024
"""Bytes. The specification asks for small attributes; a longer one is not ours to carry."""

ATTRIBUTE_NAME = re.compile(r"[a-z0-9]{1,20}")
FORBIDDEN_CHARACTERS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
URI_REFERENCE = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")
ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.+")
TIMESTAMP = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])((?:[01]\d|2[0-3])):([0-5]\d))", re.ASCII
)
JSON_CONTENT_TYPE = re.compile(r"application/json(?:\s*;\s*charset=\"?utf-8\"?)?", re.IGNORECASE)

CONTEXT_ATTRIBUTES = frozenset(
    {"id", "source", "specversion", "type", "subject", "time", "dataschema", "datacontenttype"}
)


class CloudEvent(Struct, frozen=True, kw_only=True):
    """An event on its way: what it is about, and its JSON. Absent attributes are empty; ``time`` may be ``None``."""

    id: str
    source: str
    type: str
    subject: str = ""
    time: datetime | None = None
    dataschema: str = ""
    extensions: Mapping[str, str] = {}
    data: bytes


def headers_of(event: CloudEvent) -> list[Header]:
    """The headers of a Kafka record whose value is ``event.data``. Raises ``Unreadable`` for what may not be sent."""
    attributes = {"id": event.id, "source": event.source, "type": event.type, "subject": event.subject}
    attributes |= {"time": timestamp(event.time) if event.time else "", "dataschema": event.dataschema}
    if reserved := CONTEXT_ATTRIBUTES & event.extensions.keys():
        raise Unreadable("bad-attribute", f"an extension may not be named {', '.join(sorted(reserved))}")
    attributes |= event.extensions
    check_attributes(attributes)
    headers = [(f"ce_{name}", value.encode()) for name, value in attributes.items() if value]
    return [SPECVERSION_HEADER, *headers, JSON_HEADER]


def read_event(headers: Sequence[Header], value: bytes | None) -> CloudEvent:
    """The event that a record carries; headers that are not of CloudEvents are passed over. Raises ``Unreadable``."""
    if value is None:
        raise Unreadable("no-body", "a record without a value is a deletion in Kafka, not an event")
    attributes, content_type = attributes_and_content_type(headers)
    if attributes.get("specversion", "1.0") != "1.0":
        raise Unreadable("unknown-version", f"CloudEvents {attributes['specversion']!r}, where 1.0 is understood")
    for name in ("specversion", "id", "source", "type"):
        if not attributes.get(name):
            raise Unreadable("missing-attribute", f"the header ce_{name} is missing or empty")
    if not JSON_CONTENT_TYPE.fullmatch(content_type):
        raise Unreadable("not-json", f"content-type {content_type!r}, where application/json is understood")
    check_attributes(attributes)
    time = attributes.get("time")
    return CloudEvent(
        id=attributes["id"],
        source=attributes["source"],
        type=attributes["type"],
        subject=attributes.get("subject", ""),
        time=read_timestamp(time) if time else None,
        dataschema=attributes.get("dataschema", ""),
        extensions={name: text for name, text in attributes.items() if name not in CONTEXT_ATTRIBUTES},
        data=value,
    )


def attributes_and_content_type(headers: Sequence[Header]) -> tuple[dict[str, str], str]:
    """The attributes, and the content type."""
    attributes: dict[str, str] = {}
    content_type = ""
    for header, value in headers:
        name = header.lower()
        if name != "content-type" and not name.startswith("ce_"):
            continue
        text = header_text(name, value)
        name = name.removeprefix("ce_")
        if name == "content-type":
            if content_type:
                raise Unreadable("duplicate-attribute", "the header content-type stands twice")
            content_type = text
        elif name in attributes:
            raise Unreadable("duplicate-attribute", f"the header ce_{name} stands twice")
        else:
            attributes[name] = text
    return attributes, content_type


def header_text(name: str, value: bytes | None) -> str:
    if value is None or len(value) > MAX_ATTRIBUTE_BYTES:
        raise Unreadable("bad-attribute", f"the header {name} has no value, or more than {MAX_ATTRIBUTE_BYTES} bytes")
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise Unreadable("not-utf-8", f"the header {name} is not UTF-8") from None


def check_attributes(attributes: Mapping[str, str]) -> None:
    """Raise ``Unreadable`` for a name or a value that CloudEvents does not allow."""
    for name, value in attributes.items():
        if not ATTRIBUTE_NAME.fullmatch(name):
            raise Unreadable("bad-attribute", f"{name!r} is no name of an attribute: up to 20 of a-z and 0-9")
        if FORBIDDEN_CHARACTERS.search(value) or len(value) > MAX_ATTRIBUTE_BYTES:
            raise Unreadable("bad-attribute", f"{name} holds a character that is not allowed, or too many")
    if not URI_REFERENCE.fullmatch(attributes["source"]):
        raise Unreadable("bad-attribute", "source is not a URI reference")
    schema = attributes.get("dataschema")
    if schema and not (URI_REFERENCE.fullmatch(schema) and ABSOLUTE_URI.fullmatch(schema)):
        raise Unreadable("bad-attribute", "dataschema is not an absolute URI")
    if not attributes["id"] or not attributes["type"]:
        raise Unreadable("missing-attribute", "an event has an id and a type")


def attribute_value(text: str) -> str:
    """The text as an attribute's value: characters that CloudEvents forbids are percent-encoded."""
    if text.isprintable():
        return text
    return FORBIDDEN_CHARACTERS.sub(lambda match: quote(match[0], errors="replace"), text)


def timestamp(at: datetime) -> str:
    """RFC 3339, in UTC, with a Z; microseconds where there are any."""
    return encoded_timestamp(at).decode()


def encoded_timestamp(at: datetime) -> bytes:
    """The same, as headers have it."""
    if at.tzinfo is not UTC:
        if at.utcoffset() is None:
            raise Unreadable("bad-time", "a time says its zone")
        at = at.astimezone(UTC)
    return encode_json(at)[1:-1]


def read_timestamp(text: str) -> datetime:
    """Any RFC 3339 time, to the microsecond, in UTC. Raises ``Unreadable``."""
    match = TIMESTAMP.fullmatch(text)
    if not match:
        raise Unreadable("bad-time", f"{text!r} is not a time of RFC 3339")
    day, clock, fraction, sign, hours, minutes = match.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6].ljust(6, '0')}").replace(tzinfo=UTC)
        east = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
        return local - east if sign == "+" else local + east
    except (ValueError, OverflowError):
        raise Unreadable("bad-time", f"{text!r} is not a time") from None
