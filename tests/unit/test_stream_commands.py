"""What other platforms may ask: every command a member may give, every value bounded, nothing that is ours to say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from gridcase.actors import Actor, Role
from gridcase.matters.commands import ReportMatter
from gridcase_streams.command_types import COMMAND_TYPES, INCOMING_TYPES, engine_command
from gridcase_streams.errors import Unreadable
from gridcase_streams.examples import example_of
from gridcase_streams.incoming_commands import received_at
from gridcase_streams.message_contracts import message_contracts
from gridcase_streams.records import Record
from gridcase_streams.schemas import struct_schema
from gridcase_streams.untrusted_json import read_json

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WANG = Actor(member="wang", role=Role.RECEPTION, known_by="test")


def test_only_the_loops_own_commands_are_left_out() -> None:
    assert "note-overdue" not in COMMAND_TYPES
    assert "warn-due" not in COMMAND_TYPES
    assert {"report-matter", "add-evidence", "accept-matter", "ask-return", "report-handling", "urge-matter"} <= set(
        INCOMING_TYPES
    )


@pytest.mark.parametrize("tag", INCOMING_TYPES)
def test_time_and_actor_are_ours_to_say(tag: str) -> None:
    assert set(INCOMING_TYPES[tag].__struct_fields__) == set(COMMAND_TYPES[tag].__struct_fields__) - {"at", "actor"}


def unbounded(schema: Any, path: str = "$") -> list[str]:
    """Texts, numbers and lists without a bound."""
    match schema:
        case {"type": "string"} if not {"maxLength", "pattern", "format"} & schema.keys():
            return [path]
        case {"type": "integer"} if "maximum" not in schema:
            return [path]
        case {"type": "array"} if "maxItems" not in schema:
            return [path]
        case dict():
            return [place for key, inner in schema.items() for place in unbounded(inner, f"{path}.{key}")]
        case list():
            return [place for inner in schema for place in unbounded(inner, path)]
        case _:
            return []


@pytest.mark.parametrize("tag", INCOMING_TYPES)
def test_every_value_is_bounded(tag: str) -> None:
    assert unbounded(struct_schema(INCOMING_TYPES[tag])) == []


@pytest.mark.parametrize("tag", INCOMING_TYPES)
def test_what_was_said_becomes_the_engines_command(tag: str) -> None:
    example = next(
        example_of(message) for message in message_contracts() if message.type == f"gridcase.command.{tag}.v1"
    )
    command = engine_command(msgspec.convert(example, INCOMING_TYPES[tag]), NOON, WANG)
    assert type(command) is COMMAND_TYPES[tag]
    assert (command.matter_id, command.at, command.actor) == (example["matter_id"], NOON, WANG)


def test_a_report_keeps_every_word() -> None:
    content = {"type": "report-matter", "matter_id": "m", "channel": "phone", "unit": "u", "text": "油烟\n第二行"}
    command = engine_command(
        msgspec.convert(read_json(msgspec.json.encode(content)), INCOMING_TYPES["report-matter"]), NOON, WANG
    )
    assert isinstance(command, ReportMatter)
    assert command.text == "油烟\n第二行"


@pytest.mark.parametrize("body", [b"1e400", b"[-Infinity]", b'{"a":9007199254740993}', b'"\\u0000"', b'{"\\u0000":1}'])
def test_numbers_and_texts_that_are_not_safe_everywhere_are_refused(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_json(body)


def record(appended: datetime | None) -> Record:
    return Record("t", 0, 0, None if appended is None else int(appended.timestamp() * 1000), None, None, [])


def test_a_message_was_received_when_the_broker_took_it() -> None:
    assert received_at(record(NOON), NOON + timedelta(hours=2)) == NOON
    assert received_at(record(None), NOON) == NOON


def test_but_never_in_the_future() -> None:
    assert received_at(record(NOON + timedelta(hours=1)), NOON) == NOON
