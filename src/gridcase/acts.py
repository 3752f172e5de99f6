"""Twice is once, and different is different: an act that is said again is compared with its content, to the letter.

Decisions never read personal text, so what they cannot see is compared here, where commands come in.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from gridcase import rules
from gridcase.aggregates import PERSONAL
from gridcase.errors import Refused

E = TypeVar("E")


def once(command: Any, events: list[E], newest: E | None, history: Callable[[], Iterable[E]]) -> list[E]:
    """What a decision adds after ``newest``, the event that was added last.

    The same event again adds nothing. Where it is so already, but the command says in words or evidence what nothing in
    the ``history`` says, raises ``Refused``: nothing that was said is passed over in silence.
    """
    if events:
        return [] if events == [newest] else events
    said = {
        field: text for field in command.__struct_fields__ if field in PERSONAL and (text := getattr(command, field))
    }
    if said and not any(all(getattr(event, field, None) == said[field] for field in said) for event in history()):
        raise Refused(rules.SAID_OTHERWISE, f"{', '.join(said).replace('_', ' ')}: nothing of it would be kept")
    return events
