"""What grid members did: their days added up, and the matters that they reported."""

from datetime import date, datetime

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.rows import structs
from gridcase_projections.times import to_utc


class MemberWork(Struct, frozen=True):
    """A grid member's work in some days; all are counts.

    ``covered`` of ``places`` is the coverage of the grid, ``valid`` of ``reports`` the valid reports; ``missed`` are
    matters that supervision says should have been reported (漏报). ``households`` are those of the micro-grids that the
    member keeps in touch with, ``settled`` the matters resolved on the spot as their contact.
    """

    member: str
    unit: str
    days: int
    points: int
    outside: int
    inspections: int
    covered: int
    places: int
    findings: int
    reports: int
    valid: int
    missed: int
    households: int
    settled: int


class ReportedMatter(Struct, frozen=True):
    """A matter that a member reported, and what has become of it."""

    matter_id: str
    reported_at: datetime
    class_code: str
    unit: str
    stage: str
    host: str
    on_the_spot: bool
    solved: bool | None
    score: int | None
    closed_at: datetime | None


def member_work(
    connection: Connection, first: date, until: date, starts: datetime, ends: datetime, member: str | None = None
) -> list[MemberWork]:
    """Every grid member of today's register, or one, in the days from ``first`` up to, and without, ``until``.

    ``starts`` and ``ends`` are the same days as times: reports are counted by these.
    """
    parameters = {"from": first, "to": until, "starts": to_utc(starts), "ends": to_utc(ends), "member": member}
    return structs(connection.execute(models.query("member_work"), parameters), MemberWork)


def reported_by(connection: Connection, member: str, starts: datetime, ends: datetime) -> list[ReportedMatter]:
    """The matters that a member reported from ``starts`` up to, and without, ``ends``."""
    parameters = {"member": member, "starts": to_utc(starts), "ends": to_utc(ends)}
    return structs(connection.execute(models.query("reported_by"), parameters), ReportedMatter)
