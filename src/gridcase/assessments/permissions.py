"""Who may do what to an assessment: supervision scores, the loop proposes, the unit appeals."""

from gridcase.actors import Role
from gridcase.assessments import commands as c
from gridcase.errors import Refused
from gridcase.matters import rules
from gridcase.matters.permissions import known
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
    if actor.role not in MAY[type(command)]:
        allowed = ", ".join(sorted(MAY[type(command)]))
        raise Refused(rules.ROLE_MAY_NOT, f"a {actor.role} may not {command.__struct_config__.tag}; {allowed} may")
    if not known(actor, policy):
        raise Refused(rules.UNKNOWN_MEMBER, f"{actor.member} as {actor.role}")
    if actor.role is GRID_MEMBER and command.unit not in policy.chain(actor.unit):
        raise Refused(rules.NOT_YOUR_MATTER, f"{actor.member} is not of {command.unit}")
