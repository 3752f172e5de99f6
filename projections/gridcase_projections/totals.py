"""How much there is: in the read models, and in the store beyond them."""

from pathlib import Path

from msgspec import Struct

from gridcase.ids import is_matter
from gridcase_projections import models
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.errors import NothingPublished
from gridcase_projections.feeds import Feed, SinglePartition
from gridcase_projections.spool import LeftOut
from gridcase_projections.tables import events_left_out, feed_of, places, positions
from gridcase_projections.unreadable import Unreadable, unreadable_of, unreadable_streams


class Totals(Struct, frozen=True):
    """Matters, and events of whatever kind, up to a ``position`` of the store."""

    matters: int
    events: int
    position: int


NOTHING = Totals(0, 0, 0)

EVENTS_AT_A_TIME = 50_000
"""Read from the store together."""


class StoreTotals(Struct, frozen=True, kw_only=True):
    """What the store holds up to its last ``position``, of which the read models have come to ``read_models``.

    ``behind`` is how many positions they miss: 0 says that no event is. ``remark`` says why they do not follow from
    this store, and will be made anew. ``unreadable`` are the streams that are left out, and those beyond the read
    models that will be.
    """

    matters: int
    events: int
    position: int
    read_models: int
    behind: int
    remark: str = ""
    unreadable: tuple[Unreadable, ...] = ()


def totals(connection: Connection) -> Totals:
    """What the tables hold; nothing, if models of another version made them: they will be made again."""
    if feed_of(connection).digest != models.digest():
        return NOTHING
    counted = [*(staged.name for staged in models.staged()), "left_out"]
    everything = " + ".join(f"(select count(*) from {name})" for name in counted)
    [(matters, events)] = connection.execute(f"select (select count(*) from matters), {everything}").fetchall()
    return Totals(matters=matters, events=events, position=sum(positions(connection).values()))


def left_out(directory: Path) -> list[LeftOut]:
    """The events that the newest read models of our making leave out, in the order of their positions."""
    try:
        with snapshot(directory) as connection:
            ours = feed_of(connection).digest == models.digest()
            return events_left_out(connection) if ours else []
    except NothingPublished:
        return []


def store_totals(store: Feed, directory: Path) -> StoreTotals:
    """What the read models in ``directory`` hold, and what the store has beyond them."""
    remark, unreadable = "", dict[str, Unreadable]()
    try:
        with snapshot(directory) as connection:
            known = totals(connection)
            if known != NOTHING and (remark := SinglePartition(store).misfit(places(connection))):
                known = NOTHING
            if known != NOTHING:
                unreadable = {one.stream: one for one in unreadable_streams(connection)}
    except NothingPublished:
        known = NOTHING
    matters, events, position = known.matters, known.events, known.position
    while beyond := store.read(position, EVENTS_AT_A_TIME):
        matters += sum(event.version == 1 and is_matter(event.stream) for event in beyond)
        events += len(beyond)
        for failed in unreadable_of(beyond):
            unreadable.setdefault(failed.stream, failed)
        position = beyond[-1].position
    return StoreTotals(
        matters=matters,
        events=events,
        position=position,
        read_models=known.position,
        behind=position - known.position,
        remark=remark,
        unreadable=tuple(sorted(unreadable.values(), key=lambda one: one.stream)),
    )
