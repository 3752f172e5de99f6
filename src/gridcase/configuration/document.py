"""A TOML file as read, and what is wrong with it: where it stands, and what was expected."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin

from msgspec import Struct, ValidationError, convert
from msgspec.structs import fields

from gridcase.configuration.toml_limits import excess
from gridcase.configuration.toml_lines import line_of, lines_of
from gridcase.errors import BadConfiguration

T = TypeVar("T")

IN_PATH = re.compile(r"(?s)(.*) - at (`key` in )?`\$\.?(.*)`")
AT_LINE = re.compile(r"(.*) \(at line (\d+), column (\d+)\)")
MISSING = re.compile(r"Object missing required field `(.*)`")
WRONG_CHOICE = re.compile(r"Invalid enum value (.*)")


class Document:
    """A TOML file as read: its content, and the line of each part of it."""

    def __init__(self, where: str, content: bytes) -> None:
        """Raises ``BadConfiguration`` for what is not UTF-8, not TOML, or more than a file may be."""
        self.where = where
        text = text_of(where, content)
        self.content = parse(where, text)
        self.lines = lines_of(text)

    def place(self, path: str) -> str:
        """``city.toml line 12``"""
        line = line_of(self.lines, path)
        return f"{self.where} line {line}" if line else self.where

    def bad(self, path: str, expected: str) -> BadConfiguration:
        return BadConfiguration(self.place(path), path, expected)

    def read(self, kind: type[T]) -> T:
        """The whole file as a ``kind``. Raises ``BadConfiguration`` for a key unknown or missing, or a wrong value."""
        for path, expected in unknown_keys(self.content, kind):
            raise self.bad(path, expected)
        try:
            return convert(self.content, kind)
        except ValidationError as error:
            raise self.bad(*complaint(error, kind)) from None


def text_of(where: str, content: bytes) -> str:
    """A file's text, without its byte order mark. Raises ``BadConfiguration`` at the first line that is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadConfiguration(
            f"{where} line {line}", "", "text in UTF-8; this looks like GBK or another code: save it as UTF-8"
        ) from None


def parse(where: str, text: str) -> dict[str, Any]:
    """Raises ``BadConfiguration`` for what is not TOML, and for more than a file may be."""
    if too_much := excess(text):
        line, expected = too_much
        raise BadConfiguration(f"{where} line {line}", "", expected)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = AT_LINE.fullmatch(str(error))
        place, column = (f"{where} line {match[2]}", f"column {match[3]}") if match else (where, "")
        raise BadConfiguration(place, column, f"TOML ({match[1] if match else error})") from None
    except (ValueError, RecursionError) as error:  # a number or a time that Python has no room for
        raise BadConfiguration(where, "", f"TOML ({error})") from None


def unknown_keys(content: object, kind: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """The keys, at any depth, that ``kind`` has no field for: the path of each, and what was expected."""
    if isinstance(kind, type) and issubclass(kind, Struct) and isinstance(content, Mapping):
        known = {field.encode_name: field for field in fields(kind)}
        for key, value in content.items():
            here = f"{path}.{key}" if path else key
            if key in known:
                yield from unknown_keys(value, known[key].type, here)
            else:
                yield here, no_such("key", key, known)
    elif get_origin(kind) in (tuple, list) and isinstance(content, list):
        for place, value in enumerate(content):
            yield from unknown_keys(value, get_args(kind)[0], f"{path}[{place}]")


def no_such(thing: str, word: str, known: Iterable[str]) -> str:
    """``a key that exists, not 'max_extention'; perhaps max_extensions``"""
    choices = list(known)
    near = get_close_matches(word, choices, 1)
    advice = f"perhaps {near[0]}" if near else f"there are {', '.join(choices)}"
    return f"a {thing} that exists, not {word!r}; {advice}"


def complaint(error: ValidationError, kind: Any) -> tuple[str, str]:
    """What a failed conversion to ``kind`` says: the path of the value, and what was expected there."""
    match = IN_PATH.fullmatch(str(error))
    reason, of_key, path = match.groups() if match else (str(error), None, "")
    if absent := MISSING.fullmatch(reason):
        return (f"{path}.{absent[1]}" if path else absent[1]), "a value: it must be given"
    if wrong := WRONG_CHOICE.fullmatch(reason):
        return path, f"one of {', '.join(choices_at(kind, path + '[key]' * bool(of_key)))}, not {wrong[1]}"
    return path, reason.removeprefix("Expected ").replace("`", "")


def choices_at(kind: Any, path: str) -> list[str]:
    """The values of the enumeration that stands at a path of ``kind``; ``[key]`` is a key of a mapping."""
    for part in re.findall(r"[^.\[\]]+|\[[^\]]*\]", path):
        if part == "[...]":
            kind = get_args(kind)[-1]
        elif part.startswith("["):
            kind = get_args(kind)[0]
        else:
            kind = next(field.type for field in fields(kind) if field.encode_name == part)
    return [str(choice.value) for choice in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []
