"""What a TOML file may be at most, so that reading it takes a time in proportion to its size."""

import re

MAX_CHARACTERS = 32_000_000
"""A register of some 200,000 records."""

MAX_DEPTH = 32
"""Brackets within brackets."""

MAX_KEY_PARTS = 16
"""``limits.handle`` has two."""

TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^']|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*"
    r"|[\[\]{}=,.\n]",
    re.DOTALL,
)
"""Texts and comments, in which nothing is counted, and the signs that are."""

ENTERS, LEAVES = "[{", "]}"


def excess(text: str) -> tuple[int, str] | None:
    """The line at which a file is more than it may be, and what was expected; ``None`` for nearly all there are."""
    if len(text) > MAX_CHARACTERS:
        return 1, f"a file of at most {MAX_CHARACTERS} characters"
    line, depth, parts = 1, 0, 1
    for token in TOKEN.finditer(text):
        sign = token[0]
        if sign == ".":
            parts += 1
            if parts > MAX_KEY_PARTS:
                return line, f"a key of at most {MAX_KEY_PARTS} parts"
        elif len(sign) == 1:
            parts = 1
            depth = max(0, depth + (sign in ENTERS) - (sign in LEAVES))
            if depth > MAX_DEPTH:
                return line, f"at most {MAX_DEPTH} brackets within each other"
        line += sign.count("\n")
    return None
