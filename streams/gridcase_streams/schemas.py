"""JSON Schema (2020-12) of each message's data, and of each stored event, made from the structs."""

from collections.abc import Mapping
from inspect import cleandoc
from typing import Any

import msgspec
from msgspec import Struct

from gridcase.store.codec import EVENT_TYPES
from gridcase_streams.messages import Message, messages

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]


def schema_of(message: Message) -> Schema:
    """The schema of a message's data, whole in itself."""
    return {"$schema": DIALECT, "$id": message.schema_id, **bare_schema(message.data)}


def bare_schema(kind: type[Struct]) -> Schema:
    """The schema of a struct: its own keys at the top, what it refers to under ``$defs``."""
    schema = msgspec.json.schema(kind)
    definitions = {name: described(found) for name, found in sorted(schema.pop("$defs").items())}
    own = definitions.pop(schema.pop("$ref").rpartition("/")[2])
    return {**own, "$defs": definitions} if definitions else own


def described(schema: Schema) -> Schema:
    """The same schema; what its struct says of itself in plain words."""
    said = plain_words(schema.get("description", ""))
    return {**schema, "description": said} if said else {key: schema[key] for key in schema if key != "description"}


def plain_words(docstring: str) -> str:
    """The first paragraph, without marks."""
    return cleandoc(docstring).partition("\n\n")[0].replace("``", "")


def wire_schemas() -> dict[str, Schema]:
    """By the name of the message."""
    return {message.name: schema_of(message) for message in messages()}


def stored_schemas() -> Mapping[str, Schema]:
    """What lies in the store, by tag: never published, but kept readable for ever."""
    return {tag: bare_schema(kind) for tag, kind in sorted(EVENT_TYPES.items())}
