"""What follows when the work is said to be done: somebody looks, somebody asks, and a few come back to it."""

from datetime import datetime, timedelta
from random import Random

from gridcase.actors import Role
from gridcase.demo import phrases
from gridcase.demo.simulated_matter import SimulatedMatter
from gridcase.matters import commands as c
from gridcase.matters.events import ReworkCause, Satisfaction
from gridcase.matters.state import AwaitingFeedback, AwaitingVerification, Closed
from gridcase.working_time import Clock, Limit

SATISFACTIONS = tuple(Satisfaction)[:5]
WEIGHTS_IN_TIME, WEIGHTS_LATE, WEIGHTS_UNSOLVED = (44, 36, 15, 4, 1), (12, 33, 33, 15, 7), (0, 3, 17, 45, 35)
"""How the reporters' answers spread, from very satisfied to very dissatisfied."""


def when_handled(sim: SimulatedMatter, state: AwaitingVerification, now: datetime) -> c.MatterCommand:
    """The grid member of the place looks, or a colleague of one who worked on it; most bad work is seen."""
    good = sim.plan is None or sim.plan.good
    if good or sim.chance(30):
        verifier = sim.people.grid_member(state.matter.unit)
        if verifier.member in state.matter.workers:
            verifier = sim.people.one(Role.GRID_MEMBER, but=verifier.member)
        return c.ConfirmResult(**sim.by(verifier, sim.soon(now, 15, 265)), note=phrases.LOOKED_AT)
    cause = ReworkCause.BAD_WORK if sim.chance(85) else ReworkCause.WRONG_DIVERSION
    if cause is ReworkCause.WRONG_DIVERSION:
        sim.next_host = sim.people.another_department(state.round.host, sim.nature.profile)
    at = sim.soon(now, 30, 300)
    return c.OrderRework(**sim.by(sim.people.one(Role.FOREMAN), at), cause=cause, note=phrases.STILL_THERE)


def when_to_be_heard(sim: SimulatedMatter, state: AwaitingFeedback, now: datetime) -> c.MatterCommand | None:
    """Most are reached by a clerk, some answer in the app, and some never: then the window closes by itself."""
    if not state.asked or sim.nature.resident is None:
        return None
    random, way = sim.people.random, sim.people.random.random()
    if way > 0.82:
        return None
    clerk = sim.people.one(Role.REVISIT_CLERK)
    if way > 0.72:
        return c.RecordFeedback(**sim.by(clerk, sim.soon(now, 60, 400)), contacted=False, note=phrases.NOBODY_ANSWERS)
    in_app = way < 0.15
    actor = sim.nature.resident if in_app else clerk
    at = sim.outdoors(now, 10, 600) if in_app else sim.soon(now, 40, 700)
    good = sim.plan is None or sim.plan.good
    solved = sim.chance(97 if good else 15)
    spread = WEIGHTS_UNSOLVED if not solved else WEIGHTS_LATE if state.matter.late else WEIGHTS_IN_TIME
    answer = random.choices(SATISFACTIONS, spread)[0]
    note = "" if solved else phrases.NOT_SOLVED
    return c.RecordFeedback(**sim.by(actor, at), contacted=True, solved=solved, satisfaction=answer, note=note)


def when_closed(sim: SimulatedMatter, state: Closed, now: datetime) -> c.MatterCommand | None:
    """A few departments appeal against being late; a few matters come back."""
    open_appeal = next((appeal for appeal in state.matter.appeals if not appeal.decided), None)
    if open_appeal:
        upheld = open_appeal.opinion if open_appeal.opinion_by else sim.chance(45)
        supervisor = sim.people.one(Role.SUPERVISOR, but=open_appeal.opinion_by)
        reason = phrases.OUT_OF_THEIR_HANDS if upheld else phrases.NO_GROUND
        return c.DecideAppeal(**sim.by(supervisor, sim.soon(now, 120, 900)), upheld=upheld, reason=reason)
    if state.matter.demand_opinion_by:
        return found_unmeetable(sim, state, now)
    if state.master:
        return None
    if consequence := what_came_of_it(sim, now):
        return consequence
    if sim.settled:
        return None
    sim.settled = True
    if state.matter.late and state.host and sim.chance(15):
        officer = sim.people.officer(state.host)
        at = sim.soon(now, 100, 1400)
        return c.FileAppeal(**sim.by(officer, at), metrics=("on-time-handling",), reason=phrases.OTHERS_LATE)
    if sim.chance(1):
        return c.ReopenMatter(
            **sim.by(sim.people.one(Role.FOREMAN), sim.soon(now, 400, 2000)), reason=phrases.IT_IS_BACK
        )
    if asks_the_impossible(state) and Random(sim.matter_id).random() < UNMEETABLE:
        return found_unmeetable(sim, state, now)
    return None


def what_came_of_it(sim: SimulatedMatter, now: datetime) -> c.MatterCommand | None:
    """The centre records what it heard of: a petition at reception, a case of the police at a supervisor's desk."""
    facts = sim.nature.facts
    if facts.petition:
        level, facts.petition = facts.petition, ""
        at = sim.soon(now, 200, 1500)
        went = at - timedelta(hours=3)
        by_reception = sim.by(sim.people.one(Role.RECEPTION), at)
        return c.RecordPetition(**by_reception, level=level, occurred_at=went, note=phrases.PETITIONED)
    if facts.case:
        kind, facts.case = facts.case, None
        by_supervisor = sim.by(sim.people.one(Role.SUPERVISOR), sim.soon(now, 100, 900))
        return c.RecordCase(**by_supervisor, kind=kind, major=facts.major, note=phrases.CASE_OPENED)
    return None


UNMEETABLE = 0.2
"""Of what dissatisfies though it was solved, so much nobody could have met."""


def found_unmeetable(sim: SimulatedMatter, state: Closed, now: datetime) -> c.MatterCommand:
    """One supervisor after the other. Chance is drawn apart: the rest of the month is as it would be without."""
    first = state.matter.demand_opinion_by
    own = Random(f"{sim.matter_id} {first}")
    at = sim.policy.time.add(now, Limit(own.randrange(3 * 3600, 15 * 3600), Clock.WORKING)).at
    supervisor = sim.people.one(Role.SUPERVISOR, but=first, random=own)
    return c.JudgeDemand(**sim.by(supervisor, at), unmeetable=True, reason=phrases.NOT_TO_BE_MET)


def asks_the_impossible(state: Closed) -> bool:
    """Whether the reporter is dissatisfied though it was solved, or though it was reopened as often as matters are."""
    answer = state.matter.feedback
    if answer is None or answer.satisfaction not in SATISFACTIONS[3:]:
        return False
    return answer.solved or state.matter.reopenings > 1
