"""Among whom somebody is ranked: like with like."""

from gridcase_projections.database import Connection
from gridcase_projections.metrics.catalogue import Dimension
from gridcase_projections.metrics.question import Question
from gridcase_projections.times import to_utc

UNITS = "select code, concat_ws(' ', \"level\", unit_group) from units"

PEERS = {
    Dimension.DEPARTMENT: "select code, coalesce(department_group, '') from departments",
    Dimension.UNIT: UNITS,
    Dimension.HOST: UNITS,
    Dimension.MEMBER: 'select code, "role" from members',
}
"""Departments by their group; units by their level, and by their group or that of the unit above; members by role."""


def peers_of(connection: Connection, question: Question) -> dict[str, str]:
    """The group of peers of each, as the register had it then. Classes and channels are all of one group."""
    if question.by not in PEERS:
        return {}
    sql = f"{PEERS[question.by]} where valid_from <= $at and $at < valid_to"
    return dict(connection.execute(sql, {"at": to_utc(question.window.as_of)}).fetchall())
