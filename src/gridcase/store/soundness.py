"""Whether a store is whole: every event readable and as it was written, versions dense, answers about what is there."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from gridcase.errors import StoreUnavailable, UnreadableEvent
from gridcase.store.codec import Codec
from gridcase.store.digest import event_digest
from gridcase.store.port import StoredEvent
from gridcase.store.recorded import RecordedStore
from gridcase.store.transfer import pages_of_answers

WINDOW = 1000
"""Positions that are read together."""


class Damage(Struct, frozen=True):
    """What is wrong at a position; at 0, with the store as a whole."""

    position: int
    words: str

    def __str__(self) -> str:
        return f"position {self.position}: {self.words}" if self.position else self.words


def damages(store: RecordedStore, codec: Codec) -> Iterator[Damage]:
    """Everything that is wrong with a store, one for each event; nothing if it is whole.

    What holds between events is only told where each of them is sound: else one fault would be named twice.
    """
    versions: Counter[str] = Counter()
    gaps: list[Damage] = []
    sound = True
    try:
        last = store.last_position()
        for position in range(0, last, WINDOW):
            for event in _events(store, position, position + WINDOW):
                damage = event if isinstance(event, Damage) else _unreadable(event, codec)
                if damage:
                    sound = False
                    yield damage
                elif not isinstance(event, Damage):
                    gaps += _gap(event, versions)
        if sound:
            yield from gaps
            yield from _between(store, versions)
    except StoreUnavailable as error:
        yield Damage(0, str(error))


def _events(store: RecordedStore, after: int, until: int) -> Iterator[StoredEvent | Damage]:
    """The events above a position, up to and with another; where one is not what was written, that it is not."""
    try:
        rows = store.with_digests(after, until)
    except (StoreUnavailable, UnicodeDecodeError) as error:
        if until - after == 1:
            yield Damage(until, str(error))
            return
        middle = (after + until) // 2
        yield from _events(store, after, middle)
        yield from _events(store, middle, until)
        return
    for event, digest in rows:
        yield event if _is_as_written(event, digest) else Damage(event.position, f"{event.stream!r} is not as written")


def _is_as_written(event: StoredEvent, digest: bytes | None) -> bool:
    """Whether it has its digest; an event of before there were digests has none."""
    try:
        return digest in (None, event_digest(event.stream, event.version, event.tag, event.data))
    except (TypeError, AttributeError):  # SQLite gives back whatever type a damaged row names
        return False


def _unreadable(event: StoredEvent, codec: Codec) -> Damage | None:
    try:
        codec.decode(event)
    except UnreadableEvent as error:
        return Damage(event.position, str(error))
    return None


def _gap(event: StoredEvent, versions: Counter[str]) -> list[Damage]:
    """Whether the version before is missing; ``versions`` are those that came last."""
    before, versions[event.stream] = versions[event.stream], event.version
    if event.version == before + 1:
        return []
    return [Damage(event.position, f"{event.stream} version {event.version} follows on version {before}")]


def _between(store: RecordedStore, versions: Counter[str]) -> Iterator[Damage]:
    for answers in pages_of_answers(store):
        for answer in answers:
            if answer.first <= answer.last and answer.last > versions[answer.stream]:
                yield Damage(
                    0,
                    f"the answer to {answer.command_id} speaks of {answer.stream} version {answer.last},"
                    f" which ends at {versions[answer.stream]}",
                )
    for tracking in store.trackings():
        if tracking.position < 0:
            yield Damage(0, f"{tracking.name} has come to position {tracking.position}")
    yield from (Damage(0, words) for words in store.complaints())
