"""What a department does with a matter that it was given, and what the centre answers."""

from collections.abc import Callable
from datetime import datetime, timedelta

from gridcase.actors import Role
from gridcase.demo import phrases
from gridcase.demo.life import Life
from gridcase.demo.plans import Act, Planned, drawn
from gridcase.matters import commands as c
from gridcase.matters.state import Handling, Request, Round, Suspended

MORE_TIME = {True: "4 urgent hours", False: "1 working day"}
"""What a department asks for, by whether the matter is urgent."""


def when_handling(life: Life, state: Handling, now: datetime) -> c.MatterCommand:
    """Whatever was asked is answered first; then the plan goes on, a little later than meant if that took long."""
    round_ = state.round
    for asked, answer in ANSWERS.items():
        if getattr(round_, asked) is Request.ASKED:
            return answer(life, round_, now)
    if life.plan is None or life.plan.round != round_.number:
        life.plan = drawn(round_, life.people, life.policy, resident=life.nature.resident is not None)
    planned = life.plan.acts.pop(0)
    at = planned.when if planned.when > now else life.soon(now, 5, 60)
    if planned.act is Act.ASK_EXTENSION and not may_extend(life, round_, at):
        return when_handling(life, state, now)
    return DOES[planned.act](life, planned, at)


def may_extend(life: Life, round_: Round, at: datetime) -> bool:
    return round_.due is not None and at < round_.due and round_.extensions < life.policy.max_extensions


def when_suspended(life: Life, state: Suspended, now: datetime) -> c.MatterCommand:
    officer = life.people.officer(state.round.host)
    return life.say(c.ResumeMatter, officer, life.soon(now, 300, 2400))


# what departments do


def accept(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    return life.say(c.AcceptMatter, life.people.officer(planned.department), at)


def ask_return(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    return life.say(
        c.AskReturn,
        life.people.officer(planned.department),
        at,
        reason=phrases.NOT_OUR_DUTY,
    )


def dispute(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    claimed = life.people.another_department(planned.department, life.nature.story)
    officer = life.people.officer(planned.department)
    return life.say(c.DisputeJurisdiction, officer, at, reason=phrases.NOT_OURS, claimed_host=claimed)


def ask_extension(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    limit = MORE_TIME[life.nature.story.urgent]
    return life.say(
        c.AskExtension,
        life.people.officer(planned.department),
        at,
        limit=limit,
        reason=phrases.WAITING_FOR_A_PART,
    )


def ask_suspension(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    officer = life.people.officer(planned.department)
    return life.say(c.AskSuspension, officer, at, reason=phrases.WEATHER)


def urge(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    actor = life.nature.resident or life.people.one(Role.FOREMAN)
    return life.say(c.UrgeMatter, actor, at, note=phrases.NOBODY_CAME)


def co_handle(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    return life.say(c.ReportCoHandling, life.people.officer(planned.department), at, note=phrases.OUR_PART_DONE)


def handle(life: Life, planned: Planned, at: datetime) -> c.MatterCommand:
    """Reported from the field some minutes after it was done."""
    random = life.people.random
    return life.say(
        c.ReportHandling,
        life.people.officer(planned.department),
        at,
        occurred_at=at - timedelta(seconds=random.randrange(60, 1500)),
        note=phrases.DONE,
        evidence_after=(random.randbytes(32).hex(),),
    )


DOES: dict[Act, Callable[[Life, Planned, datetime], c.MatterCommand]] = {
    Act.ACCEPT: accept,
    Act.ASK_RETURN: ask_return,
    Act.DISPUTE: dispute,
    Act.ASK_EXTENSION: ask_extension,
    Act.ASK_SUSPENSION: ask_suspension,
    Act.URGE: urge,
    Act.CO_HANDLE: co_handle,
    Act.HANDLE: handle,
}


# what the centre answers


def decide_return(life: Life, round_: Round, now: datetime) -> c.MatterCommand:
    granted = life.chance(60)
    if granted:
        life.next_host = life.people.another_department(round_.host, life.nature.story)
    reason = phrases.ELSEWHERE if granted else phrases.YOURS
    dispatcher, at = life.people.one(Role.DISPATCHER), life.soon(now, 10, 120)
    return life.say(c.DecideReturn, dispatcher, at, granted=granted, reason=reason)


def rule(life: Life, round_: Round, now: datetime) -> c.MatterCommand:
    ruled = life.people.another_department(round_.host, life.nature.story) if life.chance(55) else round_.host
    supervisor, at = life.people.one(Role.SUPERVISOR), life.soon(now, 60, 420)
    return life.say(c.RuleOnJurisdiction, supervisor, at, ruled_host=ruled, reason=phrases.BY_THE_LIST)


def decide_extension(life: Life, round_: Round, now: datetime) -> c.MatterCommand:
    at = life.soon(now, 10, 90)
    granted = may_extend(life, round_, at) and life.chance(80)
    reason = "" if granted else phrases.NO_REASON
    return life.say(c.DecideExtension, life.people.one(Role.DISPATCHER), at, granted=granted, reason=reason)


def decide_suspension(life: Life, round_: Round, now: datetime) -> c.MatterCommand:
    dispatcher, at = life.people.one(Role.DISPATCHER), life.soon(now, 10, 120)
    return life.say(c.DecideSuspension, dispatcher, at, granted=life.chance(85))


ANSWERS: dict[str, Callable[[Life, Round, datetime], c.MatterCommand]] = {
    "returning": decide_return,
    "disputing": rule,
    "extending": decide_extension,
    "suspending": decide_suspension,
}
"""By what was asked in the round."""
