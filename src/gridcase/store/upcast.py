"""How events stored in an old shape are read today.

Most changes need nothing here: a new field has a default. Where a shape must really change, its struct takes the next
tag, ``matter-reported.v2``, and a function here turns the JSON of version 1 into that of version 2. What is stored
stays as it is. A personal field keeps its name, for it may have been sealed under it.
"""

from collections.abc import Callable, Mapping
from typing import Any

JsonEvent = dict[str, Any]
"""An event as JSON. Its tag is set afterwards."""

Upcasts = Mapping[tuple[str, int], Callable[[JsonEvent], JsonEvent]]
"""By tag (without its version) and the version that is read; the result is the version after it."""

UPCASTS: Upcasts = {}


def version_of(tag: str) -> tuple[str, int]:
    """The tag without its version, and the version: ``matter-reported`` is version 1 of itself."""
    name, mark, number = tag.rpartition(".v")
    return (name, int(number)) if mark and number.isdecimal() else (tag, 1)


def upcast(tag: str, event: JsonEvent, upcasts: Upcasts) -> tuple[str, JsonEvent]:
    """The event in the newest shape that ``upcasts`` leads to, and its tag."""
    name, version = version_of(tag)
    while step := upcasts.get((name, version)):
        event, version = step(event), version + 1
    return (f"{name}.v{version}" if version > 1 else tag), event
