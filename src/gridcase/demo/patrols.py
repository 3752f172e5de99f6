"""The last day of the month on patrol: what some grid members did on it, and what supervision says they missed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import cast

from gridcase.actors import Actor, Role
from gridcase.aggregates import CityCommand
from gridcase.demo.city import InventedCity
from gridcase.demo.land import Land, spot_text
from gridcase.demo.people import KNOWN_BY, People
from gridcase.matters.events import MatterReported
from gridcase.patrols import commands as p
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore

MAX_PATROLS = 400

HOURS = (8, 17)
"""From when until when a patrol lasts."""

STEP = 300
"""How far a grid member gets from one point to the next, at most, in the units of a land: some 300 m."""

STRAY_SHARE = 0.03
"""Of the points: they lie beyond the grid."""

HURRIED_SHARE = 0.1
"""Of those who found nothing: they inspected nothing either."""

MISSED_SHARE = 0.3
"""Of what others report: supervision says that the patrol should have."""

UNSEEN = "巡查应发现而未上报 to be seen on patrol, not reported"


def patrols(
    store: EventStore, people: People, city: InventedCity, since: datetime, midnight: datetime
) -> Iterator[CityCommand]:
    """The day from ``since`` to ``midnight``, as some grid members tell it: a walk, a look, what they reported.

    Of what others reported in their grids, supervision says now and then that they should have seen it.
    """
    morning, evening = (since + timedelta(hours=hour) for hour in HOURS)
    by_member: dict[str, list[p.ReportedFinding]] = defaultdict(list)
    by_others: dict[str, list[str]] = defaultdict(list)
    for event in reports_between(store, since, midnight):
        if event.by.unit:
            finding = p.ReportedFinding(matter_id=event.matter_id, class_code=event.class_code, text=event.text)
            by_member[event.by.member].append(finding)
        else:
            by_others[event.unit].append(event.matter_id)
    lands = {grid.code: Land.of(grid.boundary) for grid in city.grids}
    members = sorted(
        (member.acting(KNOWN_BY) for member in city.members if member.role is Role.GRID_MEMBER),
        key=lambda actor: (actor.member not in by_member, actor.member),
    )
    random, inspector = people.random, people.one(Role.SUPERVISOR)

    def day_of(member: Actor, by: Actor) -> p.CommonFields:
        return {"member": member.member, "date": f"{since:%Y-%m-%d}", "at": midnight, "actor": by}

    for actor in members[:MAX_PATROLS]:
        own_day = day_of(actor, actor)
        yield p.StartPatrol(**own_day, occurred_at=morning)
        yield p.AddPoints(**own_day, points=tuple(walk(people, lands[actor.unit], morning, evening)))
        if actor.member in by_member or random.random() > HURRIED_SHARE:
            noon, findings = since + timedelta(hours=12), tuple(by_member[actor.member])
            yield p.InspectPlace(**own_day, place=actor.unit, findings=findings, occurred_at=noon)
        yield p.EndPatrol(**own_day, occurred_at=evening)
        for matter_id in by_others.get(actor.unit, ()):
            if random.random() < MISSED_SHARE:
                yield p.NoteMiss(**day_of(actor, inspector), matter_id=matter_id, reason=UNSEEN)


def walk(people: People, land: Land, start: datetime, end: datetime) -> Iterator[p.DevicePoint]:
    """A point each half hour, some hundred metres further; now and then somewhere beyond the grid's edge."""
    random, moment = people.random, start
    north, east = random.randint(land.south, land.north), random.randint(land.west, land.east)
    while moment <= end:
        north = min(max(north + random.randint(-STEP, STEP), land.south), land.north)
        east = min(max(east + random.randint(-STEP, STEP), land.west), land.east)
        spot = spot_text(north, east if random.random() > STRAY_SHARE else land.east + random.randint(STEP, 2 * STEP))
        yield p.DevicePoint(seen_at=moment, spot=spot, accuracy=random.randint(4, 30))
        moment += timedelta(minutes=30)


def reports_between(store: EventStore, since: datetime, until: datetime) -> list[MatterReported]:
    """What was reported from ``since`` until before ``until``."""
    codec = Codec()
    reports = (
        cast(MatterReported, codec.decode(stored).event)
        for stored in store.read(0, store.last_position())
        if stored.tag == "matter-reported"
    )
    return [event for event in reports if since <= event.at < until]
