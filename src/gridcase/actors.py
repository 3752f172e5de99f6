"""Who acts: a member of the city in one role, and how we know."""

from enum import StrEnum

from msgspec import Struct

from gridcase.bodies import Body, body_of_unit


class Role(StrEnum):
    """What a member may do is decided by the role, in ``matters.permissions``.

    ``department`` is the role of whoever acts for a responsible body, be it a department or a unit.
    """

    RESIDENT = "resident"
    GRID_MEMBER = "grid-member"
    RECEPTION = "reception"
    REVISIT_CLERK = "revisit-clerk"
    FOREMAN = "foreman"
    DISPATCHER = "dispatcher"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    REGISTRAR = "registrar"
    LOOP = "loop"


class Actor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who gave a command. ``known_by`` says how the actor was known: ``os-user:wang``, ``import:nyc311``, ``loop``.

    ``unit`` and ``department`` are codes, empty where the member belongs to none.
    """

    member: str
    role: Role
    unit: str = ""
    department: str = ""
    known_by: str

    @property
    def body(self) -> Body:
        """The responsible body that the actor acts for; nothing for whoever acts for none."""
        return self.department or (body_of_unit(self.unit) if self.role is Role.DEPARTMENT else "")


THE_LOOP = Actor(member="loop", role=Role.LOOP, known_by="loop")
