"""Handle and verify."""

from datetime import datetime

from gridcase import rules as shared
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.clocks import seconds_used
from gridcase.matters.deadline import Deadline
from gridcase.matters.decisions.common import (
    diversion_due,
    handled_by,
    occurred,
    of_matter,
    of_round,
    require_host,
    wrong_stage,
)
from gridcase.matters.policy import Policy, met, when
from gridcase.matters.round import Round
from gridcase.matters.state import (
    AwaitingClosing,
    AwaitingEvaluation,
    AwaitingFeedback,
    AwaitingVerification,
    Because,
    Filed,
    Handling,
    Known,
    Matter,
)


def report_co_handling(command: c.ReportCoHandling, state: Known, policy: Policy) -> list[e.MatterEvent]:
    department = command.actor.body
    match state:
        case Handling(round=round_) if department == round_.host:
            raise Refused(shared.NOT_YOUR_MATTER, f"{department} is the host and reports the handling")
        case Handling(round=round_) | AwaitingVerification(round=round_) if department in round_.co_handled:
            return []
        case Handling(round=round_):
            co_handler = round_.co_handler(department)
            clock = round_.co_clock(department)
            judged = policy.judged(command.at, occurred(command))
            return [
                e.CoHandlingReported(
                    **of_matter(command),
                    occurred_at=occurred(command),
                    round=round_.number,
                    department=department,
                    in_time=met(co_handler.due, judged),
                    due=co_handler.due,
                    used=used(clock, round_, judged, policy),
                    note=command.note,
                    evidence_after=command.evidence_after,
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "nothing to handle")


def report_handling(command: c.ReportHandling, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            require_host(command, round_)
            missing = [
                co.department for co in round_.co_handlers if co.mandatory and co.department not in round_.co_handled
            ]
            if missing:
                raise Refused(rules.CO_HANDLING_MISSING, ", ".join(missing))
            judged = policy.judged(command.at, occurred(command))
            due_verify = policy.due(command.at, policy.limit(e.Step.VERIFY, state.matter.class_code))
            return [
                e.HandlingReported(
                    **of_round(command, round_),
                    occurred_at=occurred(command),
                    in_time=met(round_.due, judged),
                    due=round_.due,
                    used=used(round_.clock, round_, judged, policy),
                    note=command.note,
                    evidence_after=command.evidence_after,
                    harm=command.harm,
                    due_verify=when(due_verify),
                    policy=policy.version,
                )
            ]
        case AwaitingVerification(round=round_) if round_.host == command.actor.body:
            return []
        case _:
            raise wrong_stage(state, "nothing to handle")


def used(clock: Deadline | None, round_: Round, at: datetime, policy: Policy) -> int:
    """Seconds used of a clock; without a limit, every second of the round in which it did not stand."""
    unlimited = Deadline(step=e.Step.HANDLE, since=round_.started, due=round_.started, stood=round_.suspensions)
    return seconds_used(clock or unlimited, at, policy)


def confirm_result(command: c.ConfirmResult, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case AwaitingVerification() if handled_by(command.actor, state.matter):
            raise Refused(rules.HANDLER_NEVER_VERIFIES)
        case AwaitingVerification(round=round_):
            return [
                e.ResultConfirmed(
                    **of_round(command, round_),
                    in_time=met(state.due, command.at),
                    note=command.note,
                    policy=policy.version,
                )
            ]
        case AwaitingFeedback(matter=Matter(newest=e.ResultConfirmed())):
            return []
        case _:
            raise wrong_stage(state, "nothing to verify")


def order_rework(command: c.OrderRework, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case AwaitingVerification(round=round_):
            number, host = round_.number, round_.host
        case AwaitingFeedback() | AwaitingEvaluation() | AwaitingClosing():
            number, host = state.round, state.host
        case Filed(because=Because.REWORK):
            return []
        case _:
            raise wrong_stage(state, "nothing to do again")
    return [
        e.ReworkOrdered(
            **of_matter(command),
            round=number,
            host=host,
            cause=command.cause,
            note=command.note,
            due=when(diversion_due(policy, command.at, state.matter.class_code)),
            policy=policy.version,
        )
    ]
