"""Duplicates, voids and appeals."""

from gridcase import rules as shared
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.clocks import due_resumed
from gridcase.matters.contestable import CONTESTABLE
from gridcase.matters.decisions.common import diversion_due, of_matter, wrong_stage
from gridcase.matters.policy import Policy, provisional, when
from gridcase.matters.state import (
    Appeal,
    Because,
    Closed,
    Declined,
    Filed,
    Handling,
    Known,
    Matter,
    Merged,
    Reported,
    Unreported,
    Voided,
)

NO_MASTER = frozenset({Unreported.stage, Closed.stage, Declined.stage, Merged.stage, Voided.stage})


def merge_matter(command: c.MergeMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    if command.master == command.matter_id:
        raise Refused(rules.MERGE_INTO_ITSELF)
    match state:
        case Merged(master=master) if master == command.master:
            return []
        case Reported() | Filed() | Handling():
            stage = policy.neighbours.stage_of(command.master)
            if stage in NO_MASTER:
                raise Refused(rules.MASTER_NOT_OPEN, f"{command.master} is {stage}")
            return [
                e.MatterMerged(
                    **of_matter(command),
                    master=command.master,
                    reason=command.reason,
                )
            ]
        case _:
            raise wrong_stage(state, "a duplicate is merged before it is handled")


def unmerge_matter(command: c.UnmergeMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Merged():
            due = diversion_due(policy, command.at, state.matter.class_code)
            due_close = due_resumed(state.matter.whole, state.since, command.at, policy)
            return [
                e.MatterUnmerged(
                    **of_matter(command),
                    master=state.master,
                    reason=command.reason,
                    due=when(due),
                    due_close=when(due_close),
                    due_provisional=provisional(due, due_close),
                    policy=policy.version,
                )
            ]
        case Filed(because=Because.UNMERGED):
            return []
        case _:
            raise wrong_stage(state, "only a duplicate is unmerged")


def void_matter(command: c.VoidMatter, state: Known) -> list[e.MatterEvent]:
    if isinstance(state, Voided):
        return []
    return [e.MatterVoided(**of_matter(command), reason=command.reason)]


def file_appeal(command: c.FileAppeal, state: Known) -> list[e.MatterEvent]:
    if not command.metrics:
        raise Refused(rules.METRIC_MISSING)
    metrics = tuple(dict.fromkeys(command.metrics))
    if unknown := [name for name in metrics if name not in CONTESTABLE]:
        raise Refused(rules.UNKNOWN_METRIC, f"{', '.join(unknown)}; there are {', '.join(CONTESTABLE)}")
    matter, department = state.matter, command.actor.body
    number = command.round or newest_round(matter, department)
    if not (1 <= number <= matter.rounds and matter.hosts[number - 1] == department):
        raise Refused(rules.UNKNOWN_ROUND, f"round {number} of {department}")
    same = (department, number, set(metrics))
    if any(
        (filed.department, filed.round, set(filed.metrics)) == same for filed in matter.appeals if not filed.decided
    ):
        return []
    return [
        e.AppealFiled(
            **of_matter(command),
            appeal=len(matter.appeals) + 1,
            department=department,
            round=number,
            metrics=metrics,
            reason=command.reason,
        )
    ]


def newest_round(matter: Matter, department: str) -> int:
    return max((number for number, host in enumerate(matter.hosts, 1) if host == department), default=0)


def decide_appeal(command: c.DecideAppeal, state: Known) -> list[e.MatterEvent]:
    """Two supervisors who agree decide: the first gives an opinion, the second makes it so."""
    appeal = find_appeal(state.matter, command.appeal)
    if appeal.decided and appeal.opinion == command.upheld:
        return []
    if appeal.decided:
        raise Refused(shared.UNKNOWN_APPEAL, f"appeal {appeal.number} is decided")
    if not appeal.opinion_by or (appeal.opinion != command.upheld):
        return [
            e.AppealOpinionGiven(
                **of_matter(command),
                appeal=appeal.number,
                upheld=command.upheld,
                reason=command.reason,
            )
        ]
    if appeal.opinion_by == command.actor.member:
        return []
    return [
        e.AppealDecided(
            **of_matter(command),
            appeal=appeal.number,
            department=appeal.department,
            round=appeal.round,
            metrics=appeal.metrics,
            upheld=command.upheld,
            reason=command.reason,
        )
    ]


def judge_demand(command: c.JudgeDemand, state: Known) -> list[e.MatterEvent]:
    """Two supervisors who agree find that nobody can meet a demand, or that it can be met after all."""
    if isinstance(state, Declined | Merged | Voided):
        raise wrong_stage(state, "no demand to judge")
    matter = state.matter
    if matter.demand_opinion_by == "" and matter.unmeetable == command.unmeetable:
        return []
    if matter.demand_opinion_by == "" or matter.unmeetable == command.unmeetable:
        return [e.DemandOpinionGiven(**of_matter(command), unmeetable=command.unmeetable, reason=command.reason)]
    if matter.demand_opinion_by == command.actor.member:
        return []
    return [e.DemandJudged(**of_matter(command), unmeetable=command.unmeetable, reason=command.reason)]


def find_appeal(matter: Matter, number: int) -> Appeal:
    matching = [appeal for appeal in matter.appeals if number in (0, appeal.number)]
    if not matching:
        raise Refused(shared.UNKNOWN_APPEAL, str(number) if number else matter.matter_id)
    return matching[-1]
