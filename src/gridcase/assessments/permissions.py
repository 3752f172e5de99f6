"""Who may do what to an assessment: supervision scores, the loop proposes, the unit appeals."""

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.assessments import commands as c
from gridcase.errors import Refused
from gridcase.guards import require_role
from gridcase.matters.policy import Policy

SUPERVISOR, GRID_MEMBER, RECEPTION, LOOP = Role.SUPERVISOR, Role.GRID_MEMBER, Role.RECEPTION, Role.LOOP

MAY: dict[type[c.AssessmentCommand], frozenset[Role]] = {
    c.OpenAssessment: frozenset({SUPERVISOR}),
    c.DeductItem: frozenset({SUPERVISOR}),
    c.RecordVeto: frozenset({SUPERVISOR}),
    c.GiveBonus: frozenset({SUPERVISOR}),
    c.ProposeCharge: frozenset({SUPERVISOR, LOOP}),
    c.ConfirmCharge: frozenset({SUPERVISOR}),
    c.RejectCharge: frozenset({SUPERVISOR}),
    c.CloseAssessment: frozenset({SUPERVISOR}),
    c.AppealMarks: frozenset({GRID_MEMBER, RECEPTION}),
    c.DecideMarksAppeal: frozenset({SUPERVISOR}),
}
"""A grid member appeals for a unit above or of the own grid; reception for whoever comes to the counter."""


def permit(command: c.AssessmentCommand, policy: Policy) -> None:
    """Refuse whoever may not give this command at all."""
    actor = command.actor
    require_role(command, MAY, policy.directory)
    if actor.role is GRID_MEMBER and command.unit not in policy.chain(actor.unit):
        raise Refused(shared.NOT_YOUR_MATTER, f"{actor.member} is not of {command.unit}")
