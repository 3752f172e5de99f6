"""How each event changes what an assessment is. Trusts history: no checks, no clock, no policy."""

from typing import TypedDict, Unpack, assert_never

from msgspec.structs import replace

from gridcase.assessments import events as e
from gridcase.assessments.pack import Sort
from gridcase.assessments.state import Appeal, Assessment, AssessmentState, Charge, ChargeState, Mark, Unopened
from gridcase.errors import UnreadableEvent
from gridcase.ids import assessment_key, assessment_stream


class AppealChanges(TypedDict, total=False):
    """What an event changes in an appeal."""

    opinion_by: str
    opinion: bool
    decided: bool


Marking = e.ItemDeducted | e.VetoRecorded | e.BonusGiven | e.ChargeConfirmed


def evolve(state: AssessmentState, event: e.AssessmentEvent) -> AssessmentState:
    """The state after the event."""
    if isinstance(event, e.AssessmentOpened):
        return opened(event)
    if isinstance(state, Unopened):
        stream = assessment_stream(assessment_key(event.unit, event.period, event.pack_name))
        raise UnreadableEvent(stream, 1, "an assessment begins with its opening")
    return changed(replace(state, last_at=event.at), event)


def changed(state: Assessment, event: e.AssessmentEvent) -> Assessment:  # noqa: C901 one line per event: a table
    match event:
        case e.AssessmentOpened():
            return opened(event)
        case e.ItemDeducted():
            return marked(state, event, Sort.DEDUCTION, event.code, event.cost)
        case e.VetoRecorded():
            return marked(state, event, Sort.VETO, event.code)
        case e.BonusGiven():
            return marked(state, event, Sort.BONUS, "", event.gain)
        case e.ChargeProposed():
            return replace(state, charges=(*state.charges, charge_of(event)))
        case e.ChargeConfirmed():
            answered = with_charge(state, event.charge, ChargeState.CONFIRMED)
            return marked(answered, event, event.sort, event.code, event.cost or event.gain)
        case e.ChargeRejected():
            return with_charge(state, event.charge, ChargeState.REJECTED)
        case e.AssessmentClosed():
            return replace(state, closed=True)
        case e.MarksAppealed():
            return replace(state, appeals=(*state.appeals, Appeal(number=event.appeal, marks=event.marks)))
        case e.MarksOpinionGiven():
            return with_appeal(state, event.appeal, opinion_by=event.by.member, opinion=event.upheld)
        case e.MarksAppealDecided():
            decided = with_appeal(state, event.appeal, opinion=event.upheld, decided=True)
            return struck(decided, event.marks) if event.upheld else decided
        case e.VerdictReissued():
            return state
        case _:
            assert_never(event)


def opened(event: e.AssessmentOpened) -> Assessment:
    return Assessment(
        unit=event.unit,
        period=event.period,
        kind=event.kind,
        pack=event.pack,
        threshold=event.threshold,
        last_at=event.at,
    )


def marked(state: Assessment, event: Marking, sort: Sort, code: str, points: int = 0) -> Assessment:
    mark = Mark(
        number=event.mark,
        sort=sort,
        code=code,
        points=points,
        matter_id=event.matter_id,
        by=event.by.member,
        at=event.at,
    )
    return replace(state, marks=(*state.marks, mark))


def charge_of(event: e.ChargeProposed) -> Charge:
    return Charge(
        number=event.charge,
        code=event.code,
        sort=event.sort,
        cost=event.cost,
        gain=event.gain,
        matter_id=event.matter_id,
        cause=event.cause,
        proposed_by=event.by.member,
    )


def with_charge(state: Assessment, number: int, answer: ChargeState) -> Assessment:
    charges = (replace(charge, answer=answer) if charge.number == number else charge for charge in state.charges)
    return replace(state, charges=tuple(charges))


def with_appeal(state: Assessment, number: int, **changes: Unpack[AppealChanges]) -> Assessment:
    appeals = (replace(appeal, **changes) if appeal.number == number else appeal for appeal in state.appeals)
    return replace(state, appeals=tuple(appeals))


def struck(state: Assessment, numbers: tuple[int, ...]) -> Assessment:
    marks = (replace(mark, struck=True) if mark.number in numbers else mark for mark in state.marks)
    return replace(state, marks=tuple(marks))
