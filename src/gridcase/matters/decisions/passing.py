"""Up and down along the grid tree, step by step (上报, 交办, 提级办理): each step is a round of another unit."""

from gridcase.actors import Role
from gridcase.bodies import Body, unit_of_body
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters import events as e
from gridcase.matters import rules
from gridcase.matters.decisions.common import is_repeated, of_matter, of_round, require_host, wrong_stage
from gridcase.matters.decisions.diverting import new_round
from gridcase.matters.policy import Policy, met
from gridcase.matters.round import Round
from gridcase.matters.state import AwaitingVerification, Filed, Handling, Known, Reported, Suspended

PassCommand = c.SendUpMatter | c.OrderDownMatter | c.EscalateMatter


def send_up_matter(command: c.SendUpMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            require_host(command, round_)
            matter_class = policy.class_rules(state.matter.class_code)
            may_skip = matter_class is not None and matter_class.may_skip
            to_host = body_above(round_, command.to_level, policy, may_skip=may_skip)
            return passed(command, state, to_host, e.Direction.UP, policy)
        case _:
            raise wrong_stage(state, "nothing to send up")


def order_down_matter(command: c.OrderDownMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    match state:
        case Handling(round=round_):
            if command.actor.role is Role.DEPARTMENT:
                require_host(command, round_)
            to_host = policy.body(command.host)
            if not is_below(to_host, state, policy):
                raise Refused(rules.NOT_BELOW, f"{to_host} is not below {round_.host}, or not of {state.matter.unit}")
            return passed(command, state, to_host, e.Direction.DOWN, policy, limit=command.limit)
        case _:
            raise wrong_stage(state, "nothing to order down")


def escalate_matter(command: c.EscalateMatter, state: Known, policy: Policy) -> list[e.MatterEvent]:
    if is_repeated(command, state.matter.newest, e.MatterEscalated):
        return []
    match state:
        case Handling(round=round_) if unit_of_body(round_.host):
            to_host = body_above(round_, command.to_level, policy, may_skip=True)
            return passed(command, state, to_host, e.Direction.UP, policy)
        case Suspended(round=round_) | AwaitingVerification(round=round_) if unit_of_body(round_.host):
            raise wrong_stage(state, f"{round_.host} passes on only what it is handling")
        case Reported() | Filed() | Handling() | Suspended() | AwaitingVerification():
            level = state.matter.level
            if command.to_level == level != "":
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


def body_above(round_: Round, to_level: str, policy: Policy, *, may_skip: bool) -> Body:
    """The unit above the host that takes it over: the next that can act, or that of a level."""
    if not (unit := unit_of_body(round_.host)):
        raise Refused(rules.NOT_WITH_A_UNIT, f"the host is {round_.host}")
    level = policy.level_of(round_.host)
    if to_level and policy.rank(to_level) <= policy.rank(level):
        raise Refused(rules.NO_LEVEL_ABOVE, f"{to_level} is not above {level}")
    above = list(policy.acting(unit, policy.level_above(level)))
    to_host = next((body for body in above if to_level in ("", policy.level_of(body))), "")
    if not to_host:
        raise Refused(rules.NO_LEVEL_ABOVE, f"nobody above {round_.host} can act{f' as {to_level}' * bool(to_level)}")
    if to_host != above[0] and not may_skip:
        raise Refused(rules.SKIPS_A_LEVEL, above[0])
    return to_host


def is_below(body: Body, state: Handling, policy: Policy) -> bool:
    """Whether a unit answers for the matter's place and stands below its host; every unit is below a department."""
    place, host_level = policy.chain(state.matter.unit), policy.level_of(state.round.host)
    higher = policy.rank(host_level) if host_level else len(policy.levels)
    return unit_of_body(body) in place and policy.rank(policy.level_of(body)) < higher


def passed(
    command: PassCommand, state: Handling, to_host: Body, direction: e.Direction, policy: Policy, limit: str = ""
) -> list[e.MatterEvent]:
    """The round of the host ends, that of the other unit begins."""
    return [
        e.MatterPassed(
            **of_round(command, state.round),
            direction=direction,
            to_host=to_host,
            after_due=not met(state.round.due, command.at),
            reason=command.reason,
            policy=policy.version,
        ),
        e.MatterDiverted(
            **new_round(command, state.matter, to_host, policy, limit=limit), level=policy.level_of(to_host)
        ),
    ]
