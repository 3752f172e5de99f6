"""The whole of a city from read models that each were fed some partitions of its topics."""

from collections.abc import Sequence
from pathlib import Path

from gridcase.store.history import Place
from gridcase_projections import models
from gridcase_projections.database import (
    BUILDING,
    LIVE,
    Connection,
    Resources,
    attached,
    discard,
    open_writer,
    publish,
    replace_live,
    snapshot,
    snapshots,
    transaction,
)
from gridcase_projections.errors import NothingPublished, OtherHistory, OtherSource
from gridcase_projections.lock import writer_lock
from gridcase_projections.tables import FeedRow, ReadModels, feed_of, places


def merge(parts: Sequence[Path], directory: Path, resources: Resources | None = None) -> dict[int, int]:
    """Make read models in ``directory`` from the newest snapshots of the parts, and publish them.

    Returns the positions that they have reached. What several parts hold, as all do the register, is taken once. Raises
    ``NothingPublished`` for a part without a snapshot, ``OtherSource`` for one that was fed from other topics than the
    first, or follows other models than ours, ``OtherHistory`` where their events are of two histories.
    """
    with writer_lock(directory):
        with snapshot(parts[0], resources) as first:
            feed = feed_of(first)
        discard(directory / BUILDING)
        with open_writer(directory / BUILDING, resources or Resources()) as connection:
            tables = ReadModels(connection)
            tables.create(feed.source, feed.time_zone)
            reached: dict[int, Place] = {}
            for part in parts:
                for partition, place in _take(connection, part, feed._replace(digest=models.digest())).items():
                    if partition not in reached or place.position > reached[partition].position:
                        reached[partition] = place
            if len({place.history for place in reached.values()}) > 1:
                raise OtherHistory(directory)
            tables.refresh(reached)
        replace_live(directory / BUILDING, directory / LIVE)
        publish(directory)
        return {partition: place.position for partition, place in reached.items()}


def _take(connection: Connection, part: Path, feed: FeedRow) -> dict[int, Place]:
    """Take over what a part has staged; returns how far it has come."""
    published = snapshots(part)
    if not published:
        raise NothingPublished(part)
    with attached(connection, published[0], "part"), transaction(connection):
        theirs = feed_of(connection, "part.feed")
        if theirs != feed:
            raise OtherSource(part, feed.source, theirs.source or "nothing")
        for staged in models.staged():
            connection.execute(f"insert into {staged.name} from part.{staged.name}")
        connection.execute("insert into left_out from part.left_out anti join left_out using (partition, position)")
        return places(connection, "part.positions")
