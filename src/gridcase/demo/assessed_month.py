"""The month from above: villages, enterprises and institutions are assessed, by every pack that ships."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.aggregates import ASSESSMENTS, CityCommand
from gridcase.assessments import commands as c
from gridcase.assessments.events import ChargeProposed
from gridcase.assessments.pack import Pack, Sort
from gridcase.assessments.packs import load_pack, names
from gridcase.assessments.state import Assessment
from gridcase.demo.city import InventedCity
from gridcase.demo.people import People
from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.ids import assessment_key
from gridcase.loop.charges import Charges
from gridcase.periods import Period
from gridcase.registry.records import Unit, UnitKind
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore
from gridcase.submissions import Outcome, Submission

INSPECTED_PACK = "safe-unit"
"""The pack by which inspections mark; the other follows from matters alone."""

CONFIRMED_SHARE = 0.8
"""Of the charges that are proposed: supervision confirms them."""

FAULTS = (
    ("grid-work", 12, "巡查无记录 no patrol is on record"),
    ("public-order", 11, "技防设施停用 the cameras are off"),
)
"""What an inspection finds where a unit fails by it: together more points than even an enterprise has to lose."""

FAILING_SHARES = {UnitKind.VILLAGE: 0.073, UnitKind.ENTERPRISE: 0.014, UnitKind.INSTITUTION: 0.014}
"""Of the units, do not meet the standard: where matters fail fewer, inspections find the others."""

FLAWLESS_SHARE = 0.7
"""Of the units that pass: an inspection finds nothing at all."""


class AssessedMonth(Struct, frozen=True, kw_only=True):
    """A ``period``, as far as it is over ``at`` a time, and the ``inspector`` who says so."""

    engine: Engine
    people: People
    inspector: Actor
    period: str
    at: datetime

    def about(self, unit: str, pack_name: str) -> c.CommonFields:
        return {"unit": unit, "period": self.period, "pack_name": pack_name, "at": self.at, "actor": self.inspector}

    def opened(self, unit: Unit, pack: Pack) -> CityCommand:
        return c.OpenAssessment(**self.about(unit.code, pack.name), pack=pack)

    def answers(self, proposed: Sequence[Outcome]) -> Iterator[CityCommand]:
        """Supervision says yes or no to each charge, and the same to a matter whatever the pack."""
        random, confirmed = self.people.random, dict[str, bool]()
        for outcome in proposed:
            for event in cast(list[ChargeProposed], outcome.events):
                about = self.about(event.unit, event.pack_name)
                if confirmed.setdefault(event.matter_id, random.random() < CONFIRMED_SHARE):
                    yield c.ConfirmCharge(**about, charge=event.charge)
                else:
                    reason = "查明与本单位无关 not the unit's doing"
                    yield c.RejectCharge(**about, charge=event.charge, reason=reason)

    def failing(self, units: Sequence[Unit]) -> set[str]:
        """The units in which an inspection finds enough to fail them."""
        failing: set[str] = set()
        for kind, share in FAILING_SHARES.items():
            of_kind = [unit.code for unit in units if unit.kind is kind]
            sound = [code for code in of_kind if not self.is_vetoed(code)]
            more = round(share * len(of_kind)) - (len(of_kind) - len(sound))
            failing.update(self.people.random.sample(sound, max(0, more)))
        return failing

    def is_vetoed(self, unit: str) -> bool:
        state = self.engine.histories(ASSESSMENTS).get(assessment_key(unit, self.period, INSPECTED_PACK)).state
        return isinstance(state, Assessment) and any(mark.sort is Sort.VETO for mark in state.marks)

    def inspected(self, unit: Unit, fails: bool) -> Iterator[CityCommand]:
        """What an inspection of the unit finds."""
        random, about = self.people.random, self.about(unit.code, INSPECTED_PACK)
        proof = (f"{random.getrandbits(256):064x}",)
        if fails:
            for code, cost, note in FAULTS:
                yield c.DeductItem(**about, code=code, cost=cost, evidence=proof, note=note)
        elif random.random() > FLAWLESS_SHARE:
            code = random.choice(("grid-work", "publicity", "public-order"))
            yield c.DeductItem(**about, code=code, cost=random.randint(1, 3), evidence=proof)


def assess_month(
    engine: Engine, store: EventStore, people: People, city: InventedCity, period: str, at: datetime
) -> None:
    """By every pack: the same unit may be safe, and not without its three kinds of trouble."""
    packs = [load_pack(name) for name in names()]
    units = [unit for unit in (*city.areas, *city.grids) if unit.kind in FAILING_SHARES]
    inspector = people.one(Role.SUPERVISOR)
    month = AssessedMonth(engine=engine, people=people, inspector=inspector, period=period, at=at)
    execute_all(engine, (month.opened(unit, pack) for pack in packs for unit in units))
    execute_all(engine, month.answers(Charges(store, Codec(), engine).catch_up(at)))
    failing = month.failing(units)
    execute_all(engine, (command for unit in units for command in month.inspected(unit, unit.code in failing)))
    if at >= Period.parse(period).end(engine.policy.time.zone):
        execute_all(
            engine, (c.CloseAssessment(**month.about(unit.code, pack.name)) for pack in packs for unit in units)
        )


def execute_all(engine: Engine, commands: Iterable[CityCommand]) -> None:
    """Raises ``Refused`` for the first that is."""
    for result in engine.execute_all([Submission(command=command) for command in commands]):
        if isinstance(result, Refused):
            raise result
