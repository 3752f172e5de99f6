"""Twice is once, and different is different: an act that is said again is compared with its content, to the letter.

Decisions never read personal text, so what they cannot see is compared here, where commands come in.
"""

from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from typing import Any, TypeVar

from msgspec import json

from gridcase import rules
from gridcase.aggregates import PERSONAL
from gridcase.errors import Refused
from gridcase.store.seal import personal_fields, with_personal
from gridcase.tags import tag_of

E = TypeVar("E")

ENCODE = json.Encoder().encode


def once(command: Any, events: list[E], newest: E | None, history: Callable[[], Iterable[E]]) -> list[E]:
    """What a decision adds after ``newest``, the event that was added last.

    The same event again adds nothing. Where it is so already, but the command says in words or evidence what nothing in
    the ``history`` says, raises ``Refused``: nothing that was said is passed over in silence.
    """
    if events:
        return [] if events == [newest] else events
    private = {
        field: text for field in command.__struct_fields__ if field in PERSONAL and (text := getattr(command, field))
    }
    if private and not any(
        all(getattr(event, field, None) == private[field] for field in private) for event in history()
    ):
        raise Refused(rules.SAID_OTHERWISE, f"{', '.join(private).replace('_', ' ')}: nothing of it would be kept")
    return events


def act_of(command: Any) -> str:
    """What an act is, whenever it is said: the digest of the command without its time, its source and personal values.

    These are left out, as whoever reads a digest of a phone number can find out the number.
    """
    fields, holds_personal = _identifying_fields(command.__class__)
    without_personal = with_personal(command, lambda value, place: "", "", 0) if holds_personal else command
    actor = command.actor
    words = [tag_of(command), actor.member, actor.role, *[getattr(without_personal, field) for field in fields]]
    return sha256(ENCODE(words)).hexdigest()[:32]


@cache
def _identifying_fields(kind: Any) -> tuple[tuple[str, ...], bool]:
    """The fields of a command that make it what it is, and whether there is anything personal within one of them."""
    fields = tuple(field for field in kind.__struct_fields__ if field not in {"at", "actor", *PERSONAL})
    return fields, not {*fields}.isdisjoint(personal_fields(kind))


def contradicts(command: Any, events: Iterable[Any]) -> bool:
    """Whether a command says in personal values something else than the events that its id led to before."""
    return any(
        getattr(command, field) != getattr(event, field, getattr(command, field))
        for event in events
        for field in command.__struct_fields__
        if field in PERSONAL
    )
