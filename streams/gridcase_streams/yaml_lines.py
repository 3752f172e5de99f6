"""YAML for documents of our own making: mappings, lists and scalars, every text in JSON's quotes where it needs any."""

import json
import re
from collections.abc import Iterator
from typing import Any

PLAIN_SCALAR = re.compile(r"[A-Za-z][A-Za-z0-9 _.,/()-]*(?<! )")
RESERVED_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def to_yaml(document: Any) -> str:
    """The document as YAML, which any reader of YAML 1.1 or 1.2 takes for the same."""
    return "\n".join(lines(document, "")) + "\n"


def lines(value: Any, indent: str) -> Iterator[str]:
    match value:
        case dict() if value:
            for key, inner in value.items():
                yield from entry(f"{indent}{scalar(str(key))}:", inner, indent + "  ")
        case list() if value:
            for inner in value:
                yield from entry(f"{indent}-", inner, indent + "  ")
        case _:
            yield indent + scalar(value)


def entry(start: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield start
        yield from lines(value, indent)
    else:
        yield f"{start} {scalar(value)}"


def scalar(value: Any) -> str:
    if isinstance(value, str) and PLAIN_SCALAR.fullmatch(value) and value.lower() not in RESERVED_WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)
