"""Where events come from: the store, or the partitions of a topic. Read in batches."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, get_args

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


class Batch:
    """Events ready for DuckDB by where they are staged, and the position of the last of each partition."""

    def __init__(self) -> None:
        self.positions: dict[int, int] = {}
        self.count = 0
        self.spools: defaultdict[str, Spool] = defaultdict(Spool)

    def add(self, partition: int, events: Sequence[StoredEvent]) -> None:
        tags = {event.tag for event in events}
        for name, kind in KINDS.items():
            if kind & tags:
                self.spools[name].add(_of(kind, tags, events))
        self.positions[partition] = events[-1].position
        self.count += len(events)

    def close(self) -> None:
        for spool in self.spools.values():
            spool.close()


def batches(
    source: Source, after: Mapping[int, int], *, until: Mapping[int, int] | None = None, size: int = BATCH
) -> Iterator[Batch]:
    """What stands after the positions ``after``, up to and with ``until``: by default, all there is.

    The first batch is a small one, so that whoever works on them does not wait long for it.
    """
    batch, enough = Batch(), size // 4
    try:
        for partition, events in _pieces(source, after, until):
            batch.add(partition, events)
            if batch.count >= enough:
                full, batch, enough = batch, Batch(), size
                yield full
    except BaseException:
        batch.close()
        raise
    if batch.count:
        yield batch


def _pieces(
    source: Source, after: Mapping[int, int], until: Mapping[int, int] | None
) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
    for partition, feed in partitions(source).items():
        position = after.get(partition, 0)
        last = feed.last_position() if until is None else until.get(partition, 0)
        while position < last and (events := _up_to(last, feed.read(position, AT_ONCE))):
            yield partition, events
            position = events[-1].position


def _up_to(last: int, events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    if events and events[-1].position > last:
        return [event for event in events if event.position <= last]
    return events


def _of(kind: frozenset[str], tags: set[str], events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    return events if tags <= kind else [event for event in events if event.tag in kind]
