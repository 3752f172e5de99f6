"""The AsyncAPI 3 document: which topics there are, what is on them, and what each message's headers say."""

from typing import Any

from gridcase_streams.examples import example_of
from gridcase_streams.messages import COMMANDS_TOPIC, Message, messages
from gridcase_streams.schemas import plain_words
from gridcase_streams.topics import DEAD_LETTERS, MATTERS, REGISTRY, REPLIES, SCORECARDS

VERSION = "1.0.0"
"""Of the contracts: the second number rises with each addition, the first never while topics end in .v1."""

ABOUT = """\
What a city's closed loop tells other platforms, and what they may ask of it. Every message is a CloudEvent 1.0 in \
Kafka's binary mode: attributes in the record's headers, JSON in its value. New optional fields may appear at any \
time, so pass over fields that you do not know; anything else that changes gets a new type."""

TOPICS = {
    MATTERS: "What happened to each matter, in order. The key is the matter's id.",
    REGISTRY: "What the city is: units, departments, members, catalogue. Compacted; keys are kind:code.",
    SCORECARDS: "The latest scorecard of each department and period. Compacted.",
    COMMANDS_TOPIC: "What platforms ask. The key is the id of the matter; a message's id is done once.",
    REPLIES: "What became of each command. The key is that of the command, the correlationid its own, or its id.",
    DEAD_LETTERS: "Commands that could not be read, as they came, with headers that say why and whence.",
}
OTHER = "What happened there, in order. The key is the stream."

TEXT = {"type": "string"}
TIME = {"type": "string", "format": "date-time"}
POSITION = {"type": "string", "pattern": "^[0-9]{20}$", "description": "The event's position in the store; it rises."}

REQUIRED = {"ce_specversion": {"const": "1.0"}, "ce_id": TEXT, "ce_source": TEXT, "content-type": TEXT}
OPTIONAL = {"ce_subject": TEXT, "ce_time": TIME, "ce_dataschema": TEXT, "ce_partitionkey": TEXT}
RECORDED = {"ce_sequence": POSITION, "ce_recordedtime": TIME, "ce_commandid": TEXT}
LINKS = {"ce_correlationid": TEXT, "ce_causationid": TEXT}


def document() -> dict[str, Any]:
    """The whole document, without the prefix that a city may put before its topics."""
    every = list(messages())
    topics = [*dict.fromkeys(message.topic for message in every), DEAD_LETTERS]
    return {
        "asyncapi": "3.1.0",
        "info": {"title": "gridcase streams", "version": VERSION, "description": ABOUT},
        "defaultContentType": "application/json",
        "channels": {channel(topic): channel_of(topic, every) for topic in topics},
        "operations": {operation(topic): operation_of(topic, every) for topic in topics},
        "components": {"messages": {**{message.name: message_of(message) for message in every}, "dead-letter": DEAD}},
    }


DEAD = {
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


def channel(topic: str) -> str:
    """The name of a topic's channel: dots would end a name in a reference."""
    return topic.removeprefix("gridcase.").removesuffix(".v1").replace(".", "-")


def operation(topic: str) -> str:
    return f"receive-{channel(topic)}" if topic == COMMANDS_TOPIC else f"send-{channel(topic)}"


def channel_of(topic: str, every: list[Message]) -> dict[str, Any]:
    return {
        "address": topic,
        "description": TOPICS.get(topic, OTHER),
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in on_topic(topic, every)},
    }


def operation_of(topic: str, every: list[Message]) -> dict[str, Any]:
    """Seen from gridcase: it receives commands, and sends the rest."""
    found: dict[str, Any] = {
        "action": "receive" if topic == COMMANDS_TOPIC else "send",
        "channel": {"$ref": f"#/channels/{channel(topic)}"},
    }
    if topic == COMMANDS_TOPIC:
        found["reply"] = {"channel": {"$ref": f"#/channels/{channel(REPLIES)}"}}
    return found


def on_topic(topic: str, every: list[Message]) -> list[str]:
    return [message.name for message in every if message.topic == topic] or ["dead-letter"]


def message_of(message: Message) -> dict[str, Any]:
    recorded = {} if message.is_command or message.topic in (REPLIES, SCORECARDS) else RECORDED
    return {
        "name": message.type,
        "title": message.name.rpartition(".")[0].replace("-", " "),
        "summary": summary(message),
        "contentType": "application/json",
        "headers": {
            "type": "object",
            "required": [*REQUIRED, "ce_type"],
            "properties": {**REQUIRED, "ce_type": {"const": message.type}, **OPTIONAL, **LINKS, **recorded},
        },
        "payload": {
            "schemaFormat": "application/schema+json;version=2020-12",
            "schema": {"$ref": f"schemas/{message.name}.schema.json"},
        },
        "examples": [{"name": message.name, "payload": example_of(message)}],
    }


def summary(message: Message) -> str:
    """The first sentence of what the struct says of itself."""
    said = plain_words(message.data.__doc__ or "").replace("\n", " ")
    return said.partition(". ")[0] or message.name.rpartition(".")[0].replace("-", " ")
