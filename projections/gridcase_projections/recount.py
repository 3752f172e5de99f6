"""Read models counted again elsewhere, to see whether they follow from their store. Nothing of theirs is touched."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from gridcase.store.history import HistoryId, Place
from gridcase.store.port import StoredEvent
from gridcase_projections.comparison import Comparison, compare
from gridcase_projections.database import LIVE, Resources, open_writer, snapshot, snapshots
from gridcase_projections.feeds import Feed, SinglePartition, Source
from gridcase_projections.runner import Projector
from gridcase_projections.tables import feed_of, positions


class AsFarAs(Source):
    """A source up to some positions, whatever it has beyond them."""

    def __init__(self, source: Source, last_positions: dict[int, int]) -> None:
        self.envelope = source.envelope
        self._source = source
        self._last_positions = last_positions

    def history(self) -> HistoryId:
        return self._source.history()

    def event_at(self, partition: int, position: int) -> StoredEvent | None:
        return self._source.event_at(partition, position)

    def misfit(self, places: Mapping[int, Place]) -> str:
        return self._source.misfit(places)

    def last_positions(self) -> dict[int, int]:
        return self._last_positions

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        return self._source.read(after, until)


def recount(store: Feed, directory: Path) -> Comparison:
    """The newest snapshot beside a count of the same events. Raises ``NothingPublished`` where there is none."""
    with snapshot(directory) as published:
        reached, time_zone = positions(published), feed_of(published).time_zone
        [newest, *_] = snapshots(directory)
        with TemporaryDirectory(prefix="gridcase-recount-") as folder:
            Projector(Path(folder), AsFarAs(SinglePartition(store), reached), time_zone=time_zone).catch_up()
            with open_writer(Path(folder) / LIVE, Resources()) as counted:
                return compare(counted, newest)
