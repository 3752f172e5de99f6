"""What to say when an append meets something already there."""

from collections.abc import Sequence

from gridcase.errors import StreamMoved
from gridcase.store.port import Answer, EventStore, NewEvent, Tracking


def already_appended(
    store: EventStore, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]
) -> Sequence[int]:
    """The positions of an append that already stands, byte for byte: its acknowledgement was lost.

    Raises ``StreamMoved`` if any of it does not stand so: another writer was first, or a version before it is missing.
    """
    positions = [_position(store, event) for event in events]
    for answer in answers:
        if store.answer(answer.command_id) != answer:
            raise StreamMoved(answer.stream, answer.first - 1)
    for track in tracking:
        if store.tracked(track.name) != track.position:
            raise StreamMoved(track.name, track.position)
    return positions


def _position(store: EventStore, event: NewEvent) -> int:
    match store.load(event.stream, after=event.version - 1)[:1]:
        case [there] if (there.version, there.tag, there.data) == (event.version, event.tag, event.data):
            return there.position
        case _:
            raise StreamMoved(event.stream, event.version - 1)
