"""Names of things: matter ids, stream names, command ids."""

import secrets
from datetime import datetime
from uuid import uuid4

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so an id survives being read aloud."""


def new_matter_id(at: datetime) -> str:
    """A short id a person can read aloud: ``M261124-7QK3F9``. The store refuses the rare one already taken."""
    return f"M{at:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(6))}"


def foreign_matter_id(source: str, reference: str) -> str:
    """The id of a matter that another platform numbered: the same reference is always the same matter."""
    return f"{source}-{reference}"


def new_command_id() -> str:
    return uuid4().hex


def matter_stream(matter_id: str) -> str:
    return f"matter:{matter_id}"


def assessment_key(unit: str, period: str, pack: str) -> str:
    """The name of the assessment of a unit in a period by a pack. In old histories no pack is named."""
    return ":".join((unit, period, pack)) if pack else f"{unit}:{period}"


def assessment_stream(unit: str, period: str, pack: str) -> str:
    return f"assessment:{assessment_key(unit, period, pack)}"


def patrol_stream(member: str, date: str) -> str:
    return f"patrol:{member}:{date}"
