"""What a platform hears of its command: accepted with the events, refused by a rule, or not readable."""

from functools import reduce
from operator import or_
from typing import Any

import msgspec
from msgspec import Struct

from gridcase.errors import Refused
from gridcase.rules import Rule
from gridcase.submissions import Outcome
from gridcase.tags import tag_of
from gridcase_streams.cloud_events import CloudEvent, Header, attribute_value, headers_of
from gridcase_streams.errors import Unreadable
from gridcase_streams.incoming_commands import IncomingCommand
from gridcase_streams.published import MATTER_EVENTS
from gridcase_streams.records import Record

SOURCE_NOT_ALLOWED = Rule("source-not-allowed", "this topic takes no commands from that source")


class Reply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``message_id`` and ``source`` are those of the command, empty where they could not be read."""

    message_id: str = ""
    source: str = ""
    matter_id: str = ""


class CommandAccepted(Reply, frozen=True, kw_only=True, omit_defaults=True, tag="command-accepted"):
    """``events`` are as on the topic of matters, none if it was so already; ``version`` is the matter's after them.

    ``repeated`` says that the same message had been answered before; the events are those of the first time.
    """

    command: str
    version: int
    events: list[dict[str, Any]]
    repeated: bool = False


class CommandRefused(Reply, frozen=True, kw_only=True, omit_defaults=True, tag="command-refused"):
    """A rule said no: nothing was changed. ``rule`` is its stable code, ``words`` and ``detail`` are for people."""

    command: str
    rule: str
    words: str
    detail: str = ""


class CommandUnreadable(Reply, frozen=True, kw_only=True, omit_defaults=True, tag="command-unreadable"):
    """The message is a dead letter, and what follows it about the same matter waits behind it."""

    topic: str
    partition: int
    offset: int
    reason: str
    words: str


REPLY_TYPES: dict[str, type[Reply]] = {
    tag_of(kind): kind for kind in (CommandAccepted, CommandRefused, CommandUnreadable)
}

_published_events_decoder = msgspec.json.Decoder(list[reduce(or_, MATTER_EVENTS.values())])  # type: ignore[misc]


def reply_to(command: IncomingCommand, result: Outcome | Refused) -> Reply:
    """The reply to a command that the engine decided."""
    about = {"message_id": command.message_id, "source": command.source, "matter_id": command.matter_id}
    if isinstance(result, Refused):
        return CommandRefused(
            **about, command=command.tag, rule=result.rule.code, words=result.rule.words, detail=result.detail
        )
    return CommandAccepted(
        **about,
        command=command.tag,
        version=result.version,
        events=msgspec.to_builtins(_published_events_decoder.decode(msgspec.json.encode(result.events))),
        repeated=result.repeated,
    )


def unreadable_reply(record: Record, reason: Unreadable) -> CommandUnreadable:
    """The reply to what could not be read, with as much of its sender as can be."""
    return CommandUnreadable(
        message_id=readable_header(record, "ce_id"),
        source=readable_header(record, "ce_source"),
        matter_id=record.key.decode(errors="replace")[:200] if record.key else "",
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        reason=reason.code,
        words=reason.reason,
    )


def readable_header(record: Record, name: str) -> str:
    """A header's text, as far as it can be read and repeated."""
    value = next((value for key, value in record.headers if key.lower() == name and value), b"")
    return value.decode(errors="replace")[:200]


def reply_record(
    reply: Reply, record: Record, correlation_id: str, source: str
) -> tuple[bytes | None, bytes, list[Header]]:
    """Key, value and headers of a reply. Its id is the same however often it is sent."""
    tag = tag_of(reply)
    extensions: dict[str, Any] = {"correlationid": attribute_value(correlation_id)[:200]} if correlation_id else {}
    event = CloudEvent(
        id=f"reply:{record.topic}/{record.partition}/{record.offset}",
        source=source,
        type=f"gridcase.{tag}.v1",
        subject=attribute_value(reply.message_id)[:200],
        dataschema=f"urn:gridcase:schema:{tag}:v1",
        extensions=extensions,
        data=msgspec.json.encode(reply),
    )
    return record.key, event.data, headers_of(event)
