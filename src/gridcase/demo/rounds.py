"""What a department does with a matter that it was given, and what the centre answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gridcase.actors import Role
from gridcase.demo import phrases
from gridcase.demo.plans import Planned, Turn, drawn_plan
from gridcase.demo.simulated_matter import SimulatedMatter
from gridcase.matters import commands as c
from gridcase.matters.round import Call, Request, Round
from gridcase.matters.state import (
    Handling,
    Suspended,
)

EXTENSION_LIMITS = {True: "4 urgent hours", False: "1 working day"}
"""What a department asks for, by whether the matter is urgent."""


def when_handling(sim: SimulatedMatter, state: Handling, now: datetime) -> c.MatterCommand:
    """Whatever was asked is answered first; then the plan goes on, a little later than meant if that took long."""
    round_ = state.round
    for call in round_.calls:
        if call.contesting is Request.ASKED:
            return rule_on_whistle(sim, call, now)
    for request, answer in DECISIONS.items():
        if getattr(round_, request) is Request.ASKED:
            return answer(sim, round_, now)
    if sim.plan is None or sim.plan.round != round_.number:
        place, resident = state.matter.unit, sim.nature.resident is not None
        called = [name for name in sim.nature.profile.co_handlers[:2] if not round_.has(name)]
        sim.plan = drawn_plan(round_, sim.people, sim.policy, place=place, resident=resident, called=called)
    planned = sim.plan.turns.pop(0)
    at = planned.when if planned.when > now else sim.soon(now, 5, 60)
    if planned.turn is Turn.ASK_EXTENSION and not may_extend(sim, round_, at):
        return when_handling(sim, state, now)
    if not round_.has(planned.department):
        return when_handling(sim, state, now)
    if planned.turn in WITH_STATE:
        return WITH_STATE[planned.turn](sim, state, planned, at)
    return COMMANDS[planned.turn](sim, planned, at)


def may_extend(sim: SimulatedMatter, round_: Round, at: datetime) -> bool:
    return round_.due is not None and at < round_.due and len(round_.extensions) < sim.policy.max_extensions


def when_suspended(sim: SimulatedMatter, state: Suspended, now: datetime) -> c.MatterCommand:
    officer = sim.people.officer(state.round.host)
    return c.ResumeMatter(**sim.by(officer, sim.soon(now, 300, 2400)))


# what departments do


def accept(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.AcceptMatter(**sim.by(sim.people.officer(planned.department), at))


def contact(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.RecordContact(**sim.by(sim.people.officer(planned.department), at), note=phrases.CALLED)


def ask_return(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.AskReturn(**sim.by(sim.people.officer(planned.department), at), reason=phrases.NOT_OUR_DUTY)


def dispute(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    claimed = sim.people.another_department(planned.department, sim.nature.profile)
    officer = sim.people.officer(planned.department)
    return c.DisputeJurisdiction(**sim.by(officer, at), reason=phrases.NOT_OURS, claimed_host=claimed)


def ask_extension(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    limit = EXTENSION_LIMITS[sim.nature.profile.urgent]
    return c.AskExtension(
        **sim.by(sim.people.officer(planned.department), at),
        limit=limit,
        reason=phrases.WAITING_FOR_A_PART,
    )


def ask_suspension(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    officer = sim.people.officer(planned.department)
    return c.AskSuspension(**sim.by(officer, at), reason=phrases.WEATHER)


def urge(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    actor = sim.nature.resident or sim.people.one(Role.FOREMAN)
    return c.UrgeMatter(**sim.by(actor, at), note=phrases.NOBODY_CAME)


def co_handle(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.ReportCoHandling(**sim.by(sim.people.officer(planned.department), at), note=phrases.OUR_PART_DONE)


def send_up(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.SendUpMatter(**sim.by(sim.people.officer(planned.department), at), reason=phrases.BEYOND_US)


def order_down(sim: SimulatedMatter, state: Handling, planned: Planned, at: datetime) -> c.MatterCommand:
    """To the lowest unit of the place that can act."""
    lowest = next(sim.policy.acting(state.matter.unit, sim.policy.levels[0]))
    officer = sim.people.officer(planned.department)
    return c.OrderDownMatter(**sim.by(officer, at), host=lowest, reason=phrases.YOU_ARE_CLOSER)


def whistle(sim: SimulatedMatter, state: Handling, planned: Planned, at: datetime) -> c.MatterCommand:
    called = dict.fromkeys(turn.department for turn in sim.plan.turns if turn.turn is Turn.SIGN_IN) if sim.plan else {}
    officer = sim.people.officer(planned.department)
    return c.BlowWhistle(**sim.by(officer, at), departments=tuple(called), reason=phrases.COME_AND_SEE)


def contest(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.ContestWhistle(**sim.by(sim.people.officer(planned.department), at), reason=phrases.NOT_OURS)


def sign_in(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.SignIn(**sim.by(sim.people.officer(planned.department), at))


def on_site(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    return c.ReportOnSite(**sim.by(sim.people.officer(planned.department), at), note=phrases.WE_ARE_THERE)


def rate(sim: SimulatedMatter, state: Handling, planned: Planned, at: datetime) -> c.MatterCommand:
    rating = sim.people.random.choices((1, 2, 3, 4, 5), (2, 5, 18, 45, 30))[0]
    officer = sim.people.officer(state.round.host)
    return c.RateWhistle(**sim.by(officer, at), department=planned.department, rating=rating)


def handle(sim: SimulatedMatter, planned: Planned, at: datetime) -> c.MatterCommand:
    """Reported from the field some minutes after it was done."""
    random = sim.people.random
    return c.ReportHandling(
        **sim.by(sim.people.officer(planned.department), at),
        occurred_at=at - timedelta(seconds=random.randrange(60, 1500)),
        note=phrases.DONE,
        evidence_after=(random.randbytes(32).hex(),),
        harm=sim.nature.facts.harm,
    )


COMMANDS: dict[Turn, Callable[[SimulatedMatter, Planned, datetime], c.MatterCommand]] = {
    Turn.ACCEPT: accept,
    Turn.CONTACT: contact,
    Turn.ASK_RETURN: ask_return,
    Turn.DISPUTE: dispute,
    Turn.ASK_EXTENSION: ask_extension,
    Turn.ASK_SUSPENSION: ask_suspension,
    Turn.URGE: urge,
    Turn.CO_HANDLE: co_handle,
    Turn.SEND_UP: send_up,
    Turn.CONTEST: contest,
    Turn.SIGN_IN: sign_in,
    Turn.ON_SITE: on_site,
    Turn.HANDLE: handle,
}

WITH_STATE: dict[Turn, Callable[[SimulatedMatter, Handling, Planned, datetime], c.MatterCommand]] = {
    Turn.ORDER_DOWN: order_down,
    Turn.WHISTLE: whistle,
    Turn.RATE: rate,
}
"""What depends on more than the plan."""


# what the centre answers


def decide_return(sim: SimulatedMatter, round_: Round, now: datetime) -> c.MatterCommand:
    granted = sim.chance(60)
    if granted:
        sim.next_host = sim.people.another_department(round_.host, sim.nature.profile)
    reason = phrases.ELSEWHERE if granted else phrases.YOURS
    dispatcher, at = sim.people.one(Role.DISPATCHER), sim.soon(now, 10, 120)
    return c.DecideReturn(**sim.by(dispatcher, at), granted=granted, reason=reason)


def rule(sim: SimulatedMatter, round_: Round, now: datetime) -> c.MatterCommand:
    ruled = sim.people.another_department(round_.host, sim.nature.profile) if sim.chance(55) else round_.host
    supervisor, at = sim.people.one(Role.SUPERVISOR), sim.soon(now, 60, 420)
    return c.RuleOnJurisdiction(**sim.by(supervisor, at), ruled_host=ruled, reason=phrases.BY_THE_LIST)


def rule_on_whistle(sim: SimulatedMatter, call: Call, now: datetime) -> c.MatterCommand:
    supervisor, at = sim.people.one(Role.SUPERVISOR), sim.soon(now, 20, 200)
    stays = sim.chance(50)
    reason = phrases.BY_THE_LIST
    return c.RuleOnWhistle(**sim.by(supervisor, at), department=call.department, stays=stays, reason=reason)


def decide_extension(sim: SimulatedMatter, round_: Round, now: datetime) -> c.MatterCommand:
    at = sim.soon(now, 10, 90)
    granted = may_extend(sim, round_, at) and sim.chance(80)
    reason = "" if granted else phrases.NO_REASON
    return c.DecideExtension(**sim.by(sim.people.one(Role.DISPATCHER), at), granted=granted, reason=reason)


BAD_WEATHER = timedelta(hours=36)
"""How long works are suspended at most."""


def decide_suspension(sim: SimulatedMatter, round_: Round, now: datetime) -> c.MatterCommand:
    dispatcher, at = sim.people.one(Role.DISPATCHER), sim.soon(now, 10, 120)
    granted = sim.chance(85)
    return c.DecideSuspension(**sim.by(dispatcher, at), granted=granted, until=at + BAD_WEATHER if granted else None)


DECISIONS: dict[str, Callable[[SimulatedMatter, Round, datetime], c.MatterCommand]] = {
    "returning": decide_return,
    "disputing": rule,
    "extending": decide_extension,
    "suspending": decide_suspension,
}
"""By what was asked in the round."""
