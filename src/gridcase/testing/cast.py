"""A small city to test with: people with names, departments with duties, and a calendar.

Xiangyang Road lies in Weibin. Times are written as they are spoken there: ``at("Mon 09:00")`` is a morning in March.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Self
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from gridcase.actors import THE_LOOP, Actor, Role
from gridcase.bodies import Body, body_of_unit
from gridcase.matters.policy import Directory, Policy
from gridcase.registry.records import MatterClass, MicroGrid, Unit, UnitKind
from gridcase.running_city import RunningCity
from gridcase.store.port import EventStore
from gridcase.working_time import WorkingTime
from gridcase.working_time.limits import StepLimits

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at(spoken: str) -> datetime:
    """``Mon 09:00`` in the first week of March 2026; ``Mon+1 09:00`` a week later. In UTC."""
    day, _, clock = spoken.partition(" ")
    name, _, weeks = day.partition("+")
    hours, minutes = clock.split(":")
    days = DAYS.index(name) + 7 * int(weeks or 0)
    return (MONDAY + timedelta(days=days, hours=int(hours), minutes=int(minutes))).astimezone(UTC)


def member(code: str, role: Role, *, unit: str = "", department: str = "") -> Actor:
    return Actor(member=code, role=role, unit=unit, department=department, known_by="test")


MRS_ZHAO = member("r-zhao", Role.RESIDENT)
MR_QIAN = member("r-qian", Role.RESIDENT)
LI = member("li", Role.GRID_MEMBER, unit="xiangyang-3")
SUN = member("sun", Role.GRID_MEMBER, unit="xiangyang-4")
WANG = member("wang", Role.RECEPTION)
CHEN = member("chen", Role.FOREMAN)
ZHOU = member("zhou", Role.DISPATCHER)
WU = member("wu", Role.DEPARTMENT, department="chengguan")
ZHENG = member("zheng", Role.DEPARTMENT, department="huanbao")
FENG = member("feng", Role.DEPARTMENT, department="shijian")
MA = member("ma", Role.DEPARTMENT, unit="xiangyang")
LIU = member("liu", Role.DEPARTMENT, unit="weibin")
HAN = member("han", Role.SUPERVISOR)
YANG = member("yang", Role.SUPERVISOR)
JIANG = member("jiang", Role.REVISIT_CLERK)
HE = member("he", Role.AUDITOR)
LOOP = THE_LOOP

EVERYBODY = (MRS_ZHAO, MR_QIAN, LI, SUN, WANG, CHEN, ZHOU, WU, ZHENG, FENG, MA, LIU, HAN, YANG, JIANG, HE, LOOP)
UNITS = ("weibin", "xiangyang", "xiangyang-3", "xiangyang-4")
MILL = "yuxin-mill"
PLACES = {
    unit.code: unit
    for unit in (
        Unit(code="weibin", name="卫滨 Weibin", level="county"),
        Unit(code="xiangyang", name="向阳 Xiangyang", level="village", parent="weibin", kind=UnitKind.VILLAGE),
        Unit(
            code="xiangyang-3",
            name="向阳第三网格",
            level="grid",
            parent="xiangyang",
            kind=UnitKind.GRID,
            boundary="35.3000,113.9200 35.3000,113.9300 35.3100,113.9300 35.3100,113.9200",
        ),
        Unit(code="xiangyang-4", name="向阳第四网格", level="grid", parent="xiangyang", kind=UnitKind.GRID),
        Unit(code=MILL, name="豫新面粉厂 Yuxin Mill", level="grid", parent="xiangyang", kind=UnitKind.ENTERPRISE),
    )
}
DEPARTMENTS = ("chengguan", "huanbao", "shijian")
VILLAGE, COUNTY = body_of_unit("xiangyang"), body_of_unit("weibin")
BODIES = (*DEPARTMENTS, VILLAGE, COUNTY)

FUMES = MatterClass(
    code="fumes",
    name="餐饮油烟 restaurant fumes",
    list_code="environment",
    limits=StepLimits(handle="1 working day", close="5 working days"),
    default_host="chengguan",
)
LITTER = MatterClass(
    code="litter",
    name="暴露垃圾 exposed garbage",
    list_code="city-looks",
    limits=StepLimits(handle="5 working hours"),
)
DISPUTE = MatterClass(code="dispute", name="邻里纠纷 dispute", list_code="disputes", mandatory=("text",))
CLASSES = {matter_class.code: matter_class for matter_class in (FUMES, LITTER, DISPUTE)}

MICRO_GRIDS = {
    micro_grid.code: micro_grid
    for micro_grid in (
        MicroGrid(code="m-li", unit="xiangyang-3", contact="li", households=("h-1", "h-2")),
        MicroGrid(code="m-sun", unit="xiangyang-4", contact="sun"),
    )
}

LIMITS = StepLimits(
    classify="2 working hours",
    divert="1 working hour",
    accept="2 working hours",
    verify="1 working day",
    feedback="2 working days",
)


class SmallCity:
    """The directory of the small city, and its matters' stages, as a test sets them."""

    def __init__(self, stages: dict[str, str] | None = None) -> None:
        self.stages = stages or {}

    def as_of(self, moment: datetime) -> Self:
        return self

    def has_unit(self, code: str) -> bool:
        return code in PLACES

    def unit(self, code: str) -> Unit | None:
        return PLACES.get(code)

    def has_body(self, body: Body) -> bool:
        return body in BODIES

    def has_member(self, code: str) -> bool:
        return any(actor.member == code for actor in EVERYBODY)

    def knows(self, actor: Actor) -> bool:
        return replace(actor, known_by="test") in EVERYBODY

    def matter_class(self, code: str) -> MatterClass | None:
        return CLASSES.get(code)

    def micro_grid(self, code: str) -> MicroGrid | None:
        return MICRO_GRIDS.get(code)

    def stage_of(self, matter_id: str) -> str:
        return self.stages.get(matter_id, "unreported")

    def happenings(self, matter_id: str) -> dict[str, datetime]:
        return {f"matter:{matter_id}@1": at("Mon 09:00")} if matter_id in self.stages else {}

    def reopenings_of(self, matter_id: str) -> int:
        return 0


@cache
def working_time() -> WorkingTime:
    return WorkingTime.of("china", ["09:00-12:00", "13:30-17:30"], "Asia/Shanghai")


def policy(city: SmallCity | None = None, **changes: Any) -> Policy:
    """The small city's policy, with what a test changes in it."""
    known = city or SmallCity()
    usual = Policy(version="p1", time=working_time(), directory=known, neighbours=known, limits=LIMITS)
    return replace(usual, **changes)


def running_city(store: EventStore, directory: Directory | None = None, **changes: Any) -> RunningCity:
    """The small city at work on a store, with what a test changes in its policy; everything is recorded on a Monday."""
    known = directory or SmallCity()
    return RunningCity(
        store,
        lambda _, neighbours: replace(policy(**changes), directory=known, neighbours=neighbours),
        clock=lambda: at("Mon 00:00"),
        rehearsal=True,
    )
