"""Opened, and marked: deductions, vetoes, bonus."""

from gridcase import rules as shared
from gridcase.assessments import commands as c
from gridcase.assessments import events as e
from gridcase.assessments import rules
from gridcase.assessments.decisions.common import of_assessment
from gridcase.assessments.decisions.grounds import require_matter_of_period
from gridcase.assessments.pack import Pack, Sort
from gridcase.assessments.state import Assessment, AssessmentState, Mark
from gridcase.errors import Refused
from gridcase.matters.policy import Policy
from gridcase.periods import is_period

Marking = c.DeductItem | c.RecordVeto | c.GiveBonus


def open_assessment(command: c.OpenAssessment, state: AssessmentState, policy: Policy) -> list[e.AssessmentEvent]:
    if isinstance(state, Assessment):
        if state.pack == command.pack:
            return []
        raise Refused(rules.OPENED_OTHERWISE, f"{state.pack.name}, {state.pack.digest[:12]}")
    if not is_period(command.period):
        raise Refused(rules.UNKNOWN_PERIOD, command.period)
    for path, expected in command.pack.complaints():
        raise Refused(rules.BAD_PACK, f"{path}: {expected}")
    unit = policy.directory.unit(command.unit)
    if unit is None:
        raise Refused(shared.UNKNOWN_UNIT, command.unit)
    if unit.kind not in command.pack.kinds:
        raise Refused(rules.NOT_ASSESSED_KIND, f"{command.unit} is of the kind {unit.kind}")
    return [
        e.AssessmentOpened(
            unit=command.unit,
            period=command.period,
            pack_name=command.pack.name,
            at=command.at,
            by=command.actor,
            kind=unit.kind,
            pack=command.pack,
            digest=command.pack.digest,
            threshold=command.pack.thresholds.get(unit.kind),
            policy=policy.version,
        )
    ]


def deduct_item(command: c.DeductItem, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    cost = command.cost or item_cost(state.pack, command.code)
    if cost < 0:
        raise Refused(rules.POINTS_MISSING)
    if already(state, Sort.DEDUCTION, command.code, cost, command):
        return []
    require_grounds(command, policy)
    return [
        e.ItemDeducted(
            **of_assessment(command),
            mark=len(state.marks) + 1,
            code=command.code,
            cost=cost,
            matter_id=command.matter_id,
            evidence=command.evidence,
            note=command.note,
        )
    ]


def record_veto(command: c.RecordVeto, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    if state.pack.veto(command.code) is None:
        raise Refused(rules.UNKNOWN_VETO, f"{command.code}; there are {listed(state.pack.vetoes)}")
    if already(state, Sort.VETO, command.code, 0, command):
        return []
    require_grounds(command, policy)
    return [
        e.VetoRecorded(
            **of_assessment(command),
            mark=len(state.marks) + 1,
            code=command.code,
            matter_id=command.matter_id,
            evidence=command.evidence,
            note=command.note,
        )
    ]


def give_bonus(command: c.GiveBonus, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    if command.gain <= 0:
        raise Refused(rules.POINTS_MISSING)
    if already(state, Sort.BONUS, "", command.gain, command):
        return []
    require_grounds(command, policy)
    return [
        e.BonusGiven(
            **of_assessment(command),
            mark=len(state.marks) + 1,
            gain=command.gain,
            reason=command.reason,
            matter_id=command.matter_id,
            evidence=command.evidence,
        )
    ]


def item_cost(pack: Pack, code: str) -> int:
    """What one fault costs by the pack."""
    item = pack.item(code)
    if item is None:
        raise unknown_item(code, pack.items)
    return item.points


def unknown_item(code: str, lines: tuple[object, ...]) -> Refused:
    return Refused(rules.UNKNOWN_ITEM, f"{code}; there are {listed(lines)}")


def listed(parts: tuple[object, ...]) -> str:
    return ", ".join(str(getattr(part, "code", part)) for part in parts) or "none"


def already(state: Assessment, sort: Sort, code: str, points: int, command: Marking) -> bool:
    """Whether the mark stands there: for the same matter, or made by this very act. A matter is charged once."""

    def same(mark: Mark) -> bool:
        if command.matter_id or mark.matter_id:
            return mark.matter_id == command.matter_id
        return (mark.points, mark.by, mark.at) == (points, command.actor.member, command.at)

    return any((mark.sort, mark.code) == (sort, code) and same(mark) for mark in state.marks)


def require_grounds(command: Marking, policy: Policy) -> None:
    if not (command.evidence or command.matter_id):
        raise Refused(rules.EVIDENCE_MISSING)
    require_matter_of_period(command.matter_id, command.period, policy)
