"""The stable names of events, commands and replies: what is stored and sent, whatever their classes are called."""

from typing import Any

from msgspec import Struct


def tag_of(struct: Struct | type[Struct] | Any) -> str:
    """The tag of a tagged struct or of its type: ``matter-diverted``."""
    return str(struct.__struct_config__.tag)
