"""One matter of the simulation, as those who have to do with it go about it."""

from datetime import datetime, timedelta

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.demo.people import People
from gridcase.demo.plans import Plan
from gridcase.demo.reports import Nature
from gridcase.matters.commands import CommonFields
from gridcase.matters.policy import Policy
from gridcase.working_time import Clock, Limit


class SimulatedMatter(Struct, kw_only=True, eq=False):
    """``plan`` is the host's for the round, ``next_host`` whom the dispatcher will try next.

    ``settled`` says that nobody will come back to it.
    """

    matter_id: str
    nature: Nature
    people: People
    policy: Policy
    plan: Plan | None = None
    next_host: str = ""
    settled: bool = False

    def by(self, actor: Actor, at: datetime) -> CommonFields:
        """What a command about this matter begins with: ``UrgeMatter(**sim.by(actor, at))``."""
        return {"matter_id": self.matter_id, "at": at, "actor": actor}

    def chance(self, percent: float) -> bool:
        return self.people.random.random() * 100 < percent

    def soon(self, now: datetime, least: float, most: float) -> datetime:
        """Between so many minutes from now: of working time, unless the matter is urgent."""
        clock = Clock.WALL if self.nature.profile.urgent else Clock.WORKING
        seconds = int(self.people.random.uniform(least, most) * 60)
        return self.policy.time.add(now, Limit(seconds, clock)).at

    def outdoors(self, now: datetime, least: float, most: float) -> datetime:
        """Between so many minutes from now, whatever the hour, but not at night."""
        later = now + timedelta(seconds=int(self.people.random.uniform(least, most) * 60))
        local = later.astimezone(self.policy.time.zone)
        wait = 24 - local.hour + 8 if local.hour >= 22 else max(0, 7 - local.hour)
        return later + timedelta(hours=wait)
