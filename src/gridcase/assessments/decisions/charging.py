"""Charges that follow from matters: proposed, and confirmed or rejected by a person."""

from gridcase.assessments import commands as c
from gridcase.assessments import events as e
from gridcase.assessments import rules
from gridcase.assessments.decisions.common import of_assessment
from gridcase.assessments.decisions.grounds import require_matter_of_period
from gridcase.assessments.decisions.marking import unknown_item
from gridcase.assessments.pack import Bonus, Item, Line, Pack, Sort, Veto
from gridcase.assessments.state import Assessment, Charge, ChargeState
from gridcase.errors import Refused
from gridcase.matters.policy import Policy

SORTS = {Item: Sort.DEDUCTION, Veto: Sort.VETO, Bonus: Sort.BONUS}
"""What a line of a pack does."""


def line_of(pack: Pack, code: str) -> Line:
    if line := pack.line(code):
        return line
    raise unknown_item(code, (*pack.items, *pack.vetoes, *pack.bonuses))


def propose_charge(command: c.ProposeCharge, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    """A matter is charged once under the same code, whoever proposes it and however it was answered."""
    charged = (command.code, command.matter_id)
    if any(charged == (charge.code, charge.matter_id) for charge in state.charges):
        return []
    if any(charged == (mark.code, mark.matter_id) for mark in state.marks):
        return []
    require_matter_of_period(command.matter_id, command.period, policy, command.cause)
    line = line_of(state.pack, command.code)
    return [
        e.ChargeProposed(
            **of_assessment(command),
            charge=len(state.charges) + 1,
            code=command.code,
            sort=SORTS[type(line)],
            cost=line.points if isinstance(line, Item) else 0,
            gain=line.points if isinstance(line, Bonus) else 0,
            matter_id=command.matter_id,
            cause=command.cause,
            note=command.note,
        )
    ]


def confirm_charge(command: c.ConfirmCharge, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    charge = find_charge(state, command.charge, ChargeState.CONFIRMED)
    if charge.answer is ChargeState.CONFIRMED:
        return []
    if charge.proposed_by == command.actor.member:
        raise Refused(rules.PROPOSER_NEVER_CONFIRMS)
    require_matter_of_period(charge.matter_id, command.period, policy, charge.cause)
    return [
        e.ChargeConfirmed(
            **of_assessment(command),
            charge=charge.number,
            mark=len(state.marks) + 1,
            code=charge.code,
            sort=charge.sort,
            cost=charge.cost,
            gain=charge.gain,
            matter_id=charge.matter_id,
            cause=charge.cause,
            note=command.note,
        )
    ]


def reject_charge(command: c.RejectCharge, state: Assessment) -> list[e.AssessmentEvent]:
    charge = find_charge(state, command.charge, ChargeState.REJECTED)
    if charge.answer is ChargeState.REJECTED:
        return []
    return [
        e.ChargeRejected(
            **of_assessment(command),
            charge=charge.number,
            reason=command.reason,
        )
    ]


def find_charge(state: Assessment, number: int, answer: ChargeState) -> Charge:
    """The charge, if it waits for an answer or has this one already."""
    known = next((charge for charge in state.charges if charge.number == number), None)
    if known is None or known.answer not in (ChargeState.PENDING, answer):
        raise Refused(rules.UNKNOWN_CHARGE, f"charge {number}" + (f" is {known.answer}" if known else ""))
    return known
