"""Who may tell of a patrol: the member, of the own day alone; what was missed, supervision."""

from gridcase.actors import Role
from gridcase.errors import Refused
from gridcase.matters import rules as shared
from gridcase.matters.permissions import known
from gridcase.matters.policy import Policy
from gridcase.patrols import commands as c
from gridcase.patrols import rules

OWN = frozenset({Role.GRID_MEMBER})

MAY: dict[type[c.PatrolCommand], frozenset[Role]] = {
    c.StartPatrol: OWN,
    c.AddPoints: OWN,
    c.InspectPlace: OWN,
    c.ReportFinding: OWN,
    c.NoteMiss: frozenset({Role.SUPERVISOR, Role.FOREMAN}),
    c.EndPatrol: OWN,
}


def permit(command: c.PatrolCommand, policy: Policy) -> None:
    """Refuse whoever may not give this command at all."""
    actor = command.actor
    if actor.role not in MAY[type(command)]:
        allowed = ", ".join(sorted(MAY[type(command)]))
        raise Refused(shared.ROLE_MAY_NOT, f"a {actor.role} may not {command.__struct_config__.tag}; {allowed} may")
    if not known(actor, policy):
        raise Refused(shared.UNKNOWN_MEMBER, f"{actor.member} as {actor.role}")
    if actor.role is Role.GRID_MEMBER and actor.member != command.member:
        raise Refused(rules.NOT_YOUR_DAY, f"{actor.member} is not {command.member}")
