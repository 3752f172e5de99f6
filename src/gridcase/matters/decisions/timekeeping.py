"""The clocks: extended, suspended, resumed, warned of, missed, urged and supervised."""

from datetime import datetime
from itertools import chain

from gridcase.actors import Role
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.clocks import due_later, due_resumed
from gridcase.matters.deadline import Deadline, Stretch
from gridcase.matters.decisions.common import of_matter, of_round, require_host, wrong_stage
from gridcase.matters.policy import Policy, met, provisional, read_limit, when
from gridcase.matters.round import Call, Request, Round
from gridcase.matters.state import (
    AwaitingVerification,
    Closed,
    Declined,
    Handling,
    Known,
    Matter,
    Merged,
    Suspended,
    Voided,
)
from gridcase.working_time import Due


def ask_extension(command: c.AskExtension, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling():
            require_host(command, state.round)
            limit = str(read_limit(command.limit))
            if state.round.extending is Request.ASKED and state.round.extension_limit == limit:
                return []
            require_extensible(state, command.at, policy)
            return [
                e.ExtensionAsked(
                    **of_round(command, state.round),
                    limit=limit,
                    reason=command.reason,
                )
            ]
        case _:
            raise wrong_stage(state, "nothing to extend")


def decide_extension(command: c.DecideExtension, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) if round_.extending is Request.ASKED:
            if not command.granted:
                return [e.ExtensionRefused(**of_round(command, round_), reason=command.reason)]
            clock, whole = require_extensible(state, command.at, policy), state.matter.whole
            due = due_later(clock, round_.extension_limit, policy)
            due_close = due_later(whole, round_.extension_limit, policy) if whole else None
            return [
                e.ExtensionGranted(
                    **of_round(command, round_),
                    limit=round_.extension_limit,
                    number=len(round_.extensions) + 1,
                    due=due.at,
                    due_close=when(due_close),
                    due_provisional=provisional(due, due_close),
                    policy=policy.version,
                )
            ]
        case Handling(round=round_) if round_.extending is decided(command.granted):
            return []
        case Handling():
            raise Refused(rules.NOTHING_ASKED, "no extension was asked")
        case _:
            raise wrong_stage(state, "no extension to decide")


def require_extensible(state: Handling, at: datetime, policy: Policy) -> Deadline:
    """The clock that an extension would add to."""
    clock = state.round.clock
    if clock is None:
        raise Refused(rules.NO_LIMIT_TO_EXTEND)
    if not met(clock.due, at):
        raise Refused(rules.EXTENSION_AFTER_DUE, f"it was due {clock.due:%Y-%m-%d %H:%M} UTC")
    if len(clock.extensions) >= policy.max_extensions:
        raise Refused(rules.TOO_MANY_EXTENSIONS, f"at most {policy.max_extensions}")
    return clock


def decided(granted: bool) -> Request:
    return Request.GRANTED if granted else Request.REFUSED


def ask_suspension(command: c.AskSuspension, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling():
            require_host(command, state.round)
            if state.round.suspending is Request.ASKED and state.round.suspension_until == command.until:
                return []
            if command.until is not None:
                require_suspension_end(command.until, command.at, policy)
            return [e.SuspensionAsked(**of_round(command, state.round), reason=command.reason, until=command.until)]
        case _:
            raise wrong_stage(state, "nothing to suspend")


def decide_suspension(command: c.DecideSuspension, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) if round_.suspending is Request.ASKED:
            if not command.granted:
                return [e.SuspensionRefused(**of_round(command, round_), reason=command.reason)]
            until = command.until or round_.suspension_until or latest_suspension_end(command.at, policy)
            require_suspension_end(until, command.at, policy)
            return [e.SuspensionGranted(**of_round(command, round_), reason=command.reason, until=until)]
        case Handling(round=round_) if round_.suspending is Request.REFUSED and not command.granted:
            return []
        case Suspended() if command.granted:
            return []
        case Handling():
            raise Refused(rules.NOTHING_ASKED, "no suspension was asked")
        case _:
            raise wrong_stage(state, "no suspension to decide")


def latest_suspension_end(at: datetime, policy: Policy) -> datetime:
    """When a suspension that begins now ends at the latest."""
    return policy.time.add(at, read_limit(policy.suspension_at_most)).at


def require_suspension_end(until: datetime, at: datetime, policy: Policy) -> None:
    latest = latest_suspension_end(at, policy)
    if not at < until <= latest:
        raise Refused(rules.SUSPENSION_END, f"until {until:%Y-%m-%d %H:%M} UTC; at most {latest:%Y-%m-%d %H:%M} UTC")


def remind_of_suspension(command: c.RemindOfSuspension, state: Known) -> list[e.MatterEvent]:
    match state:
        case Suspended(until=command.until, reminded=True):
            return []
        case Suspended(until=command.until) if command.at <= command.until:
            return [e.SuspensionReminded(**of_round(command, state.round), until=command.until)]
        case _:
            raise Refused(rules.NOT_DUE, "no suspension ends then")


def resume_matter(command: c.ResumeMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Suspended():
            if command.actor.role is Role.DEPARTMENT:
                require_host(command, state.round)
            if command.actor.role is Role.LOOP and (state.until is None or command.at < state.until):
                raise Refused(rules.NOT_DUE, "the suspension has not ended")
            return [resumption(command, state, policy)]
        case Handling(matter=Matter(newest=e.MatterResumed())):
            return []
        case _:
            raise wrong_stage(state, "only a suspended matter is resumed")


def resumption(command: c.ResumeMatter, state: Suspended, policy: Policy) -> e.MatterResumed:
    round_, matter, stood = state.round, state.matter, (state.since, state.stood_until(command.at))
    due = due_resumed(round_.clock, *stood, policy)
    due_close = due_resumed(matter.whole, *stood, policy)
    co_dues = [due_resumed(round_.co_clock(co.department), *stood, policy) for co in round_.co_handlers]
    call_dues = [resumed_call(call, round_, stood, policy) for call in round_.calls]
    return e.MatterResumed(
        **of_round(command, round_),
        suspended=int((stood[1] - stood[0]).total_seconds()),
        due=when(due),
        due_close=when(due_close),
        co_handlers=tuple(
            e.CoHandlerDue(department=co.department, due=when(co_due))
            for co, co_due in zip(round_.co_handlers, co_dues, strict=True)
        ),
        called=tuple(
            e.CalledBodyDue(department=call.department, due_sign_in=when(sign_in), due_on_site=when(on_site))
            for call, (sign_in, on_site) in zip(round_.calls, call_dues, strict=True)
        ),
        due_provisional=provisional(due, due_close, *co_dues, *chain.from_iterable(call_dues)),
        policy=policy.version,
    )


def resumed_call(call: Call, round_: Round, stood: Stretch, policy: Policy) -> tuple[Due | None, Due | None]:
    """When a called body is due to sign in, and to be on site."""
    return (
        due_resumed(round_.call_clock(call, call.due_sign_in, policy.whistle.sign_in), *stood, policy),
        due_resumed(round_.call_clock(call, call.due_on_site, policy.whistle.on_site), *stood, policy),
    )


def urge_matter(command: c.UrgeMatter, state: Known) -> list[e.MatterEvent]:
    match state:
        case Closed() | Declined() | Merged() | Voided() | Suspended():
            raise wrong_stage(state, "nobody to urge")
        case _:
            number, host = whose(state)
            return [
                e.MatterUrged(
                    **of_matter(command),
                    round=number,
                    host=host,
                    note=command.note,
                )
            ]


def supervise_matter(command: c.SuperviseMatter, state: Known) -> list[e.MatterEvent]:
    match state:
        case Closed() | Declined() | Merged() | Voided():
            raise wrong_stage(state, "nothing to supervise")
        case _ if command.supervision <= state.matter.supervision:
            return []
        case _:
            number, host = whose(state)
            return [
                e.MatterSupervised(
                    **of_matter(command),
                    supervision=command.supervision,
                    round=number,
                    host=host,
                    note=command.note,
                )
            ]


def warn_due(command: c.WarnDue, state: Known) -> list[e.MatterEvent]:
    if (command.step, command.due) in state.matter.warned:
        return []
    if not runs(state, command.step, command.due) or not met(command.due, command.at):
        raise Refused(rules.NOT_DUE, command.step)
    number, host = whose(state)
    return [
        e.DueWarned(
            **of_matter(command),
            step=command.step,
            due=command.due,
            round=number,
            host=host,
        )
    ]


def note_overdue(command: c.NoteOverdue, state: Known) -> list[e.MatterEvent]:
    if (command.step, command.due) in state.matter.overdue:
        return []
    if not runs(state, command.step, command.due) or met(command.due, command.at):
        raise Refused(rules.NOT_DUE, command.step)
    number, host = whose(state)
    return [
        e.OverdueNoted(
            **of_matter(command),
            step=command.step,
            due=command.due,
            round=number,
            host=host,
        )
    ]


def runs(state: Known, step: e.Step, due: datetime) -> bool:
    return any((step, due) == (clock.step, clock.due) for clock in state.clocks())


def whose(state: Known) -> tuple[int, str]:
    """The round and host that the matter is with; 0 and nobody between rounds."""
    if isinstance(state, Handling | Suspended | AwaitingVerification):
        return state.round.number, state.round.host
    return 0, ""
