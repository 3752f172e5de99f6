"""The month from above: villages, enterprises and institutions are assessed, grid members tell of the last day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.aggregates import ASSESSMENTS, CityCommand
from gridcase.assessments import commands as c
from gridcase.assessments.events import ChargeProposed
from gridcase.assessments.pack import Sort
from gridcase.assessments.packs import load_pack, names
from gridcase.assessments.state import Assessment
from gridcase.demo.city import Invented
from gridcase.demo.land import Land, written
from gridcase.demo.people import KNOWN_BY, People
from gridcase.engine import Engine, Outcome, Submission
from gridcase.errors import Refused
from gridcase.ids import assessment_key
from gridcase.loop.charges import Charges
from gridcase.matters.events import MatterReported
from gridcase.patrols import commands as p
from gridcase.periods import Period
from gridcase.registry.records import Unit, UnitKind
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore

INSPECTED = "safe-unit"
"""The pack by which inspections mark; the other follows from matters alone."""

CONFIRMED = 0.4
"""The share of proposed charges that supervision confirms."""

FAILING = {UnitKind.VILLAGE: 0.073, UnitKind.ENTERPRISE: 0.014, UnitKind.INSTITUTION: 0.014}
"""The share of units that do not meet the standard: where matters fail fewer, inspections find the others."""

CAREFUL = 0.7
"""The share of units in which it finds nothing at all."""

MOST_PATROLS = 400
HOURS = (8, 17)

STEP = 300
"""How far a grid member gets from one point to the next, at most, in the units of a land: some 300 m."""

STRAY = 0.03
"""The share of points that lie beyond the grid."""

HURRIED = 0.1
"""The share of those who found nothing that inspected nothing either."""

MISSED = 0.3
"""The share of what others report that supervision says the patrol should have."""

UNSEEN = "巡查应发现而未上报 to be seen on patrol, not reported"


class Standing(Struct, frozen=True):
    """Who assesses, and what from."""

    engine: Engine
    store: EventStore
    people: People
    city: Invented

    def tell(self, period: str, at: datetime) -> None:
        """Assess the period as far as it is over at ``at``, and tell of the day that ends then."""
        self.assess(period, at)
        self.do(self.patrols(at))

    def assess(self, period: str, at: datetime) -> None:
        """By every pack that ships: the same unit may be safe, and not without its three kinds of trouble."""
        packs = [load_pack(name) for name in names()]
        units = [unit for unit in (*self.city.areas, *self.city.grids) if unit.kind in FAILING]
        inspector = self.people.one(Role.SUPERVISOR)
        said: dict[str, Any] = {"period": period, "at": at, "actor": inspector}
        self.do(c.OpenAssessment(unit=unit.code, pack=pack, **said) for pack in packs for unit in units)
        proposed = Charges(self.store, Codec(), self.engine).catch_up(at)
        self.do(self.answers(proposed, inspector))
        failing, by = self.failing(units, period), {"pack_name": INSPECTED, **said}
        self.do(command for unit in units for command in self.inspected(unit, unit.code in failing, by))
        if at >= Period.parse(period).end(self.engine.policy.time.zone):
            self.do(c.CloseAssessment(unit=unit.code, pack_name=pack.name, **said) for pack in packs for unit in units)

    def answers(self, proposed: Sequence[Outcome], inspector: Actor) -> Iterator[CityCommand]:
        """Supervision says yes or no to each charge, and the same to a matter whatever the pack."""
        random, confirmed = self.people.random, dict[str, bool]()
        for outcome in proposed:
            for event in cast(list[ChargeProposed], outcome.events):
                said: dict[str, Any] = {"unit": event.unit, "period": event.period, "pack_name": event.pack_name}
                said |= {"charge": event.charge, "at": event.at, "actor": inspector}
                if confirmed.setdefault(event.matter_id, random.random() < CONFIRMED):
                    yield c.ConfirmCharge(**said)
                else:
                    yield c.RejectCharge(reason="查明与本单位无关 not the unit's doing", **said)

    def failing(self, units: Sequence[Unit], period: str) -> set[str]:
        """The units in which an inspection finds enough to fail them."""
        found: set[str] = set()
        for kind, share in FAILING.items():
            of_kind = [unit.code for unit in units if unit.kind is kind]
            sound = [code for code in of_kind if not self.is_vetoed(code, period)]
            more = round(share * len(of_kind)) - (len(of_kind) - len(sound))
            found.update(self.people.random.sample(sound, max(0, more)))
        return found

    def is_vetoed(self, unit: str, period: str) -> bool:
        state = self.engine.histories(ASSESSMENTS).get(assessment_key(unit, period, INSPECTED)).state
        return isinstance(state, Assessment) and any(mark.sort is Sort.VETO for mark in state.marks)

    def inspected(self, unit: Unit, fails: bool, said: dict[str, Any]) -> Iterator[CityCommand]:
        """What an inspection of the unit finds."""
        random = self.people.random
        proof = (f"{random.getrandbits(256):064x}",)
        if fails:
            yield c.RecordVeto(unit=unit.code, code="casualties", evidence=proof, note="生产安全事故", **said)
        elif random.random() > CAREFUL:
            code = random.choice(("grid-work", "publicity", "public-order"))
            yield c.DeductItem(unit=unit.code, code=code, cost=random.randint(1, 3), evidence=proof, **said)

    def patrols(self, midnight: datetime) -> Iterator[CityCommand]:
        """The day that ended at ``midnight``, as some grid members tell it: a walk, a look, what they reported.

        Of what others reported in their grids, supervision says now and then that they should have seen it.
        """
        local = midnight.astimezone(self.engine.policy.time.zone) - timedelta(days=1)
        morning, evening = (local + timedelta(hours=hour) for hour in HOURS)
        reported: dict[str, list[p.ReportedFinding]] = defaultdict(list)
        elsewhere: dict[str, list[str]] = defaultdict(list)
        for event in self.reports(local, midnight):
            if event.by.unit:
                found = p.ReportedFinding(matter_id=event.matter_id, class_code=event.class_code, text=event.text)
                reported[event.by.member].append(found)
            else:
                elsewhere[event.unit].append(event.matter_id)
        lands = {grid.code: Land.of(grid.boundary) for grid in self.city.grids}
        members = sorted(
            (member.acting(KNOWN_BY) for member in self.city.members if member.role is Role.GRID_MEMBER),
            key=lambda actor: (actor.member not in reported, actor.member),
        )
        inspector = self.people.one(Role.SUPERVISOR)
        for actor in members[:MOST_PATROLS]:
            said: dict[str, Any] = {"member": actor.member, "date": f"{local:%Y-%m-%d}", "at": midnight, "actor": actor}
            yield p.StartPatrol(occurred_at=morning, **said)
            yield p.AddPoints(points=tuple(self.walk(lands[actor.unit], morning, evening)), **said)
            if actor.member in reported or self.people.random.random() > HURRIED:
                noon, findings = local + timedelta(hours=12), tuple(reported[actor.member])
                yield p.InspectPlace(place=actor.unit, findings=findings, occurred_at=noon, **said)
            yield p.EndPatrol(occurred_at=evening, **said)
            for matter_id in elsewhere.get(actor.unit, ()):
                if self.people.random.random() < MISSED:
                    yield p.NoteMiss(matter_id=matter_id, reason=UNSEEN, **{**said, "actor": inspector})

    def walk(self, land: Land, start: datetime, end: datetime) -> Iterator[p.DevicePoint]:
        """A point each half hour, some hundred metres further; now and then somewhere beyond the grid's edge."""
        random, moment = self.people.random, start
        north, east = random.randint(land.south, land.north), random.randint(land.west, land.east)
        while moment <= end:
            north = min(max(north + random.randint(-STEP, STEP), land.south), land.north)
            east = min(max(east + random.randint(-STEP, STEP), land.west), land.east)
            spot = written(north, east if random.random() > STRAY else land.east + random.randint(STEP, 2 * STEP))
            yield p.DevicePoint(seen_at=moment, spot=spot, accuracy=random.randint(4, 30))
            moment += timedelta(minutes=30)

    def reports(self, since: datetime, until: datetime) -> list[MatterReported]:
        """What was reported in a time."""
        codec = Codec()
        told = (
            cast(MatterReported, codec.decode(stored).event)
            for stored in self.store.read(0, self.store.last_position())
            if stored.tag == "matter-reported"
        )
        return [event for event in told if since <= event.at < until]

    def do(self, commands: Iterable[CityCommand]) -> None:
        for result in self.engine.execute_all([Submission(command=command) for command in commands]):
            if isinstance(result, Refused):
                raise result
