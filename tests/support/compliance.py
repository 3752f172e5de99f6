"""Assessments and patrols of the small city, as a store is given them."""

from collections.abc import Sequence

from gridcase.actors import Role
from gridcase.assessments.commands import AssessmentCommand
from gridcase.ids import patrol_key, patrol_stream
from gridcase.patrols.commands import PatrolCommand, ReportedFinding
from gridcase.registry import events as r
from gridcase.registry.records import Member, Unit, UnitKind
from gridcase.store.port import NewEvent
from gridcase.testing import assessing, cast, patrolling
from gridcase.testing.scenario import given
from tests.support.histories import encoded

MATTER = assessing.MATTER
ABOUT = {"at": cast.at("Mon 06:00"), "by": cast.member("registrar", Role.REGISTRAR)}

VILLAGES = tuple(
    Unit(code=code, name=f"{code} 社区", level="village", parent=parent, kind=UnitKind.VILLAGE)
    for code, parent in (("hongqi", "weibin"), ("muye", "fengquan"), ("beigan", "fengquan"))
)
COUNTY = Unit(code="fengquan", name="凤泉 Fengquan", level="county")


class WiderCity(cast.SmallCity):
    """The small city and the villages around it."""

    def unit(self, code: str) -> Unit | None:
        return next((unit for unit in VILLAGES if unit.code == code), None) or super().unit(code)


KNOWN = cast.policy(WiderCity({MATTER: "closed", "M-2": "closed"}))


def assessed(*commands: AssessmentCommand) -> list[NewEvent]:
    return encoded(f"assessment:{commands[0].key}", given(*commands, policy=KNOWN).events)


def patrolled(*commands: PatrolCommand) -> list[NewEvent]:
    return encoded(
        patrol_stream(patrol_key(commands[0].member, commands[0].date)), given(*commands, policy=KNOWN).events
    )


def places(*more: Unit) -> list[list[NewEvent]]:
    """The grid tree of the small city, with more villages, in the register."""
    units = [*cast.PLACES.values(), COUNTY, *VILLAGES, *more]
    return [encoded(f"unit:{unit.code}", [r.UnitRegistered(**ABOUT, record=unit)]) for unit in units]


def grid_members() -> list[list[NewEvent]]:
    members = [Member(code=who.member, name=who.member, role=who.role, unit=who.unit) for who in (cast.LI, cast.SUN)]
    return [encoded(f"member:{member.code}", [r.MemberRegistered(**ABOUT, record=member)]) for member in members]


def a_month() -> Sequence[list[NewEvent]]:
    """Three villages and an enterprise assessed, one with every kind of event; a day patrolled."""
    say, go = assessing, patrolling
    mill = {"unit": cast.MILL}
    return (
        assessed(
            say.open_(),
            say.deduct(cost=11),
            say.bonus(),
            say.propose(),
            say.confirm(),
            say.propose(at="Wed 11:00", code="casualties"),
            say.reject(at="Wed 12:00", charge=2),
            say.close(),
            say.appeal(),
            say.decide_appeal(),
            say.decide_appeal(at="Fri+4 10:00", by=cast.YANG),
        ),
        assessed(say.open_(**mill), say.veto(matter_id="M-2", **mill), say.close(**mill)),
        assessed(say.open_(unit="hongqi"), say.deduct(unit="hongqi", cost=12), say.close(unit="hongqi")),
        assessed(say.open_(unit="muye"), say.close(unit="muye")),
        patrolled(
            go.start(),
            go.inspect(findings=(ReportedFinding(text="占道经营"), ReportedFinding(matter_id="M-2"))),
            go.report_finding(matter_id=MATTER),
            go.add_points(points=(go.seen("Mon 09:00"), go.seen("Mon 09:01", go.AWAY))),
            go.end(),
            go.note_miss(matter_id="M-2"),
        ),
    )
