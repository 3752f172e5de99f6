"""The verdict, and appeals against the marks that it is made of."""

from msgspec.structs import asdict

from gridcase import rules as shared
from gridcase.assessments import commands as c
from gridcase.assessments import events as e
from gridcase.assessments import rules
from gridcase.assessments.decisions.common import of_assessment
from gridcase.assessments.evolve import evolve
from gridcase.assessments.state import Appeal, Assessment, ChargeState
from gridcase.assessments.verdict import verdict
from gridcase.errors import Refused
from gridcase.matters.policy import Policy
from gridcase.periods import Period


def close_assessment(command: c.CloseAssessment, state: Assessment, policy: Policy) -> list[e.AssessmentEvent]:
    if state.closed:
        return []
    end = Period.parse(state.period).end(policy.time.zone)
    if command.at < end:
        raise Refused(rules.PERIOD_RUNS, f"{state.period} ends {end.astimezone(policy.time.zone):%Y-%m-%d %H:%M}")
    pending = [charge.number for charge in state.charges if charge.answer is ChargeState.PENDING]
    if pending:
        raise Refused(rules.CHARGES_PENDING, ", ".join(f"charge {number}" for number in pending))
    given = verdict(state.pack, state.threshold, state.marks)
    return [
        e.AssessmentClosed(
            **of_assessment(command),
            kind=state.kind,
            **asdict(given),
        )
    ]


def appeal_marks(command: c.AppealMarks, state: Assessment) -> list[e.AssessmentEvent]:
    marks = tuple(sorted(set(command.marks)))
    if any(marks == appeal.marks for appeal in state.appeals if not appeal.decided):
        return []
    counting = {mark.number for mark in state.marks if not mark.struck}
    if not marks or not counting.issuperset(marks):
        raise Refused(rules.UNKNOWN_MARK, ", ".join(map(str, sorted(set(marks) - counting))) or "none is named")
    return [
        e.MarksAppealed(
            **of_assessment(command),
            appeal=len(state.appeals) + 1,
            marks=marks,
            reason=command.reason,
        )
    ]


def decide_marks_appeal(command: c.DecideMarksAppeal, state: Assessment) -> list[e.AssessmentEvent]:
    """Two supervisors who agree decide: the first gives an opinion, the second makes it so."""
    appeal = find_appeal(state, command.appeal)
    if appeal.decided and appeal.opinion == command.upheld:
        return []
    if appeal.decided:
        raise Refused(shared.UNKNOWN_APPEAL, f"appeal {appeal.number} is decided")
    if not appeal.opinion_by or appeal.opinion != command.upheld:
        return [
            e.MarksOpinionGiven(
                **of_assessment(command),
                appeal=appeal.number,
                upheld=command.upheld,
                reason=command.reason,
            )
        ]
    if appeal.opinion_by == command.actor.member:
        return []
    return decided(command, state, appeal)


def decided(command: c.DecideMarksAppeal, state: Assessment, appeal: Appeal) -> list[e.AssessmentEvent]:
    """The decision; and where marks fall after the verdict was given, the verdict without them."""
    decision = e.MarksAppealDecided(
        **of_assessment(command),
        appeal=appeal.number,
        marks=appeal.marks,
        upheld=command.upheld,
        reason=command.reason,
    )
    after = evolve(state, decision)
    if not (command.upheld and state.closed and isinstance(after, Assessment)):
        return [decision]
    anew = verdict(after.pack, after.threshold, after.marks)
    reissued = e.VerdictReissued(
        **of_assessment(command),
        appeal=appeal.number,
        kind=state.kind,
        **asdict(anew),
    )
    return [decision, reissued]


def find_appeal(state: Assessment, number: int) -> Appeal:
    matching = [appeal for appeal in state.appeals if number in (0, appeal.number)]
    if not matching:
        raise Refused(shared.UNKNOWN_APPEAL, str(number) if number else state.unit)
    return matching[-1]
