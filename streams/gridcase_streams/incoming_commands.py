"""From a record to a command: who says it, about which matter, and what."""

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from gridcase.actors import Actor
from gridcase_streams.cloud_events import read_event
from gridcase_streams.command_types import COMMAND_TAGS, INCOMING_TYPES
from gridcase_streams.errors import Unreadable
from gridcase_streams.records import Record
from gridcase_streams.settings import Sender
from gridcase_streams.untrusted_json import read_json

MAX_ID_LENGTH = 200


class IncomingCommand(Struct, frozen=True, kw_only=True):
    """A command that could be read. ``message_id`` is the sender's own; ``command_id`` is it with the sender's name."""

    message_id: str
    source: str
    tag: str
    matter_id: str
    correlation_id: str
    causation_id: str
    content: Struct

    @property
    def command_id(self) -> str:
        return f"{self.source}/{self.message_id}"


def read_command(record: Record) -> IncomingCommand:
    """What the record asks. Raises ``Unreadable``."""
    event = read_event(record.headers, record.value)
    if len(event.id) > MAX_ID_LENGTH or len(event.source) > MAX_ID_LENGTH:
        raise Unreadable("bad-attribute", f"id and source have at most {MAX_ID_LENGTH} characters")
    tag = COMMAND_TAGS.get(event.type)
    if tag is None:
        raise Unreadable("unknown-type", f"{event.type} is no command that is understood here")
    try:
        content = msgspec.convert(read_json(event.data), INCOMING_TYPES[tag])
    except msgspec.ValidationError as error:
        raise Unreadable("bad-command", str(error)[:500]) from None
    matter_id: str = content.matter_id  # type: ignore[attr-defined]
    if record.key is None or record.key != matter_id.encode():
        raise Unreadable("bad-key", "the record's key is not the id of the command's matter")
    return IncomingCommand(
        message_id=event.id,
        source=event.source,
        tag=tag,
        matter_id=matter_id,
        correlation_id=event.extensions.get("correlationid", event.id),
        causation_id=event.extensions.get("causationid", ""),
        content=content,
    )


def actor_of(sender: Sender, topic: str) -> Actor:
    """Whom a platform acts as."""
    return Actor(
        member=sender.member,
        role=sender.role,
        unit=sender.unit,
        department=sender.department,
        known_by=f"kafka:{topic}:{sender.source}",
    )


def received_at(record: Record, now: datetime) -> datetime:
    """When the broker took the record, if it says so itself: nobody is late because we were, or early by saying so."""
    return now if record.appended_ms is None else min(datetime.fromtimestamp(record.appended_ms / 1000, UTC), now)
