"""What the city registers. Each record is the whole truth about one thing from a time on; codes are the keys."""

from enum import StrEnum

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.bodies import Body
from gridcase.working_time.limits import StepLimits


class UnitKind(StrEnum):
    AREA = "area"
    VILLAGE = "village"
    GRID = "grid"
    ENTERPRISE = "enterprise"
    INSTITUTION = "institution"


class Unit(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A node of the grid tree. ``level`` is the city's own word (county, village, grid); a root has no parent.

    ``boundary``, if it is known, is written as ``gridcase.boundaries`` reads it. ``group`` gathers the units of a level
    that are ranked among each other, and those below it: without one, it is that of the unit above.
    """

    code: str
    name: str
    level: str
    parent: str = ""
    kind: UnitKind = UnitKind.AREA
    boundary: str = ""
    group: str = ""


class Department(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who handles matters; ``group`` gathers departments that are scored alike."""

    code: str
    name: str
    group: str = ""


class Member(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A person in one role. ``code`` is a random or staff id, never a phone or identity number.

    ``login`` is the operating-system user, where the member works through the command.
    """

    code: str
    name: str
    role: Role
    unit: str = ""
    department: str = ""
    login: str = ""

    def acting(self, known_by: str) -> Actor:
        """Who acts when this member does."""
        return Actor(member=self.code, role=self.role, unit=self.unit, department=self.department, known_by=known_by)


class MicroGrid(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """About 15 households that one ``contact`` (a member) keeps in touch with. Households are random ids."""

    code: str
    unit: str
    contact: str
    households: tuple[str, ...] = ()


class MatterClass(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A small class of a management list: its limits, what a report of it must say, who handles it by default.

    ``default_host`` is a responsible body, or ``unit:`` and a level: the unit of that level where it happened, or the
    next above that can act. ``level_limits`` say how long units of a level have for it, instead of the limit of
    handling; only what ``may_skip`` goes up past a unit that can act.
    """

    code: str
    name: str
    list_code: str
    limits: StepLimits = StepLimits()
    mandatory: tuple[str, ...] = ()
    default_host: Body = ""
    level_limits: dict[str, str] = {}
    may_skip: bool = False


class ManagementList(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of the city's management lists (清单)."""

    code: str
    name: str


class Source(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another platform whose references are known here: its matters have the ids ``code-reference``."""

    code: str
    name: str


Record = Unit | Department | Member | MicroGrid | MatterClass | ManagementList | Source
