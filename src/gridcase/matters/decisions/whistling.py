"""Whistle (吹哨报到): the unit that hosts a matter calls bodies to it, who sign in, come and do their part."""

from gridcase.actors import Role
from gridcase.bodies import Body, body_of_unit, unit_of_body
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import occurred, of_round, require_host, wrong_stage
from gridcase.matters.policy import Policy, met, provisional, when
from gridcase.matters.round import Call, Request, Round
from gridcase.matters.state import AwaitingVerification, Handling, Known
from gridcase.working_time import Due


def blow_whistle(command: c.BlowWhistle, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            require_host(command, round_)
            called = bodies_to_call(command, round_, policy)
            if not called:
                return []
            limits = [command.limit or policy.handling_limit(state.matter.class_code, body) for body in called]
            sign_in = policy.due(command.at, policy.whistle.sign_in)
            on_site = policy.due(command.at, policy.whistle.on_site)
            dues: list[Due | None] = [policy.due(command.at, limit) for limit in limits]
            return [
                e.WhistleBlown(
                    **of_round(command, round_),
                    called=tuple(
                        e.CalledBody(
                            department=body,
                            due_sign_in=when(sign_in),
                            due_on_site=when(on_site),
                            due=when(due),
                            limit=limit,
                        )
                        for body, limit, due in zip(called, limits, dues, strict=True)
                    ),
                    reason=command.reason,
                    due_provisional=provisional(sign_in, on_site, *dues),
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "nobody is called")


def bodies_to_call(command: c.BlowWhistle, round_: Round, policy: Policy) -> list[Body]:
    """Those named that were not called yet."""
    if not unit_of_body(round_.host):
        raise Refused(rules.UNITS_CALL, f"the host is {round_.host}")
    named = dict.fromkeys(policy.body(name) for name in command.departments)
    if not named:
        raise Refused(rules.NOBODY_CALLED)
    calls = {body: round_.call(body) for body in named}
    if released := [body for body, call in calls.items() if call and call.contesting is Request.GRANTED]:
        raise Refused(rules.RELEASED, ", ".join(released))
    if twice := [body for body, call in calls.items() if call is None and round_.has(body)]:
        raise Refused(rules.HOST_IS_CO_HANDLER, ", ".join(twice))
    return [body for body, call in calls.items() if call is None]


def sign_in(command: c.SignIn, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            call = call_of(command.actor.body, round_)
            if call.signed_in:
                return []
            return [
                e.WhistleSignedIn(
                    **of_round(command, round_),
                    department=call.department,
                    in_time=met(call.due_sign_in, command.at),
                    due=call.due_sign_in,
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "nobody is called")


def report_on_site(command: c.ReportOnSite, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            call = call_of(command.actor.body, round_)
            if call.on_site:
                return []
            return [
                e.OnSiteReported(
                    **of_round(command, round_),
                    occurred_at=occurred(command),
                    department=call.department,
                    in_time=met(call.due_on_site, policy.judged(command.at, occurred(command))),
                    due=call.due_on_site,
                    note=command.note,
                    policy=policy.version,
                )
            ]
        case _:
            raise wrong_stage(state, "nobody is called")


def contest_whistle(command: c.ContestWhistle, state: Known) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            call = call_of(command.actor.body, round_)
            if call.contesting is Request.ASKED:
                return []
            if call.contesting is not Request.NEVER:
                raise Refused(rules.CONTESTED_ONCE)
            if call.department in round_.co_handled:
                raise Refused(rules.PART_REPORTED)
            return [e.WhistleContested(**of_round(command, round_), department=call.department, reason=command.reason)]
        case _:
            raise wrong_stage(state, "nobody is called")


def rule_on_whistle(command: c.RuleOnWhistle, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            call = call_of(policy.body(command.department), round_)
            require_above(command, round_.host, call.department, policy)
            if call.contesting is (Request.REFUSED if command.stays else Request.GRANTED):
                return []
            if call.contesting is not Request.ASKED:
                raise Refused(rules.NOTHING_ASKED, "the whistle is not contested")
            return [
                e.WhistleRuled(
                    **of_round(command, round_), department=call.department, stays=command.stays, reason=command.reason
                )
            ]
        case _:
            raise wrong_stage(state, "no whistle to rule on")


def require_above(command: c.RuleOnWhistle, host: Body, called: Body, policy: Policy) -> None:
    """Refuse whoever is neither a supervisor nor of a unit above the host, and who was called."""
    if command.actor.role is Role.SUPERVISOR:
        return
    above = {body_of_unit(code) for code in policy.chain(unit_of_body(host))} - {host, called}
    if command.actor.body not in above:
        raise Refused(rules.RULED_FROM_ABOVE)


def rate_whistle(command: c.RateWhistle, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_) | AwaitingVerification(round=round_):
            require_host(command, round_)
            call = call_of(policy.body(command.department), round_)
            if call.rating == command.rating:
                return []
            if call.rating:
                raise Refused(rules.RATED_ONCE, str(call.rating))
            if call.department not in round_.co_handled:
                raise Refused(rules.PART_MISSING, call.department)
            return [
                e.WhistleRated(
                    **of_round(command, round_), department=call.department, rating=command.rating, note=command.note
                )
            ]
        case _:
            raise wrong_stage(state, "nobody to rate")


def call_of(body: Body, round_: Round) -> Call:
    call = round_.call(body)
    if call is None:
        raise Refused(rules.NOT_CALLED, body)
    return call
