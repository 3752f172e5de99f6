"""How much the read models hold."""

from msgspec import Struct

from gridcase_projections import models
from gridcase_projections.database import Connection
from gridcase_projections.tables import feed_of, positions


class Totals(Struct, frozen=True):
    """Matters, and events of whatever kind, up to a ``position`` of the store."""

    matters: int
    events: int
    position: int


NOTHING = Totals(0, 0, 0)


def totals(connection: Connection) -> Totals:
    """What the tables hold; nothing, if models of another version made them: they will be made again."""
    _, made_by = feed_of(connection)
    if made_by != models.digest():
        return NOTHING
    everything = " + ".join(f"(select count(*) from {staged.name})" for staged in models.staged())
    [(matters, events)] = connection.execute(f"select (select count(*) from matters), {everything}").fetchall()
    return Totals(matters=matters, events=events, position=sum(positions(connection).values()))
