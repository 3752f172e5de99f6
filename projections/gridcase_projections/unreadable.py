"""Streams that are left out as a whole, because an event of theirs cannot be read: found while staging, and named."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec import MsgspecError, Struct, json

from gridcase.english import plural
from gridcase.errors import UnreadableEvent
from gridcase.ids import (
    assessment_key,
    assessment_stream,
    is_matter,
    matter_stream,
    patrol_key,
    patrol_stream,
    stream_key,
    stream_of,
)
from gridcase.store.codec import Codec
from gridcase.store.port import StoredEvent
from gridcase_projections.database import Connection
from gridcase_projections.feeds import Source
from gridcase_projections.rows import structs

UNREADABLE_STREAMS = "select stream from left_out where stream <> ''"

STREAM = {
    "staged_events": "'matter:' || matter_id",
    "records": "kind || ':' || code",
    "assessment_events": "'assessment:' || assessment",
    "patrol_events": "'patrol:' || patrol",
}
"""How a staged row says which stream its event is in."""

NAMED: dict[str, Callable[[Any], str]] = {
    "staged_events": lambda event: matter_stream(event["matter_id"]),
    "records": lambda event: stream_of(
        event["type"].rpartition("-")[0], event["record"]["code"] if "record" in event else event["code"]
    ),
    "assessment_events": lambda event: assessment_stream(
        assessment_key(event["unit"], event["period"], event.get("pack_name", ""))
    ),
    "patrol_events": lambda event: patrol_stream(patrol_key(event["member"], event["date"])),
}
"""How an event's own JSON says which stream it is in."""


class Unreadable(Struct, frozen=True):
    """The first event of a stream that cannot be read; nothing of the stream is counted until it can be.

    Version 0 is none that is a number.
    """

    stream: str
    version: int
    reason: str
    position: int

    @property
    def is_matter(self) -> bool:
        return is_matter(self.stream)

    def __str__(self) -> str:
        name = stream_key(self.stream) if self.is_matter else self.stream
        return f"{name} cannot be read at version {self.version}"


def unreadable_streams(connection: Connection) -> list[Unreadable]:
    """What the tables leave out, each stream once, in order."""
    sql = """
        with numbered as (
            select *, coalesce(try_cast(version as integer), 0) as number from left_out where stream <> ''
        )
        select
            stream, min(number) as version, arg_min(reason, number) as reason, arg_min(position, number) as position
        from numbered
        group by stream
        order by stream
    """
    return structs(connection.execute(sql), Unreadable)


def stream_in(staged: str, data: bytes) -> str:
    """The stream that stored bytes say that they are in; nothing where they do not."""
    try:
        return NAMED[staged](json.decode(data.decode("utf-8", "replace"))["event"])
    except (MsgspecError, KeyError, TypeError, AttributeError):
        return ""


def unreadable_of(events: Iterable[StoredEvent]) -> Iterator[Unreadable]:
    """Those of the events that this program cannot read, one by one."""
    codec = Codec()
    for event in events:
        try:
            codec.decode(event)
        except UnreadableEvent as error:
            yield Unreadable(str(event.stream), event.version, error.reason, event.position)


def readable_again(connection: Connection, source: Source) -> str:
    """Why what the tables leave out may be counted now; nothing while none of it can be read.

    Reads the first such event of each stream that is left out, which is none in a city without one.
    """
    first = "from left_out where not readable order by version"
    for stream, partition, position in connection.execute(
        f"select distinct on (stream) stream, partition, position {first}"
    ).fetchall():
        event = source.event_at(partition, position)
        if event is None or not any(unreadable_of([event])):
            return f"{event.stream if event else stream} can be read again"
    return ""


def is_left_out(staged: str) -> str:
    """Whether a staged row, or one that is made from it, is of a stream that cannot be read."""
    return f"{STREAM[staged]} in ({UNREADABLE_STREAMS})"


def left_out_remark(unreadable: Iterable[Unreadable]) -> str:
    """``1 matter left out: M… cannot be read at version 3``; nothing where all is counted."""
    by_rank = sorted(unreadable, key=lambda one: (not one.is_matter, one.stream))
    matters = sum(one.is_matter for one in by_rank)
    counted = {"matter": matters, "other record": len(by_rank) - matters}
    numbers = " and ".join(plural(number, unit) for unit, number in counted.items() if number)
    return f"{numbers} left out: {'; '.join(map(str, by_rank))}" if by_rank else ""
