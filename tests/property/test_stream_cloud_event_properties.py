"""Our CloudEvents are those of the specification's own library."""

from datetime import UTC, datetime, timedelta, timezone

from cloudevents.core.bindings import kafka as sdk
from hypothesis import given
from hypothesis import strategies as st

from gridcase_streams.cloud_events import (
    FORBIDDEN_CHARACTERS,
    CloudEvent,
    headers_of,
    read_event,
    read_timestamp,
    timestamp,
)
from gridcase_streams.errors import Unreadable

TEXT = st.text(min_size=1, max_size=40).filter(lambda text: not FORBIDDEN_CHARACTERS.search(text))
URI = st.from_regex(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=-]{1,30}", fullmatch=True)
EXTENSION = st.from_regex(r"x[a-z0-9]{0,18}", fullmatch=True)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = st.timedeltas(timedelta(days=1), timedelta(days=365 * 5000)).map(lambda since: EPOCH + since)

EVENTS = st.builds(
    CloudEvent,
    id=TEXT,
    source=URI,
    type=TEXT,
    subject=st.just("") | TEXT,
    time=st.none() | TIMES,
    dataschema=st.just("") | URI.map(lambda uri: "urn:" + uri),
    extensions=st.dictionaries(EXTENSION, TEXT, max_size=4),
    data=st.sampled_from([b"{}", b'{"a":1}', '{"名":"向阳"}'.encode()]),
)


@given(EVENTS)
def test_what_we_write_the_sdk_reads(event: CloudEvent) -> None:
    read = sdk.from_binary_event(sdk.KafkaMessage(headers=dict(headers_of(event)), key=None, value=event.data))
    assert (read.get_id(), read.get_source(), read.get_type()) == (event.id, event.source, event.type)
    assert (read.get_subject() or "") == event.subject
    assert (read.get_dataschema() or "") == event.dataschema
    if event.time:
        assert read.get_time() == event.time
    for name, value in event.extensions.items():
        assert read.get_extension(name) == value


@given(EVENTS)
def test_what_the_sdk_writes_we_read_as_the_same_event(event: CloudEvent) -> None:
    read = sdk.from_binary_event(sdk.KafkaMessage(headers=dict(headers_of(event)), key=None, value=event.data))
    written = sdk.to_binary_event(read)
    again = read_event(list(written.headers.items()), event.data)
    assert again == event if event.time else again.id == event.id


@given(EVENTS)
def test_what_we_write_we_read(event: CloudEvent) -> None:
    assert read_event(headers_of(event), event.data) == event


@given(st.lists(st.tuples(st.text(max_size=12), st.binary(max_size=20))), st.none() | st.binary(max_size=20))
def test_any_headers_at_all_are_read_or_refused(headers: list[tuple[str, bytes]], value: bytes | None) -> None:
    try:
        event = read_event(headers, value)
    except Unreadable as refused:
        assert refused.code
    else:
        assert event.id


@given(TIMES, st.integers(-14 * 60, 14 * 60))
def test_a_time_is_the_same_in_every_zone(at: datetime, minutes: int) -> None:
    local = at.astimezone(timezone(timedelta(minutes=minutes)))
    assert read_timestamp(local.isoformat()) == at == read_timestamp(timestamp(local))
