"""Whole histories into the store, many at a time, each event once."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.envelope import Envelope
from gridcase.errors import StreamMoved
from gridcase.ids import matter_stream
from gridcase.importers.histories import History
from gridcase.importers.rows import BadRow, BadValue, bad_row
from gridcase.matters.events import MatterEvent
from gridcase.registry.kinds import key_of, registered
from gridcase.registry.records import Record
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, NewEvent

MAX_ATTEMPTS = 20
"""How often a batch is looked at again because another import was faster."""


class AppendResult(Struct):
    """What one append adds, and what becomes of the histories that were to be added."""

    events: list[NewEvent] = []
    new: int = 0
    continued: int = 0
    already_there: int = 0
    contradicting: list[History] = []


class Appender:
    """Appends what the store has not: ``recorded_at`` is when it is given, ``since`` the time from which records hold.

    A source of which the store has nothing at first is not looked up matter by matter, until an append finds one taken.
    """

    def __init__(
        self, store: EventStore, codec: Codec, source: str, by: Actor, *, recorded_at: datetime, since: datetime
    ) -> None:
        self._store = store
        self._codec = codec
        self._by = by
        self._recorded_at = recorded_at
        self._since = since
        self._nothing_there = not store.streams(matter_stream(f"{source}-"), limit=1)

    def append(self, histories: Sequence[History], records: Sequence[Record]) -> AppendResult:
        """Add the histories behind the records that they need; durable when it returns.

        Raises ``StreamMoved`` if others were faster twenty times, ``StoreUnavailable``.
        """
        for _ in range(MAX_ATTEMPTS - 1):
            try:
                return self._append(histories, records)
            except StreamMoved:
                self._nothing_there = False
        return self._append(histories, records)

    def _append(self, histories: Sequence[History], records: Sequence[Record]) -> AppendResult:
        result = AppendResult(events=self._registrations(records))
        known: dict[str, list[MatterEvent]] = {}
        for history in histories:
            there = known.get(history.matter_id)
            if there is None:
                there = [] if self._nothing_there else self._stored(history.matter_id)
            events = [event for event, _ in history.events]
            if not there or (events[: len(there)] == there and len(events) > len(there)):
                result.events += self._new_events(history, after=len(there))
                result.new += not there
                result.continued += bool(there)
                there = events
            elif there[: len(events)] == events:
                result.already_there += 1
            else:
                result.contradicting.append(history)
            known[history.matter_id] = there
        if result.events:
            self._store.append(result.events)
        return result

    def _registrations(self, records: Sequence[Record]) -> list[NewEvent]:
        """Records that the city has not. What it has stays as it is, whatever the file says."""
        new = []
        for record in records:
            stream = key_of(record).stream
            if not self._store.load(stream):
                event = registered(record, self._since, self._by)
                new.append(self._codec.new_event(stream, 1, Envelope(event=event, recorded_at=self._recorded_at)))
        return new

    def _stored(self, matter_id: str) -> list[MatterEvent]:
        stored = self._store.load(matter_stream(matter_id))
        return [cast(MatterEvent, self._codec.decode(event).event) for event in stored]

    def _new_events(self, history: History, after: int) -> list[NewEvent]:
        stream, new_event, at = matter_stream(history.matter_id), self._codec.new_event, self._recorded_at
        return [
            new_event(stream, version, Envelope(event=event, recorded_at=at, origin=origin))
            for version, (event, origin) in enumerate(history.events[after:], start=after + 1)
        ]


def contradictions(history: History, column: str) -> list[BadRow]:
    """The rows of a history that cannot be, because the reference stands for another one."""
    wrong = "the matter of this reference has another history already"
    return [bad_row(row, BadValue(column, history.matter_id, wrong)) for row in history.rows]
