"""What came of a matter outside the loop: recorded by somebody entitled to, and never inferred."""

from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import occurred, of_matter, wrong_stage
from gridcase.matters.policy import Policy
from gridcase.matters.state import Closed, Known, Merged, Voided


def record_petition(command: c.RecordPetition, state: Known, policy: Policy) -> list[e.MatterEvent]:
    if command.level not in policy.petition_levels:
        raise Refused(rules.UNKNOWN_LEVEL, f"{command.level}; there are {', '.join(policy.petition_levels)}")
    require_of_its_own(state)
    return [
        e.PetitionRecorded(
            **of_matter(command),
            occurred_at=occurred(command),
            level=command.level,
            note=command.note,
        )
    ]


def record_case(command: c.RecordCase, state: Known) -> list[e.MatterEvent]:
    require_of_its_own(state)
    return [
        e.CaseRecorded(
            **of_matter(command),
            occurred_at=occurred(command),
            kind=command.kind,
            major=command.major,
            note=command.note,
        )
    ]


def require_of_its_own(state: Known) -> None:
    """Refuse what nobody is charged for: a duplicate, whose master it is recorded of, and a mistake."""
    match state:
        case Merged(master=master) | Closed(master=master) if master:
            raise wrong_stage(state, f"it is recorded of its master {master}")
        case Voided():
            raise wrong_stage(state, "nothing came of what never was a matter")
        case _:
            return
