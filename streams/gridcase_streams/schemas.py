"""JSON Schema (2020-12) of each message's data, and of each stored event, made from the structs."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import Struct

from gridcase.store.codec import EVENT_TYPES
from gridcase_streams.message_contracts import MessageContract, message_contracts

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def message_schema(message: MessageContract) -> Schema:
    """The schema of a message's data, whole in itself."""
    return {"$schema": SCHEMA_DIALECT, "$id": message.schema_id, **struct_schema(message.data)}


def struct_schema(kind: type[Struct]) -> Schema:
    """The schema of a struct: its own keys at the top, what it refers to under ``$defs``."""
    schema = msgspec.json.schema(kind)
    definitions = {name: with_plain_description(definition) for name, definition in sorted(schema.pop("$defs").items())}
    own = definitions.pop(schema.pop("$ref").rpartition("/")[2])
    return {**own, "$defs": definitions} if definitions else own


def with_plain_description(schema: Schema) -> Schema:
    """The same schema; what its struct says of itself in plain words."""
    description = first_paragraph(schema.get("description", ""))
    return (
        {**schema, "description": description}
        if description
        else {key: schema[key] for key in schema if key != "description"}
    )


def first_paragraph(docstring: str) -> str:
    """The first paragraph, without marks."""
    return cleandoc(docstring).partition("\n\n")[0].replace("``", "")


def wire_schemas() -> dict[str, Schema]:
    """By the name of the message."""
    return {message.name: message_schema(message) for message in message_contracts()}


def stored_schemas() -> Mapping[str, Schema]:
    """What lies in the store, by tag: never published, but kept readable for ever."""
    return {tag: struct_schema(kind) for tag, kind in sorted(EVENT_TYPES.items())}
