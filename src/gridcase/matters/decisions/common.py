"""What the decisions have in common."""

from datetime import datetime
from typing import TypedDict

from gridcase import rules as shared
from gridcase.actors import Actor
from gridcase.bodies import body_of_unit, unit_of_body
from gridcase.errors import Refused
from gridcase.matters import rules
from gridcase.matters.commands import EscalateMatter, MatterCommand, OrderDownMatter, SendUpMatter
from gridcase.matters.events import MatterDiverted, MatterEvent, Step
from gridcase.matters.policy import Policy
from gridcase.matters.privacy import PERSONAL
from gridcase.matters.round import Round
from gridcase.matters.state import (
    Known,
    Matter,
    Suspended,
)
from gridcase.working_time import Due

PASSES = (SendUpMatter, OrderDownMatter, EscalateMatter)
"""What passes a matter on along the grid tree."""


class OfMatter(TypedDict):
    """What every event says: about which matter, when the command was given, and by whom."""

    matter_id: str
    at: datetime
    by: Actor


class OfRound(OfMatter):
    """And what every event of a round says: which one, and who hosts it."""

    round: int
    host: str


def of_matter(command: MatterCommand) -> OfMatter:
    return {"matter_id": command.matter_id, "at": command.at, "by": command.actor}


def of_round(command: MatterCommand, round_: Round) -> OfRound:
    return {**of_matter(command), "round": round_.number, "host": round_.host}


def wrong_stage(state: Known, wanted: str) -> Refused:
    """The refusal of a command that comes at the wrong time; ``wanted`` says when it would have been right."""
    if isinstance(state, Suspended):
        return Refused(rules.SUSPENDED)
    return Refused(rules.WRONG_STAGE, f"{wanted}: the matter is {state.stage}")


def require_host(command: MatterCommand, round_: Round) -> None:
    if command.actor.body != round_.host:
        raise Refused(shared.NOT_YOUR_MATTER, f"the host is {round_.host}")


def is_passed_already(command: MatterCommand, newest: MatterEvent) -> bool:
    """Whether the round that began last is the one that this command passed the matter on to."""
    if not isinstance(command, PASSES) or not isinstance(newest, MatterDiverted):
        return False
    host, to_level = getattr(command, "host", ""), getattr(command, "to_level", "")
    return (
        (newest.by.member, newest.at) == (command.actor.member, command.at)
        and host in ("", newest.host, unit_of_body(newest.host))
        and to_level in ("", newest.level)
    )


def handled_by(actor: Actor, matter: Matter) -> bool:
    """Whether the actor, or the actor's department or unit, handled the matter in any round."""
    return actor.member in matter.workers or bool({actor.department, body_of_unit(actor.unit)} & matter.departments)


def occurred(command: MatterCommand) -> datetime:
    """When it happened in the field: as said, else when the command was given."""
    return getattr(command, "occurred_at", None) or command.at


def diversion_due(policy: Policy, start: datetime, class_code: str) -> Due | None:
    return policy.due(start, policy.limit(Step.DIVERT, class_code))


def class_or_refuse(policy: Policy, code: str) -> str:
    """The management list of a class that the catalogue has."""
    matter_class = policy.directory.matter_class(code)
    if matter_class is None:
        raise Refused(shared.UNKNOWN_CLASS, code)
    return matter_class.list_code


def is_repeated(command: MatterCommand, newest: MatterEvent, kind: type[MatterEvent]) -> bool:
    """Whether the newest event is of this kind, and came of such an act: same member, same time, same open content."""
    if not isinstance(newest, kind) or (newest.by.member, newest.at) != (command.actor.member, command.at):
        return False
    fields = {field: getattr(command, field) for field in command.__struct_fields__ if field not in PERSONAL}
    return all(value == getattr(newest, field) for field, value in fields.items() if value and hasattr(newest, field))
