"""What reception, foremen, dispatchers and grid members do with a matter before a department has it."""

from datetime import datetime
from hashlib import sha256

from gridcase.actors import Role
from gridcase.bodies import unit_of_body
from gridcase.demo import phrases
from gridcase.demo.simulated_matter import SimulatedMatter
from gridcase.matters import commands as c
from gridcase.matters.events import ReportConfirmed, Severity
from gridcase.matters.state import Because, Filed, Merged, OnTheSpot, Reported

AT_THE_VILLAGE = "unit:village"
"""Who has what neighbours and families quarrel about: settled on the spot, it is by what they sign."""

LEVELS, LEVEL_WEIGHTS = ("village", "township", "county"), (35, 50, 15)
SEVERITIES, SEVERITY_WEIGHTS = tuple(Severity), (30, 55, 12, 3)


def when_reported(sim: SimulatedMatter, state: Reported, now: datetime) -> c.MatterCommand:
    nature, people = sim.nature, sim.people
    was_looked_at = isinstance(state.matter.newest, ReportConfirmed)
    if nature.another_photo and nature.resident:
        nature.another_photo = False
        photo = (people.random.randbytes(32).hex(),)
        return c.AddEvidence(**sim.by(nature.resident, sim.outdoors(now, 1, 12)), evidence_before=photo)
    if nature.duplicate_of:
        at = sim.soon(now, 3, 25)
        return c.MergeMatter(
            **sim.by(people.one(Role.RECEPTION), at), master=nature.duplicate_of, reason=phrases.SAME_PLACE
        )
    if not nature.ours:
        at = sim.soon(now, 5, 50)
        return c.DeclineMatter(**sim.by(people.one(Role.RECEPTION), at), reason=phrases.NOT_THE_CITYS)
    if not was_looked_at and (nature.looked_at or not nature.genuine):
        at = sim.outdoors(now, 8, 55)
        looker = people.grid_member(state.matter.unit)
        if looker.member == state.matter.reported_by:
            looker = people.one(Role.GRID_MEMBER, but=looker.member)
        return c.ConfirmReport(**sim.by(looker, at), found=nature.genuine)
    if not nature.genuine:
        return c.DeclineMatter(**sim.by(people.one(Role.RECEPTION), sim.soon(now, 4, 30)), reason=phrases.NOTHING_FOUND)
    if nature.on_the_spot:
        return resolve_on_the_spot(sim, state, now)
    return classify(sim, now)


def classify(sim: SimulatedMatter, now: datetime) -> c.MatterCommand:
    nature, people = sim.nature, sim.people
    return c.ClassifyMatter(
        **sim.by(people.one(Role.RECEPTION), sim.soon(now, 2, 52)),
        class_code=nature.profile.class_code,
        severity=people.random.choices(SEVERITIES, SEVERITY_WEIGHTS)[0],
        level=people.random.choices(LEVELS, LEVEL_WEIGHTS)[0],
    )


def resolve_on_the_spot(sim: SimulatedMatter, state: Reported, now: datetime) -> c.MatterCommand:
    """A question is answered at reception; everything else by the grid member who is there, or goes there."""
    code = sim.nature.profile.class_code
    if code == "question":
        return c.ResolveOnTheSpot(
            **sim.by(sim.people.one(Role.RECEPTION), sim.soon(now, 2, 20)),
            class_code=code,
            note=phrases.ANSWERED,
        )
    at = sim.outdoors(now, 4, 40 if sim.nature.resident is None else 180)
    photo = (sim.people.random.randbytes(32).hex(),)
    member = sim.people.grid_member(state.matter.unit)
    settled = sim.nature.profile.host == AT_THE_VILLAGE
    return c.ResolveOnTheSpot(
        **sim.by(member, at),
        class_code=code,
        note=phrases.DONE_AT_ONCE,
        evidence_after=photo,
        micro_grid=sim.people.micro_grid_of(member) if settled else "",
        agreement=sha256(state.matter.matter_id.encode()).hexdigest() if settled else "",
    )


def when_resolved_on_the_spot(sim: SimulatedMatter, state: OnTheSpot, now: datetime) -> c.MatterCommand:
    accepted = sim.chance(95)
    note = "" if accepted else phrases.PHOTO_UNCLEAR
    return c.ReviewOnTheSpot(
        **sim.by(sim.people.one(Role.FOREMAN), sim.soon(now, 10, 110)), accepted=accepted, note=note
    )


def when_filed(sim: SimulatedMatter, state: Filed, now: datetime) -> c.MatterCommand:
    """To the class's default host, unless somebody learned better; often with co-handlers the first time.

    What was never classified, because it was merged or resolved on the spot at once, is classified first.
    """
    people, profile = sim.people, sim.nature.profile
    if sim.nature.mistaken:
        return c.VoidMatter(**sim.by(people.one(Role.FOREMAN), sim.soon(now, 5, 120)), reason=phrases.BY_MISTAKE)
    if not state.matter.filed:
        return classify(sim, now)
    by_class = "" if unit_of_body(profile.host) else profile.host
    host = state.matter.ruled_host or sim.next_host or by_class
    joint = profile.co_handlers if state.because is Because.CLASSIFIED and sim.chance(45) else ()
    co_handlers = tuple(
        c.CoHandlerAsked(department=department, mandatory=sim.chance(80)) for department in joint if department != host
    )
    return c.DivertMatter(
        **sim.by(people.one(Role.DISPATCHER), sim.soon(now, 2, 66)), host=host, co_handlers=co_handlers
    )


def when_merged(sim: SimulatedMatter, state: Merged, now: datetime) -> c.MatterCommand | None:
    if sim.settled or not sim.chance(15):
        sim.settled = True
        return None
    sim.nature.duplicate_of = ""
    return c.UnmergeMatter(**sim.by(sim.people.one(Role.FOREMAN), sim.soon(now, 30, 300)), reason=phrases.ANOTHER_PLACE)
