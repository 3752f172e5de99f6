"""JSON from outside, read with suspicion: bounded in size and depth, no key twice, no text or number that is unsafe."""

import json
from typing import Any

from gridcase_streams.envelope import NOT_ALLOWED
from gridcase_streams.errors import Unreadable

LARGEST = 256 * 1024
"""Bytes of a body."""

DEEPEST = 64
"""Levels of nesting."""

LONGEST_NUMBER = 2**53
"""Whole numbers beyond are not the same in every reader of JSON."""

LAYOUT = str.maketrans("", "", "\n\r\t")
"""What a text may hold although CloudEvents' attributes may not."""


def read_json(body: bytes) -> Any:
    """What the body says. Raises ``Unreadable`` with the code of what is wrong."""
    if len(body) > LARGEST:
        raise Unreadable("too-large", f"{len(body)} bytes, where {LARGEST} are taken")
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Unreadable("not-utf-8", f"the body is not UTF-8 at byte {error.start}") from None
    try:
        content = json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except RecursionError:
        raise Unreadable("too-deep", f"more than {DEEPEST} levels") from None
    except ValueError as error:
        raise Unreadable("not-json", f"the body is not JSON: {error}"[:200]) from None
    check(content, DEEPEST)
    return content


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        raise Unreadable("duplicate-key", "a key stands twice in an object")
    return content


def no_number(name: str) -> Any:
    raise Unreadable("bad-number", f"{name} is not a number")


def check(value: Any, deeper: int) -> None:
    """Raise ``Unreadable`` for what is nested too deep, or for text and numbers that are not safe everywhere."""
    match value:
        case dict() | list() if not deeper:
            raise Unreadable("too-deep", f"more than {DEEPEST} levels")
        case dict():
            for key, inner in value.items():
                check(key, deeper)
                check(inner, deeper - 1)
        case list():
            for inner in value:
                check(inner, deeper - 1)
        case str() if NOT_ALLOWED.search(value.translate(LAYOUT)):
            raise Unreadable("bad-text", "a text holds NUL, another control character, or half a character")
        case bool():
            pass
        case int() | float() if not -LONGEST_NUMBER <= value <= LONGEST_NUMBER:
            raise Unreadable("bad-number", "a number beyond 2**53")
