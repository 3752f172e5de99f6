"""Events that nobody can read, written into a store behind its back, and mended again."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from msgspec import Struct

from gridcase.store.digest import event_digest
from gridcase.store.port import NewEvent, StoredEvent
from gridcase.store.sqlite import INSERT_EVENT, keep

Spoil = Callable[[NewEvent], NewEvent]


def of_an_unknown_kind(event: NewEvent) -> NewEvent:
    data = event.data.replace(event.tag.encode(), b"matter-teleported")
    return NewEvent(event.stream, event.version, "matter-teleported", data)


def cut_off(event: NewEvent) -> NewEvent:
    return NewEvent(event.stream, event.version, event.tag, event.data[: len(event.data) // 2])


def with_a_kind_that_was_flipped(event: NewEvent) -> NewEvent:
    return NewEvent(event.stream, event.version, event.tag, event.data.replace(b'"type":"', b'"type":"x-'))


def with_a_time_that_is_none(event: NewEvent) -> NewEvent:
    return NewEvent(event.stream, event.version, event.tag, event.data.replace(b'"at":"2026', b'"at":"2O26'))


def with_bytes_that_are_no_text(event: NewEvent) -> NewEvent:
    return NewEvent(event.stream, event.version, event.tag, event.data.replace(b'"type":"', b'"type":"\xff'))


SPOILT: tuple[Spoil, ...] = (
    of_an_unknown_kind,
    cut_off,
    with_a_kind_that_was_flipped,
    with_a_time_that_is_none,
    with_bytes_that_are_no_text,
)


class Poison(Struct, frozen=True):
    """An event that cannot be read, and ``original``, which stood there before: nothing where it was added."""

    stream: str
    version: int
    position: int
    original: StoredEvent | None = None


def spoil(path: Path, original: StoredEvent, how: Spoil) -> Poison:
    """Have an event that stands be unreadable, as a disk would: what is beside it stays."""
    spoilt = how(NewEvent(original.stream, original.version, original.tag, original.data))
    _put(path, original.position, spoilt.tag, spoilt.data)
    return Poison(original.stream, original.version, original.position, original)


def add_unknown(path: Path, last: StoredEvent) -> Poison:
    """Add to a stream after its last event, as a newer program would: an event of a kind that is unknown here."""
    event = of_an_unknown_kind(NewEvent(last.stream, last.version + 1, last.tag, last.data))
    row = (event.stream, event.version, event.tag, event.data)
    with unguarded(path) as connection:
        position = connection.execute(INSERT_EVENT, (*row, event_digest(*row))).lastrowid
    assert position is not None
    return Poison(event.stream, event.version, position)


def mend(path: Path, poison: Poison) -> None:
    """What stood there stands there again, if anything did."""
    if poison.original:
        _put(path, poison.position, poison.original.tag, poison.original.data)
    else:
        with unguarded(path) as connection:
            connection.execute("DELETE FROM events WHERE rowid = ?", [poison.position])


def _put(path: Path, position: int, tag: str, data: bytes) -> None:
    with unguarded(path) as connection:
        connection.execute("UPDATE events SET topic = ?, state = ? WHERE rowid = ?", [tag, data, position])


@contextmanager
def unguarded(path: Path) -> Iterator[sqlite3.Connection]:
    """The store's file while no trigger keeps its history."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for act in ("UPDATE", "DELETE"):
            connection.execute(f"DROP TRIGGER events_keep_from_{act}")
        yield connection
        for statement in keep("events"):
            connection.execute(statement)
        connection.execute("COMMIT")
