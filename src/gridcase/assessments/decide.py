"""What a command leads to: new events, nothing (it is so already), or ``Refused`` with the rule."""

from typing import assert_never

from gridcase import rules as shared
from gridcase.assessments import commands as c
from gridcase.assessments import rules
from gridcase.assessments.decisions import charging, judging, marking
from gridcase.assessments.events import AssessmentEvent
from gridcase.assessments.permissions import permit
from gridcase.assessments.state import Assessment, AssessmentState, Unopened
from gridcase.errors import Refused
from gridcase.guards import require_not_before
from gridcase.matters.policy import Policy

NEEDS_REASON = (c.GiveBonus, c.RejectCharge, c.AppealMarks)

MARKING = (c.DeductItem, c.RecordVeto, c.GiveBonus, c.ProposeCharge, c.ConfirmCharge, c.RejectCharge)
"""What a verdict that is given leaves no room for."""


def decide(command: c.AssessmentCommand, state: AssessmentState, policy: Policy) -> list[AssessmentEvent]:
    """Judge one command against one assessment. Raises ``Refused``; changes nothing."""
    if isinstance(command, NEEDS_REASON) and not command.reason.strip():
        raise Refused(shared.REASON_MISSING)
    permit(command, policy)
    if isinstance(command, c.OpenAssessment):
        return marking.open_assessment(command, state, policy)
    if isinstance(state, Unopened):
        raise Refused(rules.NOT_OPENED, f"{command.unit} in {command.period}, {command.pack_name}".rstrip(", "))
    require_not_before(state.last_at, command.at)
    if state.closed and isinstance(command, MARKING):
        raise Refused(rules.ASSESSMENT_CLOSED)
    return decided(command, state, policy)


def decided(command: c.AssessmentCommand, state: Assessment, policy: Policy) -> list[AssessmentEvent]:
    match command:
        case c.OpenAssessment():
            return marking.open_assessment(command, state, policy)
        case c.DeductItem():
            return marking.deduct_item(command, state, policy)
        case c.RecordVeto():
            return marking.record_veto(command, state, policy)
        case c.GiveBonus():
            return marking.give_bonus(command, state, policy)
        case c.ProposeCharge():
            return charging.propose_charge(command, state, policy)
        case c.ConfirmCharge():
            return charging.confirm_charge(command, state, policy)
        case c.RejectCharge():
            return charging.reject_charge(command, state)
        case c.CloseAssessment():
            return judging.close_assessment(command, state, policy)
        case c.AppealMarks():
            return judging.appeal_marks(command, state)
        case c.DecideMarksAppeal():
            return judging.decide_marks_appeal(command, state)
        case _:
            assert_never(command)
