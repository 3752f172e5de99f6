"""The people of the invented city: who sits where, and how fast and careful each department is."""

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.bodies import Body, unit_of_body
from gridcase.demo.city import InventedCity
from gridcase.registry.records import Department, MatterClass, Member

KNOWN_BY = "demo"
CLASS_PROFILES = Path(__file__).parent / "class_profiles.csv"


class ClassProfile(Struct, frozen=True, kw_only=True):
    """What a class of matters is like: how ``often`` it comes, what percentage is solved ``on_the_spot``."""

    class_code: str
    list_code: str
    host: str
    often: int
    on_the_spot: int
    co_handlers: tuple[str, ...]
    text: str
    urgent: bool


class Habits(Struct, frozen=True, kw_only=True):
    """``pace`` is the share of a limit that the department usually takes, ``care`` that of its work that is good."""

    pace: float
    care: float


OF_UNITS = Habits(pace=0.5, care=0.94)


class People:
    def __init__(self, city: InventedCity, random: Random) -> None:
        self.random = random
        self._by_role: dict[Role, list[Actor]] = defaultdict(list)
        self._officers: dict[str, list[Actor]] = defaultdict(list)
        self._grid_members: dict[str, Actor] = {}
        self._micro_grids = {micro_grid.contact: micro_grid.code for micro_grid in city.micro_grids}
        for member in city.members:
            self._seat(member)
        self.departments = [record for record in city.catalogue if isinstance(record, Department)]
        self.habits: Mapping[str, Habits] = {
            department.code: Habits(pace=random.triangular(0.25, 0.95, 0.45), care=random.triangular(0.84, 1.0, 0.95))
            for department in self.departments
        }

    def _seat(self, member: Member) -> None:
        actor = member.acting(KNOWN_BY)
        self._by_role[member.role].append(actor)
        if actor.body:
            self._officers[actor.body].append(actor)
        if member.role is Role.GRID_MEMBER:
            self._grid_members[member.unit] = actor

    def one(self, role: Role, *, but: str = "", random: Random | None = None) -> Actor:
        """Somebody at a desk of this kind, but not the member named."""
        return (random or self.random).choice([actor for actor in self._by_role[role] if actor.member != but])

    def officer(self, body: Body, random: Random | None = None) -> Actor:
        return (random or self.random).choice(self._officers[body])

    def habits_of(self, body: Body) -> Habits:
        """Of a department as drawn for it; units are all alike."""
        return self.habits.get(body, OF_UNITS)

    def grid_member(self, unit: str) -> Actor:
        """The grid member of a grid."""
        return self._grid_members[unit]

    def micro_grid_of(self, contact: Actor) -> str:
        """The micro-grid that somebody keeps in touch with; nothing for whoever does with none."""
        return self._micro_grids.get(contact.member, "")

    def resident(self) -> Actor:
        return Actor(member=f"r-{self.random.getrandbits(32):08x}", role=Role.RESIDENT, known_by="app")

    def another_department(self, but: str, profile: ClassProfile) -> str:
        """Where a matter that came to the wrong department may belong: to a co-handler, else to one of the group."""
        host = profile.co_handlers[0] if unit_of_body(but) else but
        group = next(department.group for department in self.departments if department.code == host)
        alike = [other.code for other in self.departments if other.group == group and other.code != but]
        return self.random.choice([other for other in profile.co_handlers if other != but] or alike)


def class_profiles(city: InventedCity) -> Sequence[ClassProfile]:
    """One for each class of the catalogue."""
    classes = {record.code: record for record in city.catalogue if isinstance(record, MatterClass)}
    with CLASS_PROFILES.open(encoding="utf-8", newline="") as file:
        return [
            ClassProfile(
                class_code=row["class_code"],
                list_code=classes[row["class_code"]].list_code,
                host=classes[row["class_code"]].default_host,
                often=int(row["often"]),
                on_the_spot=int(row["on_the_spot"]),
                co_handlers=tuple(row["co_handlers"].split()),
                text=f"{row['text']} {row['text_en']}",
                urgent="urgent" in classes[row["class_code"]].limits.handle,
            )
            for row in csv.DictReader(file)
        ]
