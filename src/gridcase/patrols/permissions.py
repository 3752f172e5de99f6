"""Who may tell of a patrol: the member, of the own day alone; what was missed, supervision."""

from gridcase.actors import Role
from gridcase.errors import Refused
from gridcase.guards import require_role
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
    require_role(command, MAY, policy.directory)
    if actor.role is Role.GRID_MEMBER and actor.member != command.member:
        raise Refused(rules.NOT_YOUR_DAY, f"{actor.member} is not {command.member}")
