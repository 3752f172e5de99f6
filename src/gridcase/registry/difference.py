"""What must happen to a register for it to say what is wanted: only what differs, so a file read twice is silent."""

from collections.abc import Collection, Iterable
from datetime import datetime

from gridcase.actors import Actor
from gridcase.registry.events import RegistryEvent
from gridcase.registry.kinds import Kind, RecordKey, key_of, registered, retired
from gridcase.registry.records import Record
from gridcase.registry.register import Register


def changes(
    now: Register, wanted: Iterable[Record], *, at: datetime, by: Actor, retire: Collection[Kind] = ()
) -> list[RegistryEvent]:
    """The events that take ``now`` to ``wanted``, holding from ``at``: what is new or changed in order, then what goes.

    What is not wanted stays, unless its kind is in ``retire``. Of two records with one code the last is wanted.
    """
    records = {key_of(record): record for record in wanted}
    new: list[RegistryEvent] = [registered(record, at, by) for key, record in records.items() if now.get(key) != record]
    gone = [RecordKey(kind, code) for kind in reversed(Kind) if kind in retire for code in now.shelf(kind)]
    return new + [retired(key, at, by) for key in gone if key not in records]
