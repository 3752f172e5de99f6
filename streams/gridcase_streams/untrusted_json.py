"""JSON from outside, read with suspicion: bounded in size and depth, no key twice, no text or number that is unsafe."""

import json
from typing import Any

from gridcase_streams.cloud_events import FORBIDDEN_CHARACTERS
from gridcase_streams.errors import Unreadable

MAX_BODY_BYTES = 256 * 1024
"""Bytes of a body."""

MAX_DEPTH = 64
"""Levels of nesting."""

MAX_SAFE_INTEGER = 2**53
"""Whole numbers beyond are not the same in every reader of JSON."""

WITHOUT_LINE_BREAKS = str.maketrans("", "", "\n\r\t")
"""What a text may hold although CloudEvents' attributes may not."""


def read_json(body: bytes) -> Any:
    """What the body says. Raises ``Unreadable`` with the code of what is wrong."""
    if len(body) > MAX_BODY_BYTES:
        raise Unreadable("too-large", f"{len(body)} bytes, where {MAX_BODY_BYTES} are taken")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("not-utf-8", f"the body is not UTF-8 at byte {error.start}") from None
    try:
        content = json.loads(text, object_pairs_hook=with_unique_keys, parse_constant=refuse_constant)
    except RecursionError:
        raise Unreadable("too-deep", f"more than {MAX_DEPTH} levels") from None
    except ValueError as error:
        raise Unreadable("not-json", f"the body is not JSON: {error}"[:200]) from None
    check_safe(content, MAX_DEPTH)
    return content


def with_unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise Unreadable("duplicate-key", "a key stands twice in an object")
    return content


def refuse_constant(name: str) -> Any:
    raise Unreadable("bad-number", f"{name} is not a number")


def check_safe(value: Any, levels_left: int) -> None:
    """Raise ``Unreadable`` for what is nested too deep, or for text and numbers that are not safe everywhere."""
    match value:
        case dict() | list() if not levels_left:
            raise Unreadable("too-deep", f"more than {MAX_DEPTH} levels")
        case dict():
            for key, inner in value.items():
                check_safe(key, levels_left)
                check_safe(inner, levels_left - 1)
        case list():
            for inner in value:
                check_safe(inner, levels_left - 1)
        case str() if FORBIDDEN_CHARACTERS.search(value.translate(WITHOUT_LINE_BREAKS)):
            raise Unreadable("bad-text", "a text holds NUL, another control character, or half a character")
        case bool():
            pass
        case int() | float() if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
            raise Unreadable("bad-number", "a number beyond 2**53")
