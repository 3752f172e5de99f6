"""What people ask of the read models: lists, the overdue, the work of the departments."""

from datetime import datetime

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc


class MatterListed(Struct, frozen=True):
    """A matter in a list. Names are empty where the register does not know them."""

    matter_id: str
    source: str
    reference: str
    channel: str
    stage: str
    unit: str
    unit_name: str
    class_code: str
    class_name: str
    host: str
    host_name: str
    rounds: int
    reported_at: datetime
    due: datetime | None
    due_close: datetime | None
    suspended_until: datetime | None
    closed_at: datetime | None
    on_the_spot: bool
    solved: bool | None
    satisfaction: str
    score: int | None
    master: str
    unmeetable: bool


class OverdueListed(Struct, frozen=True):
    """A deadline that has passed unanswered. ``round`` is 0 and ``department`` empty for steps that belong to none."""

    matter_id: str
    reference: str
    step: str
    round: int
    department: str
    unit: str
    class_code: str
    due: datetime


class DepartmentWorkload(Struct, frozen=True):
    """What a department has to do now, and what it has handled so far; all are counts of rounds."""

    department: str
    name: str
    open: int
    suspended: int
    overdue: int
    handled: int
    handled_in_time: int


def list_matters(
    connection: Connection,
    *,
    stage: str | None = None,
    unit: str | None = None,
    department: str | None = None,
    host: str | None = None,
    overdue_at: datetime | None = None,
    unmeetable: bool = False,
    text: str | None = None,
    as_of: datetime | None = None,
    as_known: datetime | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[MatterListed]:
    """Matters, the newest first: as they were ``as_of`` a time, by what the store had recorded ``as_known``.

    ``unit`` takes in all that is below it in today's grid tree; ``department`` finds what it ever was the host of,
    ``host`` what it is the host of now, be it a department or a unit; ``text`` is looked for in ids, references, codes
    and the names of units, classes and hosts, whatever the case of its letters. ``unmeetable`` are those whose demand
    nobody can meet.
    """
    parameters = {
        "stage": stage,
        "unit": unit,
        "department": department,
        "host": host,
        "overdue_at": overdue_at and to_utc(overdue_at),
        "unmeetable": unmeetable,
        "text": text,
        "limit": limit,
        "offset": offset,
    }
    question = models.query("matters_listed")
    moments = {"as_of": as_of, "as_known": as_known}
    if then := {name: to_utc(moment) for name, moment in moments.items() if moment is not None}:
        question = models.as_it_was(question, *then)
    return structs(connection.execute(question, {**parameters, **then}), MatterListed)


def list_overdue(
    connection: Connection, at: datetime, *, step: str | None = None, department: str | None = None, limit: int = 1000
) -> list[OverdueListed]:
    """The deadlines that had passed unanswered at a time, those due longest first."""
    parameters = {"at": to_utc(at), "step": step, "department": department, "limit": limit}
    return structs(connection.execute(models.query("overdue_at"), parameters), OverdueListed)


def department_overview(connection: Connection, at: datetime) -> list[DepartmentWorkload]:
    """Every department that is registered or was ever diverted to, those with most open rounds first."""
    return structs(connection.execute(models.query("departments_overview"), {"at": to_utc(at)}), DepartmentWorkload)


def find_reference(connection: Connection, reference: str) -> list[str]:
    """The ids of the matters that have the reference in some source, in order."""
    rows = connection.execute(
        "select matter_id from matters where reference = ? order by matter_id", [reference]
    ).fetchall()
    return [matter_id for (matter_id,) in rows]
