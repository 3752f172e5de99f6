"""Where events come from: the store, or the partitions of a topic. Read in batches."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, get_args

from msgspec import Struct

from gridcase.assessments.events import AssessmentEvent
from gridcase.matters.events import MatterEvent
from gridcase.patrols.events import PatrolEvent
from gridcase.registry.events import RegistryEvent
from gridcase.store.port import StoredEvent
from gridcase_projections.spool import Spool

BATCH = 122_880
"""Events that are taken together: one of DuckDB's row groups, some 65 MB."""

AT_ONCE = 2048
"""Events that are read together: so few that the memory of the last ones serves again."""


class Feed(Protocol):
    """Events in order of their position: a store is one, and so is each partition of a topic."""

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Events with a position above ``after``, in order."""
        ...

    def last_position(self) -> int:
        """The position of the newest event; 0 if there is none."""
        ...


Source = Feed | Mapping[int, Feed]
"""One feed, or several by the number of their partition. All events of a matter are in the same one."""


def partitions(source: Source) -> Mapping[int, Feed]:
    return source if isinstance(source, Mapping) else {0: source}


def _tags(events: object) -> frozenset[str]:
    return frozenset(str(event.__struct_config__.tag) for event in get_args(events))


KINDS = {
    "events": _tags(MatterEvent),
    "records": _tags(RegistryEvent),
    "assessment_events": _tags(AssessmentEvent),
    "patrol_events": _tags(PatrolEvent),
}
"""Which events are staged where."""


class Batch(Struct, frozen=True):
    """Events ready for DuckDB by where they are staged, and the position of the last of them."""

    partition: int
    position: int
    count: int
    spools: Mapping[str, Spool]

    def close(self) -> None:
        _close(self.spools)


def batches(
    source: Source, after: Mapping[int, int], *, until: Mapping[int, int] | None = None, size: int = BATCH
) -> Iterator[Batch]:
    """What stands after the positions ``after``, up to and with ``until``: by default, all there is.

    The first batch is a small one, so that whoever works on them does not wait long for it.
    """
    for partition, feed in partitions(source).items():
        position = after.get(partition, 0)
        last = feed.last_position() if until is None else until.get(partition, 0)
        take = size // 4 + 1
        while position < last and (batch := _batch(feed, partition, position, last, take)):
            yield batch
            position, take = batch.position, size


def _batch(feed: Feed, partition: int, after: int, last: int, size: int) -> Batch | None:
    spools: defaultdict[str, Spool] = defaultdict(Spool)
    position, count = after, 0
    try:
        for read in _pieces(feed, after, last, size):
            tags = {event.tag for event in read}
            for name, kind in KINDS.items():
                if kind & tags:
                    spools[name].add(_of(kind, tags, read))
            position, count = read[-1].position, count + len(read)
    except BaseException:
        _close(spools)
        raise
    return Batch(partition, position, count, spools) if count else None


def _pieces(feed: Feed, after: int, last: int, size: int) -> Iterator[Sequence[StoredEvent]]:
    while size and after < last and (read := feed.read(after, min(size, AT_ONCE))):
        if read[-1].position > last:
            read = [event for event in read if event.position <= last]
        if not read:
            return
        yield read
        after, size = read[-1].position, size - len(read)


def _close(spools: Mapping[str, Spool]) -> None:
    for spool in spools.values():
        spool.close()


def _of(kind: frozenset[str], tags: set[str], events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    return events if tags <= kind else [event for event in events if event.tag in kind]
