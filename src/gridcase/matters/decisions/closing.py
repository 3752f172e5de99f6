"""Feedback, evaluation, closing and reopening."""

from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import diversion_due, handled_by, of_matter, wrong_stage
from gridcase.matters.policy import Evaluation, Policy, met, provisional, when
from gridcase.matters.state import (
    AwaitingClosing,
    AwaitingEvaluation,
    AwaitingFeedback,
    Because,
    Closed,
    Filed,
    Known,
    Matter,
    Merged,
)

VERIFIED = frozenset({AwaitingFeedback.stage, AwaitingEvaluation.stage, AwaitingClosing.stage, Closed.stage})
"""Stages in which a matter's reporter can say whether it is solved, and so can those of its duplicates."""


def ask_feedback(command: c.AskFeedback, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case AwaitingFeedback(asked=False):
            due = policy.due(command.at, policy.limit(e.Step.FEEDBACK, state.matter.class_code))
            return [
                e.FeedbackAsked(
                    **of_matter(command),
                    due=when(due),
                    policy=policy.version,
                )
            ]
        case AwaitingFeedback() | AwaitingEvaluation():
            return []
        case _:
            raise wrong_stage(state, "the reporter is asked after verification")


def record_feedback(command: c.RecordFeedback, state: Known, policy: Policy) -> list[e.MatterEvent]:
    if not command.contacted and (command.solved or command.satisfaction is not e.Satisfaction.NOT_ASKED):
        raise Refused(rules.ANSWER_WITHOUT_CONTACT)
    match state:
        case Merged(master=master) if policy.neighbours.stage_of(master) not in VERIFIED:
            raise wrong_stage(state, "feedback comes after verification, that of its master")
        case AwaitingFeedback() | AwaitingEvaluation() | AwaitingClosing() | Merged() | Closed():
            if same_answer(command, state.matter.feedback):
                return []
            return [
                e.FeedbackRecorded(
                    **of_matter(command),
                    contacted=command.contacted,
                    solved=command.solved,
                    satisfaction=command.satisfaction,
                    in_time=met(state.due, command.at) if isinstance(state, AwaitingFeedback) else True,
                    host="" if isinstance(state, Merged) else state.host,
                    note=command.note,
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "feedback comes after verification")


def same_answer(command: c.RecordFeedback, known: e.FeedbackRecorded | None) -> bool:
    return known is not None and (known.contacted, known.solved, known.satisfaction) == (
        command.contacted,
        command.solved,
        command.satisfaction,
    )


def evaluate_matter(command: c.EvaluateMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Closed(master=master) if master:
            raise Refused(rules.DUPLICATE_FOLLOWS_MASTER, master)
        case AwaitingFeedback() | AwaitingEvaluation() | Closed(evaluated=False):
            inputs = evaluation_inputs(state.matter)
            return [
                e.MatterEvaluated(
                    **of_matter(command),
                    score=score(policy.evaluation, inputs),
                    rule=policy.evaluation.name,
                    inputs=inputs,
                    host=state.host,
                    policy=policy.version,
                )
            ]
        case AwaitingClosing() | Closed():
            return []
        case _:
            raise wrong_stage(state, "a matter is evaluated after verification")


def evaluation_inputs(matter: Matter) -> dict[str, int | str | bool]:
    """What the score is made from; written into the event, so that anyone can compute it again."""
    feedback = matter.feedback
    return {
        "answered": feedback is not None,
        "solved": feedback is not None and feedback.solved,
        "satisfaction": feedback.satisfaction if feedback else e.Satisfaction.NOT_ASKED,
        "late": matter.late,
        "reworks": matter.reworks,
        "reopenings": matter.reopenings,
    }


def score(rule: Evaluation, inputs: dict[str, int | str | bool]) -> int:
    """The score of a matter, 0–100, by the rule described at ``policy.Evaluation``."""
    level = e.Satisfaction(str(inputs["satisfaction"]))
    base = rule.satisfaction.get(level, rule.unanswered)
    if inputs["answered"] and not inputs["solved"]:
        base = min(base, rule.unsolved)
    again = int(inputs["reworks"]) + int(inputs["reopenings"])
    return max(0, min(100, base - rule.late * bool(inputs["late"]) - rule.again * again))


def close_matter(command: c.CloseMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case AwaitingFeedback() | AwaitingEvaluation() | AwaitingClosing():
            if handled_by(command.actor, state.matter):
                raise Refused(rules.HANDLER_NEVER_CLOSES)
            return [closing(command, state.matter, policy, host=state.host)]
        case Merged():
            if policy.neighbours.stage_of(state.master) != Closed.stage:
                raise Refused(rules.DUPLICATE_FOLLOWS_MASTER, state.master)
            return [closing(command, state.matter, policy, master=state.master)]
        case Closed():
            return []
        case _:
            raise wrong_stage(state, "a matter is closed after verification")


def closing(
    command: c.CloseMatter, matter: Matter, policy: Policy, *, host: str = "", master: str = ""
) -> e.MatterClosed:
    return e.MatterClosed(
        **of_matter(command),
        in_time=bool(master) or met(matter.due_close, command.at),
        rounds=matter.rounds,
        host=host,
        due_close=None if master else matter.due_close,
        master=master,
        policy=policy.version,
    )


def reopen_matter(command: c.ReopenMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Merged():
            return []
        case Closed(master=master) if master:
            if policy.neighbours.stage_of(master) == Closed.stage:
                raise Refused(rules.DUPLICATE_FOLLOWS_MASTER, master)
            return [e.MatterMerged(**of_matter(command), master=master, reason=command.reason)]
        case Closed() | AwaitingEvaluation() | AwaitingClosing():
            matter, closed = state.matter, isinstance(state, Closed)
            due = diversion_due(policy, command.at, matter.class_code)
            anew = policy.due(command.at, policy.limit(e.Step.CLOSE, matter.class_code)) if closed else None
            return [
                e.MatterReopened(
                    **of_matter(command),
                    reason=command.reason,
                    due=when(due),
                    due_close=when(anew) if closed else matter.due_close,
                    due_provisional=provisional(due, anew),
                    policy=policy.version,
                )
            ]
        case Filed(because=Because.REOPENED):
            return []
        case _:
            raise wrong_stage(state, "nothing to reopen")
