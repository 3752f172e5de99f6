"""How much the read models hold."""

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.tables import positions


class Totals(Struct, frozen=True):
    """Matters, and events of whatever kind, up to a ``position`` of the store."""

    matters: int
    events: int
    position: int


def totals(connection: Connection) -> Totals:
    everything = " + ".join(f"(select count(*) from {staged.name})" for staged in models.staged())
    [(matters, events)] = connection.execute(f"select (select count(*) from matters), {everything}").fetchall()
    return Totals(matters=matters, events=events, position=sum(positions(connection).values()))
