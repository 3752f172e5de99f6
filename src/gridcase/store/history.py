"""Which history a store holds, and whether what somebody remembers of it is still true.

Whatever is made from events remembers the ``Place`` that it came to, not a bare position: a store that was put back
from a copy reaches the same positions again, with other events.
"""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from gridcase.ids import new_id
from gridcase.store.digest import event_digest
from gridcase.store.port import EventStore, StoredEvent

BEGINNING = 0
"""The position before the first event, where every history is alike."""


class HistoryId(Struct, frozen=True):
    """``store_id`` is drawn when a store is made, and goes with its events wherever these are moved.

    ``lineage`` is the same until the store is told that it was put back from a copy and readers must begin anew.
    """

    store_id: str
    lineage: str

    @property
    def is_first(self) -> bool:
        """Whether the store was never told so."""
        return self.lineage == self.store_id

    def __str__(self) -> str:
        return f"{self.store_id}.{self.lineage}"


class Place(Struct, frozen=True):
    """A position, and which event stands there: its digest as hexadecimal digits, none before the first."""

    store_id: str
    lineage: str
    position: int
    digest: str

    @property
    def history(self) -> HistoryId:
        return HistoryId(self.store_id, self.lineage)


def id_by_first_event(event: StoredEvent | None) -> str:
    """The id of a store that was made before stores had one: the same in each of its copies."""
    if event is None:
        return ""
    return event_digest(event.stream, event.version, event.tag, event.data).hex()[:32]


class Readable(Protocol):
    """What is asked of a store to know its places: some of ``EventStore``."""

    def lineages(self) -> Sequence[str]: ...

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]: ...

    def last_position(self) -> int: ...


def history(store: Readable) -> HistoryId:
    """What the store holds now."""
    lineages = store.lineages()
    return HistoryId(lineages[0], lineages[-1])


def begin_lineage(store: EventStore) -> HistoryId:
    """Have every reader of the store's earlier lineages begin anew. Durable when it returns."""
    store.begin_lineage(new_id())
    return history(store)


def place(store: Readable, position: int) -> Place:
    """The place that a reader has come to who has used the event at ``position``; 0 for one who has used none.

    Raises ``LookupError`` where no event stands there.
    """
    now = history(store)
    return Place(now.store_id, now.lineage, position, digest_at(store, position))


def place_of(history: HistoryId, event: StoredEvent) -> Place:
    """The place of an event in a history."""
    digest = event_digest(event.stream, event.version, event.tag, event.data).hex()
    return Place(history.store_id, history.lineage, event.position, digest)


def digest_at(store: Readable, position: int) -> str:
    """The digest of the event at a position, none before the first. Raises ``LookupError`` where there is no event."""
    if position == BEGINNING:
        return ""
    match store.read(position - 1, 1):
        case [event] if event.position == position:
            return event_digest(event.stream, event.version, event.tag, event.data).hex()
        case _:
            raise LookupError(f"no event stands at position {position}")


def misfit(store: Readable, remembered: Place) -> str:
    """Why what was made from events up to a place does not follow from this store; nothing if it does."""
    if remembered.position == BEGINNING:
        return ""
    if remembered.store_id != history(store).store_id:
        return "it was made from another store"
    last = store.last_position()
    if remembered.position > last:
        return f"it had come to position {remembered.position}, and the store ends at {last}"
    try:
        digest = digest_at(store, remembered.position)
    except LookupError:
        digest = ""
    return "" if digest == remembered.digest else f"another event stands at position {remembered.position}"
