"""Divert, and everything that can come of it: accepted, returned, disputed, escalated."""

from msgspec.structs import replace

from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import diversion_due, is_repeated, of_matter, of_round, require_host, wrong_stage
from gridcase.matters.policy import Policy, met, provisional, when
from gridcase.matters.round import Request, Round
from gridcase.matters.state import (
    AwaitingVerification,
    Because,
    Filed,
    Handling,
    Known,
    Matter,
    Reported,
    Suspended,
)


def divert_matter(command: c.DivertMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Filed(matter=Matter(filed=True)):
            return [diversion(command, state, policy)]
        case Handling(round=Round(host=host)):
            if is_same_diversion(command, state.matter.newest):
                return []
            raise wrong_stage(state, f"it is with {host} already; have it returned first")
        case Reported() | Filed():
            raise wrong_stage(state, "a matter is classified before it is diverted")
        case _:
            raise wrong_stage(state, "only a filed matter is diverted")


def is_same_diversion(command: c.DivertMatter, newest: e.MatterEvent) -> bool:
    return is_repeated(replace(command, co_handlers=()), newest, e.MatterDiverted) and (
        isinstance(newest, e.MatterDiverted)
        and {co.department for co in command.co_handlers} == {co.department for co in newest.co_handlers}
    )


def diversion(command: c.DivertMatter, state: Filed, policy: Policy) -> e.MatterDiverted:
    matter = state.matter
    ruled = matter.ruled_host if policy.directory.has_department(matter.ruled_host) else ""
    host = command.host or ruled or default_host(matter.class_code, policy)
    if not host:
        raise Refused(rules.HOST_MISSING, matter.class_code)
    if ruled not in ("", host):
        raise Refused(rules.RULED_OTHERWISE, ruled)
    departments = [host, *(co.department for co in command.co_handlers)]
    for department in departments:
        if not policy.directory.has_department(department):
            raise Refused(rules.UNKNOWN_DEPARTMENT, department)
    if len(set(departments)) < len(departments):
        raise Refused(rules.HOST_IS_CO_HANDLER, ", ".join(departments))
    policy.rank(command.level)
    limit = command.limit or policy.limit(e.Step.HANDLE, matter.class_code)
    due = policy.due(command.at, limit)
    due_accept = policy.due(command.at, policy.limit(e.Step.ACCEPT, matter.class_code))
    co_limits = [co.limit or limit for co in command.co_handlers]
    co_dues = [policy.due(command.at, co_limit) for co_limit in co_limits]
    return e.MatterDiverted(
        **of_matter(command),
        round=matter.rounds + 1,
        host=host,
        co_handlers=tuple(
            e.CoHandler(department=co.department, due=when(co_due), mandatory=co.mandatory, limit=co_limit)
            for co, co_due, co_limit in zip(command.co_handlers, co_dues, co_limits, strict=True)
        ),
        unit=matter.unit,
        class_code=matter.class_code,
        level=command.level or matter.level,
        limit=limit,
        due=when(due),
        due_accept=when(due_accept),
        due_provisional=provisional(due, due_accept, *co_dues),
        in_time=met(state.due, command.at),
        policy=policy.version,
    )


def default_host(class_code: str, policy: Policy) -> str:
    matter_class = policy.directory.matter_class(class_code) if class_code else None
    return matter_class.default_host if matter_class else ""


def accept_matter(command: c.AcceptMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling():
            require_host(command, state.round)
            if state.round.accepted:
                return []
            return [
                e.MatterAccepted(
                    **of_round(command, state.round),
                    in_time=met(state.round.due_accept, command.at),
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "nothing to accept")


def ask_return(command: c.AskReturn, state: Known) -> list[e.MatterEvent]:
    match state:
        case Handling():
            require_host(command, state.round)
            if state.round.returning is Request.ASKED:
                return []
            return [e.ReturnAsked(**of_round(command, state.round), reason=command.reason)]
        case _:
            raise wrong_stage(state, "nothing to return")


def decide_return(command: c.DecideReturn, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) if round_.returning is Request.ASKED:
            if not command.granted:
                return [e.ReturnRefused(**of_round(command, round_), reason=command.reason)]
            return [
                e.ReturnGranted(
                    **of_round(command, round_),
                    after_due=not met(round_.due, command.at),
                    reason=command.reason,
                    due=when(diversion_due(policy, command.at, state.matter.class_code)),
                    policy=policy.version,
                )
            ]
        case Handling(round=round_) if round_.returning is Request.REFUSED and not command.granted:
            return []
        case Filed(because=Because.RETURNED) if command.granted:
            return []
        case Handling():
            raise Refused(rules.NOTHING_ASKED, "no return was asked")
        case _:
            raise wrong_stage(state, "no return to decide")


def dispute_jurisdiction(command: c.DisputeJurisdiction, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling():
            require_host(command, state.round)
            if state.round.disputing is Request.ASKED:
                return []
            if command.claimed_host and not policy.directory.has_department(command.claimed_host):
                raise Refused(rules.UNKNOWN_DEPARTMENT, command.claimed_host)
            return [
                e.JurisdictionDisputed(
                    **of_round(command, state.round),
                    claimed_host=command.claimed_host,
                    reason=command.reason,
                )
            ]
        case _:
            raise wrong_stage(state, "nothing to dispute")


def rule_on_jurisdiction(command: c.RuleOnJurisdiction, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) if round_.disputing is Request.ASKED:
            if not policy.directory.has_department(command.ruled_host):
                raise Refused(rules.UNKNOWN_DEPARTMENT, command.ruled_host)
            leaves = command.ruled_host != round_.host
            due = diversion_due(policy, command.at, state.matter.class_code) if leaves else None
            return [
                e.JurisdictionRuled(
                    **of_round(command, round_),
                    ruled_host=command.ruled_host,
                    reason=command.reason,
                    due=when(due),
                    policy=policy.version,
                )
            ]
        case Handling(round=round_) if round_.disputing is Request.REFUSED and round_.host == command.ruled_host:
            return []
        case Filed(because=Because.RULED, matter=Matter(ruled_host=ruled)) if ruled == command.ruled_host:
            return []
        case Handling():
            raise Refused(rules.NOTHING_ASKED, "jurisdiction is not disputed")
        case _:
            raise wrong_stage(state, "no dispute to rule on")


def escalate_matter(command: c.EscalateMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Reported() | Filed() | Handling() | Suspended() | AwaitingVerification():
            level = state.matter.level
            if is_repeated(command, state.matter.newest, e.MatterEscalated) or command.to_level == level != "":
                return []
            to_level = command.to_level or policy.level_above(level)
            if policy.rank(to_level) <= policy.rank(level):
                raise Refused(rules.NO_LEVEL_ABOVE, f"{to_level} is not above {level}")
            return [
                e.MatterEscalated(
                    **of_matter(command),
                    from_level=level,
                    to_level=to_level,
                    reason=command.reason,
                )
            ]
        case _:
            raise wrong_stage(state, "only an unfinished matter is escalated")
