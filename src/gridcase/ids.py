"""Names of things: matter ids, stream names, ids that are drawn."""

from datetime import datetime
from hashlib import sha256
from os import urandom

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so an id survives being read aloud."""


def matter_id_of(command_id: str, at: datetime, attempt: int = 0) -> str:
    """The id of the matter that a command reports: short enough to be read aloud, ``M261124-7QK3F9``.

    It follows from the command's own id and the day, so the same command names the same matter; where that name is
    taken, the next ``attempt`` is another.
    """
    number = int.from_bytes(sha256(f"{command_id}/{attempt}".encode()).digest())
    return f"M{at:%y%m%d}-{''.join(ALPHABET[number >> 5 * place & 31] for place in range(6))}"


def foreign_matter_id(source: str, reference: str) -> str:
    """The id of a matter that another platform numbered: the same reference is always the same matter."""
    return f"{source}-{reference}"


def new_id() -> str:
    """128 random bits."""
    return urandom(16).hex()


def stream_of(kind: str, key: str) -> str:
    """The name of a stream: ``unit:410702``."""
    return f"{kind}:{key}"


def stream_key(stream: str) -> str:
    """What a stream is named after: ``410702`` of ``unit:410702``."""
    return stream.partition(":")[2]


def matter_stream(matter_id: str) -> str:
    return stream_of("matter", matter_id)


def is_matter(stream: str) -> bool:
    """Whether a stream is a matter's."""
    return stream.startswith(matter_stream(""))


def assessment_key(unit: str, period: str, pack: str) -> str:
    """The name of the assessment of a unit in a period by a pack. In old histories no pack is named."""
    return ":".join((unit, period, pack)) if pack else f"{unit}:{period}"


def assessment_stream(key: str) -> str:
    return stream_of("assessment", key)


def patrol_key(member: str, date: str) -> str:
    """The name of a member's day, ``date`` as ``2026-10-31``."""
    return f"{member}:{date}"


def patrol_stream(key: str) -> str:
    return stream_of("patrol", key)
