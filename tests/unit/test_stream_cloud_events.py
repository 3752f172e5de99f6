"""What may not be sent as a CloudEvent, or read as one."""

from datetime import UTC, datetime

import pytest

from gridcase_streams.cloud_events import (
    MAX_ATTRIBUTE_BYTES,
    CloudEvent,
    Header,
    headers_of,
    read_event,
    read_timestamp,
    timestamp,
)
from gridcase_streams.errors import Unreadable

GOOD: list[Header] = [
    ("ce_specversion", b"1.0"),
    ("ce_id", b"1"),
    ("ce_source", b"hotline"),
    ("ce_type", b"gridcase.command.report-matter.v1"),
    ("content-type", b"application/json"),
]


def but(name: str, value: bytes | None) -> list[Header]:
    """Good headers, one of which is another, or missing."""
    others = [header for header in GOOD if header[0] != name]
    return others if value is None else [*others, (name, value)]


def test_a_good_record_is_read_whatever_other_headers_it_has() -> None:
    event = read_event([*GOOD, ("traceparent", b"\xff"), ("ce_tenant", b"xinxiang")], b"{}")
    assert (event.id, event.source, event.extensions) == ("1", "hotline", {"tenant": "xinxiang"})
    assert read_event(but("content-type", b"application/json; charset=utf-8"), b"{}").data == b"{}"


@pytest.mark.parametrize(
    ("headers", "value", "code"),
    [
        (GOOD, None, "no-body"),
        (but("ce_id", None), b"{}", "missing-attribute"),
        (but("ce_id", b""), b"{}", "missing-attribute"),
        (but("ce_source", None), b"{}", "missing-attribute"),
        (but("ce_type", None), b"{}", "missing-attribute"),
        (but("ce_specversion", None), b"{}", "missing-attribute"),
        (but("ce_specversion", b"0.3"), b"{}", "unknown-version"),
        (but("ce_id", b"\xff\xfe"), b"{}", "not-utf-8"),
        (but("ce_id", b"a\nb"), b"{}", "bad-attribute"),
        (but("ce_id", b"a\x00b"), b"{}", "bad-attribute"),
        (but("ce_id", b"x" * (MAX_ATTRIBUTE_BYTES + 1)), b"{}", "bad-attribute"),
        (but("ce_source", b"a b"), b"{}", "bad-attribute"),
        (but("content-type", b"application/cloudevents+json"), b"{}", "not-json"),
        (but("content-type", None), b"{}", "not-json"),
        ([*GOOD, ("ce_id", b"2")], b"{}", "duplicate-attribute"),
        ([*GOOD, ("CE_ID", b"2")], b"{}", "duplicate-attribute"),
        ([*GOOD, ("content-type", b"application/json")], b"{}", "duplicate-attribute"),
        ([*GOOD, ("ce_Not-A-Name", b"2")], b"{}", "bad-attribute"),
        ([*GOOD, ("ce_" + "a" * 21, b"2")], b"{}", "bad-attribute"),
        ([*GOOD, ("ce_time", b"yesterday")], b"{}", "bad-time"),
        ([*GOOD, ("ce_time", b"2026-02-30T00:00:00Z")], b"{}", "bad-time"),
        ([*GOOD, ("ce_dataschema", b"not-absolute")], b"{}", "bad-attribute"),
    ],
)
def test_what_is_no_cloudevent_is_refused_with_a_code(headers: list[Header], value: bytes | None, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_event(headers, value)
    assert refused.value.code == code


def test_what_could_not_be_read_is_not_sent() -> None:
    event = CloudEvent(id="1", source="gridcase", type="t", data=b"{}", extensions={"id": "2"})
    with pytest.raises(Unreadable, match="an extension may not be named id"):
        headers_of(event)
    with pytest.raises(Unreadable, match="not a URI reference"):
        headers_of(CloudEvent(id="1", source="a b", type="t", data=b"{}"))
    with pytest.raises(Unreadable, match="has an id and a type"):
        headers_of(CloudEvent(id="", source="a", type="t", data=b"{}"))


def test_times_are_read_in_any_zone_and_written_in_utc() -> None:
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert timestamp(noon) == "2026-03-02T12:00:00Z"
    for text in ("2026-03-02T12:00:00Z", "2026-03-02T20:00:00+08:00", "2026-03-02t07:00:00.000000000-05:00"):
        assert read_timestamp(text) == noon
    for text in ("2026-03-02T12:00:00", "2026-03-02 12:00:00Z", "0001-01-01T00:00:00+08:00"):
        with pytest.raises(Unreadable):
            read_timestamp(text)
    with pytest.raises(Unreadable, match="says its zone"):
        timestamp(noon.replace(tzinfo=None))
