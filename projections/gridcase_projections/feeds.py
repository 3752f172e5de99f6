"""Where events come from: the store, or the partitions of a topic. Read in batches."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Protocol, runtime_checkable

from gridcase.aggregates import FAMILIES
from gridcase.envelope import Envelope
from gridcase.store.codec import Codec
from gridcase.store.history import HistoryId, Place, history, misfit, place_of
from gridcase.store.port import StoredEvent
from gridcase.tags import tag_of
from gridcase_projections.spool import LeftOut, Spool

BATCH_EVENTS = 122_880
"""Events that are taken together: one of DuckDB's row groups, some 65 MB."""

READ_EVENTS = 2048
"""Events that are read together: so few that the memory of the last ones serves again."""


class Feed(Protocol):
    """Events in order of their position, as a store has them."""

    def lineages(self) -> Sequence[str]:
        """The ids of the lineages of its history, oldest first."""
        ...

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Events with a position above ``after``, in order."""
        ...

    def last_position(self) -> int:
        """The position of the newest event; 0 if there is none."""
        ...


@runtime_checkable
class Source(Protocol):
    """Events by partition, as topics have them: a position is a place in its partition, above 0.

    All events of a matter are in the same partition.
    """

    envelope: type[Envelope]
    """What the bytes of its events are read as."""

    def history(self) -> HistoryId:
        """Which history its events are of."""
        ...

    def event_at(self, partition: int, position: int) -> StoredEvent | None:
        """The event that stands there now: bytes may have been mended, or taken away, since they were read."""
        ...

    def misfit(self, places: Mapping[int, Place]) -> str:
        """Why what was made of its events up to these places does not follow from it; nothing if it does."""
        ...

    def last_positions(self) -> dict[int, int]:
        """The position of the newest event of each partition; 0 if it has none."""
        ...

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        """What stands above ``after``, up to and with ``until``: some events of a partition at a time, in its order."""
        ...


class SinglePartition:
    """A feed as a source: its partition is 0."""

    envelope = Envelope

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def history(self) -> HistoryId:
        return history(self._feed)

    def event_at(self, partition: int, position: int) -> StoredEvent | None:
        return next((event for event in self._feed.read(position - 1, 1) if event.position == position), None)

    def misfit(self, places: Mapping[int, Place]) -> str:
        return next(filter(None, (misfit(self._feed, place) for place in places.values())), "")

    def last_positions(self) -> dict[int, int]:
        return {0: self._feed.last_position()}

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        position, last = after.get(0, 0), until.get(0, 0)
        while position < last and (events := _up_to(last, self._feed.read(position, READ_EVENTS))):
            yield 0, events
            position = events[-1].position


def _up_to(last: int, events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    if events and events[-1].position > last:
        return [event for event in events if event.position <= last]
    return events


OWN_TABLES = {"matters": "staged_events", "registry": "records"}
"""The tables of families that are not named after them."""

KINDS = {
    OWN_TABLES.get(family.name, f"{family.name.removesuffix('s')}_events"): frozenset(map(tag_of, family.events))
    for family in FAMILIES
}
"""Which events are staged where."""

KNOWN_TAGS: frozenset[str] = frozenset().union(*KINDS.values())


class Batch:
    """Events of a history, ready for DuckDB by where they are staged, and the place of the last of each partition."""

    def __init__(self, history: HistoryId, codec: Codec) -> None:
        self.history = history
        self.places: dict[int, Place] = {}
        self.unknown: list[LeftOut] = []
        self.count = 0
        self.spools: defaultdict[str, Spool] = defaultdict(lambda: Spool(codec))

    def add(self, partition: int, events: Sequence[StoredEvent]) -> None:
        tags = {event.tag for event in events}
        for name, kind in KINDS.items():
            if kind & tags:
                self.spools[name].add(partition, _only(kind, tags, events))
        if not tags <= KNOWN_TAGS:
            self.unknown += [unknown_kind(partition, event) for event in events if event.tag not in KNOWN_TAGS]
        self.places[partition] = place_of(self.history, events[-1])
        self.count += len(events)

    @property
    def left_out(self) -> list[LeftOut]:
        """The events that no read model holds."""
        return [*self.unknown, *(left_out for spool in self.spools.values() for left_out in spool.left_out)]

    def close(self) -> None:
        for spool in self.spools.values():
            spool.close()


def batches(
    source: Source, after: Mapping[int, int], *, until: Mapping[int, int] | None = None, size: int = BATCH_EVENTS
) -> Iterator[Batch]:
    """What stands after the positions ``after``, up to and with ``until``: by default, all there is.

    The first batch is a small one, so that whoever works on them does not wait long for it.
    """
    new_batch = partial(Batch, source.history(), Codec(envelope=source.envelope))
    batch, enough = new_batch(), size // 4
    try:
        for partition, events in source.read(after, source.last_positions() if until is None else until):
            batch.add(partition, events)
            if batch.count >= enough:
                full, batch, enough = batch, new_batch(), size
                yield full
    except BaseException:
        batch.close()
        raise
    if batch.count:
        yield batch


def unknown_kind(partition: int, event: StoredEvent) -> LeftOut:
    reason = f"it is of an unknown kind, {event.tag!r}"
    return LeftOut(partition, event.position, str(event.stream), str(event.version), reason)


def _only(kind: frozenset[str], tags: set[str], events: Sequence[StoredEvent]) -> Sequence[StoredEvent]:
    return events if tags <= kind else [event for event in events if event.tag in kind]
