"""A history taken over by another store, row for row: the same bytes at the same positions, answers and tracking.

It goes on where it stopped, and is compared in the end.
"""

from collections.abc import Callable, Iterator

from gridcase.errors import Refused
from gridcase.rules import Rule
from gridcase.store.history import history, misfit, place
from gridcase.store.port import Answer
from gridcase.store.recorded import RecordedStore

OTHER_HISTORY = Rule("other-history", "a history is never mixed with another")
STILL_WRITTEN = Rule("still-written", "a history is moved while nobody writes to it")

EVENTS, ANSWERS = 10_000, 50_000
"""Rows that are taken over in one transaction."""


def take_over(source: RecordedStore, target: RecordedStore, watch: Callable[[int], None] = lambda _: None) -> int:
    """Have ``target`` hold all that ``source`` does; returns the last position.

    ``target`` was made with the lineages of ``source``, and holds nothing else. Raises ``Refused`` where it does, and
    where ``source`` went on meanwhile: then the same again takes over the rest.
    """
    _same_history(source, target)
    for lineage in source.lineages()[len(target.lineages()) :]:
        target.begin_lineage(lineage)
    position = target.last_position()
    while events := source.read(position, EVENTS):
        target.put(events)
        position = events[-1].position
        watch(position)
    for answers in pages_of_answers(source):
        target.put((), answers)
    target.put((), (), source.trackings())
    if different := next(differences(source, target), ""):
        raise Refused(STILL_WRITTEN, f"{different}: stop what writes to it, and say this again")
    return position


def _same_history(source: RecordedStore, target: RecordedStore) -> None:
    if history(target).store_id != history(source).store_id:
        raise Refused(OTHER_HISTORY, f"{target.name} holds the store {history(target).store_id}")
    if reason := misfit(source, place(target, target.last_position())):
        raise Refused(OTHER_HISTORY, f"{target.name} does not go on with {source.name}: {reason}")


def differences(one: RecordedStore, other: RecordedStore, *, until: int | None = None) -> Iterator[str]:
    """What two stores do not have in common, up to and with a position; nothing if they are the same, row for row.

    With ``until``, answers and tracking are left out: they may be newer.
    """
    position = 0
    while True:
        ours, theirs = (store.read(position, EVENTS) for store in (one, other))
        if until is not None:
            ours, theirs = ([event for event in events if event.position <= until] for events in (ours, theirs))
        if ours != theirs:
            yield f"the events after position {position} differ"
            return
        if not ours:
            break
        position = ours[-1].position
    if until is not None:
        return
    if any(ours != theirs for ours, theirs in zip(*map(pages_of_answers, (one, other)), strict=False)):
        yield "the answers to commands differ"
    if one.counts() != other.counts():
        yield "one has more answers to commands"
    if one.trackings() != other.trackings():
        yield "how far readers have come differs"
    if list(one.lineages()) != list(other.lineages()):
        yield "the lineages differ"


def pages_of_answers(store: RecordedStore) -> Iterator[list[Answer]]:
    """Every answer, in the order of the command ids' code points."""
    last = ""
    while page := store.answers(last, ANSWERS):
        yield page
        last = page[-1].command_id
