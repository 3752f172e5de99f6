"""What every aggregate asks of a command first: may this role, is the member known, is it not too early."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from gridcase import rules
from gridcase.actors import THE_LOOP, Actor, Role
from gridcase.errors import Refused
from gridcase.matters.policy import Directory, Policy
from gridcase.tags import tag_of


class Command(Protocol):
    """A command of any aggregate, as far as its actor matters."""

    @property
    def actor(self) -> Actor: ...


def require_role(command: Command, may: Mapping[Any, frozenset[Role]], directory: Directory) -> None:
    """Refuse whoever's role may not give this command at all, and whoever the city does not know in that role."""
    actor, roles = command.actor, may[type(command)]
    if actor.role not in roles:
        allowed = ", ".join(sorted(roles))
        raise Refused(rules.ROLE_MAY_NOT, f"a {actor.role} may not {tag_of(command)}; {allowed} may")
    if not is_known(actor, directory):
        raise Refused(rules.UNKNOWN_MEMBER, f"{actor.member} as {actor.role}")


def is_known(actor: Actor, directory: Directory) -> bool:
    """Whether there is such a member in this role. Residents register themselves, and the loop is ours."""
    if actor.role is Role.RESIDENT:
        return bool(actor.member)
    if actor.role is Role.LOOP:
        return actor.member == THE_LOOP.member
    return directory.knows(actor)


def require_not_before(last_at: datetime, at: datetime) -> None:
    """Refuse a command that was given before the newest event."""
    if at < last_at:
        raise Refused(rules.TIME_GOES_BACKWARDS, f"the newest event is of {last_at:%Y-%m-%d %H:%M:%S} UTC")


def require_now(at: datetime, now: datetime, policy: Policy) -> None:
    """Refuse a command that was not given now: after the clock, or more than ``late_entry`` before it."""
    if at > now:
        raise Refused(rules.NOT_NOW, f"{at:%Y-%m-%d %H:%M} UTC is not yet")
    if now - at > policy.late_entry_time:
        raise Refused(rules.NOT_NOW, f"{at:%Y-%m-%d %H:%M} UTC is more than {policy.late_entry} ago")


def require_matter(matter_id: str, policy: Policy) -> None:
    """Refuse a matter that nobody reported; an empty id names none."""
    if matter_id and policy.neighbours.stage_of(matter_id) == "unreported":
        raise Refused(rules.UNKNOWN_MATTER, matter_id)
