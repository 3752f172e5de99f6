"""The AsyncAPI 3 document: which topics there are, what is on them, and what each message's headers say."""

from typing import Any

from gridcase_streams.examples import example_of
from gridcase_streams.message_contracts import COMMANDS_TOPIC, MessageContract, message_contracts
from gridcase_streams.schemas import first_paragraph
from gridcase_streams.topics import DEAD_LETTERS_TOPIC, MATTERS_TOPIC, REGISTRY_TOPIC, REPLIES_TOPIC, SCORECARDS_TOPIC

VERSION = "1.1.0"
"""Of the contracts: the second number rises with each addition, the first never while topics end in .v1."""

DESCRIPTION = """\
What a city's closed loop tells other platforms, and what they may ask of it. Every message is a CloudEvent 1.0 in \
Kafka's binary mode: attributes in the record's headers, JSON in its value. New optional fields may appear at any \
time, so pass over fields that you do not know; anything else that changes gets a new type."""

CHANNEL_DESCRIPTIONS = {
    MATTERS_TOPIC: "What happened to each matter, in order. The key is the matter's id.",
    REGISTRY_TOPIC: "What the city is: units, departments, members, catalogue. Compacted; keys are kind:code.",
    SCORECARDS_TOPIC: "The latest scorecard of each department and period. Compacted.",
    COMMANDS_TOPIC: "What platforms ask. The key is the id of the matter; a message's id is done once.",
    REPLIES_TOPIC: "What became of each command. The key is that of the command, the correlationid its own, or its id.",
    DEAD_LETTERS_TOPIC: "Commands that could not be read, as they came, with headers that say why and whence.",
}
USUAL_CHANNEL_DESCRIPTION = "What happened there, in order. The key is the stream."

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time"}
POSITION = {"type": "string", "pattern": "^[0-9]{20}$", "description": "The event's position in the store; it rises."}

REHEARSAL = {"const": "true", "description": "There where time is played: it did not happen."}

REQUIRED_HEADERS = {"ce_specversion": {"const": "1.0"}, "ce_id": TEXT, "ce_source": TEXT, "content-type": TEXT}
OPTIONAL_HEADERS = {"ce_subject": TEXT, "ce_time": TIME, "ce_dataschema": TEXT, "ce_partitionkey": TEXT}
HISTORY = {
    "type": "string",
    "pattern": r"^[0-9a-f]{32}\.[0-9a-f]{32}$",
    "description": "The store and the lineage of its history. Another one, of the same source, says that the store was "
    "put back from a backup: everything comes again, and what was made of the lineage before is void.",
}

RECORDED_HEADERS = {
    "ce_sequence": POSITION,
    "ce_history": HISTORY,
    "ce_recordedtime": TIME,
    "ce_commandid": TEXT,
    "ce_rehearsal": REHEARSAL,
}
HEADERS_OF_TOPICS: dict[str, dict[str, Any]] = {REPLIES_TOPIC: {}, SCORECARDS_TOPIC: {"ce_rehearsal": REHEARSAL}}
"""Where they are others than those of what was recorded."""
CAUSALITY_HEADERS = {"ce_correlationid": TEXT, "ce_causationid": TEXT}


def document() -> dict[str, Any]:
    """The whole document, without the prefix that a city may put before its topics."""
    contracts = list(message_contracts())
    topics = [*dict.fromkeys(message.topic for message in contracts), DEAD_LETTERS_TOPIC]
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "gridcase streams", "version": VERSION, "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {channel_name(topic): channel_object(topic, contracts) for topic in topics},
        "operations": {operation_name(topic): operation_object(topic, contracts) for topic in topics},
        "components": {
            "messages": {**{message.name: message_object(message) for message in contracts}, "dead-letter": DEAD_LETTER}
        },
    }


DEAD_LETTER = {
    "name": "dead-letter",
    "title": "dead letter",
    "summary": "A record as it came, whatever its value, with headers of ours that say why and whence.",
    "headers": {
        "type": "object",
        "required": ["gridcase_reason", "gridcase_words", "gridcase_place"],
        "properties": {"gridcase_reason": TEXT, "gridcase_words": TEXT, "gridcase_place": TEXT},
    },
    "payload": {},
}


def channel_name(topic: str) -> str:
    """The name of a topic's channel: dots would end a name in a reference."""
    return topic.removeprefix("gridcase.").removesuffix(".v1").replace(".", "-")


def operation_name(topic: str) -> str:
    return f"receive-{channel_name(topic)}" if topic == COMMANDS_TOPIC else f"send-{channel_name(topic)}"


def channel_object(topic: str, contracts: list[MessageContract]) -> dict[str, Any]:
    return {
        "address": topic,
        "description": CHANNEL_DESCRIPTIONS.get(topic, USUAL_CHANNEL_DESCRIPTION),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in message_names(topic, contracts)},
    }


def operation_object(topic: str, contracts: list[MessageContract]) -> dict[str, Any]:
    """Seen from gridcase: it receives commands, and sends the rest."""
    operation: dict[str, Any] = {
        "action": "receive" if topic == COMMANDS_TOPIC else "send",
        "channel": {"$ref": f"#/channels/{channel_name(topic)}"},
    }
    if topic == COMMANDS_TOPIC:
        operation["reply"] = {"channel": {"$ref": f"#/channels/{channel_name(REPLIES_TOPIC)}"}}
    return operation


def message_names(topic: str, contracts: list[MessageContract]) -> list[str]:
    return [message.name for message in contracts if message.topic == topic] or ["dead-letter"]


def message_object(message: MessageContract) -> dict[str, Any]:
    extra_headers = {} if message.is_command else HEADERS_OF_TOPICS.get(message.topic, RECORDED_HEADERS)
    return {
        "name": message.type,
        "title": message.name.rpartition(".")[0].replace("-", " "),
        "summary": summary(message),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [*REQUIRED_HEADERS, "ce_type"],
            "properties": {
                **REQUIRED_HEADERS,
                "ce_type": {"const": message.type},
                **OPTIONAL_HEADERS,
                **CAUSALITY_HEADERS,
                **extra_headers,
            },
        },
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": f"schemas/{message.name}.schema.json"},
        },
        "examples": [{"name": message.name, "payload": example_of(message)}],
    }


def summary(message: MessageContract) -> str:
    """The first sentence of what the struct says of itself."""
    description = first_paragraph(message.data.__doc__ or "").replace("\n", " ")
    return description.partition(". ")[0] or message.name.rpartition(".")[0].replace("-", " ")
