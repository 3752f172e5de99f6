"""Divert, and everything that can come of it: accepted, answered, returned, disputed."""

from datetime import datetime

from msgspec.structs import replace

from gridcase.bodies import Body, unit_of_body
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import (
    OfMatter,
    diversion_due,
    is_repeated,
    occurred,
    of_matter,
    of_round,
    require_host,
    wrong_stage,
)
from gridcase.matters.policy import Policy, met, provisional, when
from gridcase.matters.round import Request, Round
from gridcase.matters.state import AwaitingVerification, Because, Filed, Handling, Known, Matter, Reported, Suspended


def divert_matter(command: c.DivertMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Filed(matter=Matter(filed=True)):
            return [diversion(command, state, policy)]
        case Handling(round=Round(host=host)):
            if is_same_diversion(command, state.matter.newest, policy):
                return []
            raise wrong_stage(state, f"it is with {host} already; have it returned first")
        case Reported() | Filed():
            raise wrong_stage(state, "a matter is classified before it is diverted")
        case _:
            raise wrong_stage(state, "only a filed matter is diverted")


def is_same_diversion(command: c.DivertMatter, newest: e.MatterEvent, policy: Policy) -> bool:
    host = policy.body(command.host) if command.host else ""
    return is_repeated(replace(command, host=host, co_handlers=()), newest, e.MatterDiverted) and (
        isinstance(newest, e.MatterDiverted)
        and {policy.body(co.department) for co in command.co_handlers} == {co.department for co in newest.co_handlers}
    )


def diversion(command: c.DivertMatter, state: Filed, policy: Policy) -> e.MatterDiverted:
    matter = state.matter
    ruled = matter.ruled_host if policy.directory.has_body(matter.ruled_host) else ""
    named = command.host or ruled or policy.default_host(matter.class_code, matter.unit)
    if not named:
        raise Refused(rules.HOST_MISSING, matter.class_code)
    host = policy.body(named)
    if ruled not in ("", host):
        raise Refused(rules.RULED_OTHERWISE, ruled)
    policy.rank(command.level)
    level = policy.level_of(host)
    if level and command.level not in ("", level):
        raise Refused(rules.WRONG_LEVEL, f"{host} is a {level}, not a {command.level}")
    return e.MatterDiverted(
        **new_round(command, matter, host, policy, limit=command.limit, co_handlers=command.co_handlers),
        level=level or command.level or matter.level,
        in_time=met(state.due, command.at),
    )


class NewRound(OfMatter):
    """What a diversion says of the round that begins, wherever it comes from."""

    round: int
    host: Body
    co_handlers: tuple[e.CoHandler, ...]
    unit: str
    class_code: str
    limit: str
    due: datetime | None
    due_accept: datetime | None
    due_contact: datetime | None
    due_provisional: bool
    policy: str


def new_round(
    command: c.MatterCommand,
    matter: Matter,
    host: Body,
    policy: Policy,
    *,
    limit: str = "",
    co_handlers: tuple[c.CoHandlerAsked, ...] = (),
) -> NewRound:
    """The next round, with this host; an empty ``limit`` is the one that the class has for it."""
    limit = limit or policy.handling_limit(matter.class_code, host)
    helpers = [policy.body(co.department) for co in co_handlers]
    if len({host, *helpers}) <= len(helpers):
        raise Refused(rules.HOST_IS_CO_HANDLER, ", ".join([host, *helpers]))
    due = policy.due(command.at, limit)
    due_accept = policy.due(command.at, policy.limit(e.Step.ACCEPT, matter.class_code))
    due_contact = policy.due(command.at, policy.contact) if matter.reporter else None
    co_limits = [co.limit or limit for co in co_handlers]
    co_dues = [policy.due(command.at, co_limit) for co_limit in co_limits]
    return {
        **of_matter(command),
        "round": matter.rounds + 1,
        "host": host,
        "co_handlers": tuple(
            e.CoHandler(department=helper, due=when(co_due), mandatory=co.mandatory, limit=co_limit)
            for co, helper, co_due, co_limit in zip(co_handlers, helpers, co_dues, co_limits, strict=True)
        ),
        "unit": matter.unit,
        "class_code": matter.class_code,
        "limit": limit,
        "due": when(due),
        "due_accept": when(due_accept),
        "due_contact": when(due_contact),
        "due_provisional": provisional(due, due_accept, due_contact, *co_dues),
        "policy": policy.version,
    }


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


def record_contact(command: c.RecordContact, state: Known, policy: Policy) -> list[e.MatterEvent]:
    """The first contact of the round is judged; it may be made as long as the round is its host's."""
    match state:
        case Handling(round=round_) | Suspended(round=round_) | AwaitingVerification(round=round_):
            require_host(command, round_)
            if round_.contacted:
                return []
            judged = policy.judged(command.at, occurred(command))
            return [
                e.ResidentContacted(
                    **of_round(command, round_),
                    occurred_at=occurred(command),
                    in_time=met(round_.due_contact, judged),
                    due=round_.due_contact,
                    note=command.note,
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "the host contacts the resident while it has the matter")


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
            return [
                e.JurisdictionDisputed(
                    **of_round(command, state.round),
                    claimed_host=policy.body(command.claimed_host) if command.claimed_host else "",
                    reason=command.reason,
                )
            ]
        case _:
            raise wrong_stage(state, "nothing to dispute")


def rule_on_jurisdiction(command: c.RuleOnJurisdiction, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) if round_.disputing is Request.ASKED:
            ruled = policy.body(command.ruled_host)
            due = diversion_due(policy, command.at, state.matter.class_code) if ruled != round_.host else None
            return [
                e.JurisdictionRuled(
                    **of_round(command, round_),
                    ruled_host=ruled,
                    reason=command.reason,
                    due=when(due),
                    policy=policy.version,
                )
            ]
        case Handling(round=round_) if round_.disputing is Request.REFUSED and is_named(round_.host, command):
            return []
        case Filed(because=Because.RULED, matter=Matter(ruled_host=ruled)) if is_named(ruled, command):
            return []
        case Handling():
            raise Refused(rules.NOTHING_ASKED, "jurisdiction is not disputed")
        case _:
            raise wrong_stage(state, "no dispute to rule on")


def is_named(body: Body, command: c.RuleOnJurisdiction) -> bool:
    """Whether the ruling is for this body, written with its mark or without."""
    return command.ruled_host in (body, unit_of_body(body))
