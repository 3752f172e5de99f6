"""What reception, foremen, dispatchers and grid members do with a matter before a department has it."""

from datetime import datetime

from gridcase.actors import Role
from gridcase.demo import phrases
from gridcase.demo.life import Life
from gridcase.matters import commands as c
from gridcase.matters.events import ReportConfirmed, Severity
from gridcase.matters.state import Because, Filed, Merged, OnTheSpot, Reported

LEVELS, LEVEL_SHARE = ("village", "township", "county"), (35, 50, 15)
SEVERITIES, SEVERITY_SHARE = tuple(Severity), (30, 55, 12, 3)


def when_reported(life: Life, state: Reported, now: datetime) -> c.MatterCommand:
    nature, people = life.nature, life.people
    looked = isinstance(state.matter.newest, ReportConfirmed)
    if nature.another_photo and nature.resident:
        nature.another_photo = False
        photo = (people.random.randbytes(32).hex(),)
        return life.say(c.AddEvidence, nature.resident, life.outdoors(now, 1, 12), evidence_before=photo)
    if nature.duplicate_of:
        at = life.soon(now, 3, 25)
        return life.say(
            c.MergeMatter,
            people.one(Role.RECEPTION),
            at,
            master=nature.duplicate_of,
            reason=phrases.SAME_PLACE,
        )
    if not nature.ours:
        at = life.soon(now, 5, 50)
        return life.say(
            c.DeclineMatter,
            people.one(Role.RECEPTION),
            at,
            reason=phrases.NOT_THE_CITYS,
        )
    if not looked and (nature.looked_at or not nature.genuine):
        at = life.outdoors(now, 8, 55)
        return life.say(c.ConfirmReport, people.patrol(state.matter.unit), at, found=nature.genuine)
    if not nature.genuine:
        return life.say(
            c.DeclineMatter,
            people.one(Role.RECEPTION),
            life.soon(now, 4, 30),
            reason=phrases.NOTHING_FOUND,
        )
    if nature.on_the_spot:
        return resolve_on_the_spot(life, state, now)
    return classify(life, now)


def classify(life: Life, now: datetime) -> c.MatterCommand:
    nature, people = life.nature, life.people
    return life.say(
        c.ClassifyMatter,
        people.one(Role.RECEPTION),
        life.soon(now, 2, 52),
        class_code=nature.story.class_code,
        severity=people.random.choices(SEVERITIES, SEVERITY_SHARE)[0],
        level=people.random.choices(LEVELS, LEVEL_SHARE)[0],
    )


def resolve_on_the_spot(life: Life, state: Reported, now: datetime) -> c.MatterCommand:
    """A question is answered at reception; everything else by the grid member who is there, or goes there."""
    code = life.nature.story.class_code
    if code == "question":
        return life.say(
            c.ResolveOnTheSpot,
            life.people.one(Role.RECEPTION),
            life.soon(now, 2, 20),
            class_code=code,
            note=phrases.ANSWERED,
        )
    at = life.outdoors(now, 4, 40 if life.nature.resident is None else 180)
    photo = (life.people.random.randbytes(32).hex(),)
    return life.say(
        c.ResolveOnTheSpot,
        life.people.patrol(state.matter.unit),
        at,
        class_code=code,
        note=phrases.DONE_AT_ONCE,
        evidence_after=photo,
    )


def when_resolved_on_the_spot(life: Life, state: OnTheSpot, now: datetime) -> c.MatterCommand:
    accepted = life.chance(95)
    note = "" if accepted else phrases.PHOTO_UNCLEAR
    return life.say(
        c.ReviewOnTheSpot, life.people.one(Role.FOREMAN), life.soon(now, 10, 110), accepted=accepted, note=note
    )


def when_filed(life: Life, state: Filed, now: datetime) -> c.MatterCommand:
    """To the class's default host, unless somebody learned better; often with co-handlers the first time.

    What was never classified, because it was merged or resolved on the spot at once, is classified first.
    """
    people, story = life.people, life.nature.story
    if life.nature.mistaken:
        return life.say(
            c.VoidMatter,
            people.one(Role.FOREMAN),
            life.soon(now, 5, 120),
            reason=phrases.BY_MISTAKE,
        )
    if not state.matter.filed:
        return classify(life, now)
    host = state.ruled_host or life.next_host or story.host
    joint = story.co_handlers if state.because is Because.CLASSIFIED and life.chance(45) else ()
    asked = tuple(
        c.CoHandlerAsked(department=department, mandatory=life.chance(80)) for department in joint if department != host
    )
    return life.say(c.DivertMatter, people.one(Role.DISPATCHER), life.soon(now, 2, 66), host=host, co_handlers=asked)


def when_merged(life: Life, state: Merged, now: datetime) -> c.MatterCommand | None:
    if life.settled or not life.chance(15):
        life.settled = True
        return None
    life.nature.duplicate_of = ""
    return life.say(
        c.UnmergeMatter,
        life.people.one(Role.FOREMAN),
        life.soon(now, 30, 300),
        reason=phrases.ANOTHER_PLACE,
    )
