"""The little language that sentences are written in, filled with the fields of an event.

A part in brackets is said only if every field in it is known, and ``[contacted?: {answer}]`` only if contacted.
``{in_time:in time|late}`` chooses by yes or no.
"""

import re
from collections.abc import Callable
from datetime import datetime
from enum import Enum
from string import Formatter
from typing import Any

from gridcase.envelope import CityEvent
from gridcase.matters.events import Harm

OPTIONAL = re.compile(r"\[(?:(\w+)\?)?([^\]]*)\]")
FIELD = re.compile(r"\{(\w+)")

UNKNOWN = (None, "", (), Harm.NOT_STATED)
"""Values that say nothing."""

ShowTime = Callable[[datetime], str]
"""How a time is written: by the clock of a city."""


def fill_in(template: str, event: CityEvent, show_time: ShowTime) -> str:
    """The template with the event's fields in it."""

    def if_known(part: re.Match[str]) -> str:
        condition, text = part.groups()
        holds = condition is None or getattr(event, condition)
        known = all(getattr(event, name) not in UNKNOWN for name in FIELD.findall(text))
        return text if holds and known else ""

    fields = {name: getattr(event, name) for name in event.__struct_fields__}
    return EventFormatter(show_time).vformat(OPTIONAL.sub(if_known, template), (), fields)


def fields_of(template: str) -> set[str]:
    """The names of the fields that a template speaks of."""
    return {*FIELD.findall(template), *(condition for condition, _ in OPTIONAL.findall(template) if condition)}


class EventFormatter(Formatter):
    """Writes the value of a field: a yes or no by its two words, a time by the city's clock."""

    def __init__(self, show_time: ShowTime) -> None:
        self._show_time = show_time

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case bool():
                return format_spec.split("|")[not value]
            case datetime():
                return self._show_time(value)
            case Enum():
                return str(value.value).replace("-", " ")
            case tuple():
                return ", ".join(str(getattr(part, "department", part)) for part in value)
            case _:
                return str(value)
