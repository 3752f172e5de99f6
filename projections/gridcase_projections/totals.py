"""How much the read models hold."""

from msgspec import Struct

from gridcase_projections.database import Connection
from gridcase_projections.tables import positions


class Totals(Struct, frozen=True):
    """Matters, and events of matters and of the register, up to a ``position`` of the store."""

    matters: int
    events: int
    position: int


def totals(connection: Connection) -> Totals:
    [(matters, events)] = connection.execute(
        "select (select count(*) from matters), (select count(*) from events) + (select count(*) from records)"
    ).fetchall()
    return Totals(matters=matters, events=events, position=sum(positions(connection).values()))
