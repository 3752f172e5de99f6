"""What the stores in a database have in common: they write through a recorder of ``eventsourcing`` and read rows.

The library owns transactions, conflicts, connections and tracking. Only the modules of ``gridcase.store`` know it.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from types import TracebackType
from typing import Any

from eventsourcing.persistence import IntegrityError
from msgspec import Struct

from gridcase.errors import BadConfiguration, StoreUnavailable
from gridcase.store.already_appended import already_appended
from gridcase.store.append_signal import AppendSignal
from gridcase.store.history import id_by_first_event
from gridcase.store.port import Answer, EventStore, NewEvent, StoredEvent, Tracking

PAGE = 1000
"""How many events a walk over many streams takes at a time, so that no read stays open while they are used."""


class Statements(Struct, frozen=True):
    """What is asked of the tables, in one dialect."""

    load: str
    prefix: str
    streams: str
    read: str
    last_position: str
    answer: str
    tracked: str
    lineages: str
    answers: str
    trackings: str
    counts: str
    with_digests: str


def statements(*, position: str, mark: str, schema: str = "", points: str = "") -> Statements:
    """``position`` is the column of it, ``mark`` stands for a value, ``schema`` is written before each table's name.

    ``points`` has texts stand in the order of their code points, where they do not anyway.
    """
    event = f"SELECT {position}, originator_id, originator_version, topic, state FROM {schema}events"
    return Statements(
        load=f"{event} WHERE originator_id = {mark} AND originator_version > {mark} ORDER BY originator_version",
        prefix=(
            f"{event} WHERE (originator_id, originator_version) > ({mark}, {mark}) AND originator_id < {mark}"
            f" ORDER BY originator_id, originator_version LIMIT {mark}"
        ),
        streams=(
            f"SELECT DISTINCT originator_id FROM {schema}events"
            f" WHERE originator_id >= {mark} AND originator_id > {mark} AND originator_id < {mark}"
            f" ORDER BY originator_id LIMIT {mark}"
        ),
        read=f"{event} WHERE {position} > {mark} ORDER BY {position} LIMIT {mark}",
        last_position=f"SELECT COALESCE(MAX({position}), 0) FROM {schema}events",
        answer=f"SELECT command_id, stream, first, last, refusal, act FROM {schema}answers WHERE command_id = {mark}",
        tracked=f"SELECT notification_id FROM {schema}tracking WHERE application_name = {mark}",
        lineages=f"SELECT lineage FROM {schema}lineages ORDER BY number",
        answers=(
            f"SELECT command_id, stream, first, last, refusal, act FROM {schema}answers"
            f" WHERE command_id{points} > {mark} ORDER BY command_id{points} LIMIT {mark}"
        ),
        trackings=f"SELECT application_name, notification_id FROM {schema}tracking ORDER BY application_name{points}",
        counts=f"SELECT (SELECT count(*) FROM {schema}events), (SELECT count(*) FROM {schema}answers)",
        with_digests=(
            f"SELECT {position}, originator_id, originator_version, topic, state, digest FROM {schema}events"
            f" WHERE {position} > {mark} AND {position} <= {mark} ORDER BY {position}"
        ),
    )


class TranslatedErrors:
    """Around whatever asks a database: its faults, and those of the library, become ``StoreUnavailable``.

    One object serves every call of a store: a generator for each would cost more than some of the questions.
    """

    def __init__(self, name: str, faults: tuple[type[Exception], ...], explain: Callable[[Exception], str]) -> None:
        self._name = name
        self._faults = faults
        self._explain = explain
        self.closed = False

    def __enter__(self) -> None:
        if self.closed:
            raise StoreUnavailable(f"{self._name} is closed")

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> None:
        if isinstance(error, self._faults) and not isinstance(error, IntegrityError):
            raise StoreUnavailable(f"{self._name} does not answer: {self._explain(error)}") from error


class RecordedStore(ABC):
    """A store over one recorder; each database says how to record, how to ask for rows, and how to close."""

    def __init__(
        self, name: str, sql: Statements, *, faults: tuple[type[Exception], ...], explain: Callable[[Exception], str]
    ) -> None:
        """``name`` is what a person reads in an error; ``faults`` are those of the database and the library.

        ``explain`` says what a person is told of one.
        """
        self.name = name
        self._sql = sql
        self._translated_errors = TranslatedErrors(name, faults, explain)
        self._schema_version = 0  # 1 stays where nobody can write, and says that there are no lineages yet
        self._appended = AppendSignal(self.last_position)

    @abstractmethod
    def _record(
        self, events: Sequence[NewEvent], answers: Sequence[Answer], tracking: Sequence[Tracking]
    ) -> Sequence[int]:
        """All in one durable transaction. Raises ``IntegrityError`` if any of it does not fit."""

    @abstractmethod
    def _begin_lineage(self, lineage: str) -> None: ...

    @abstractmethod
    def _rows(self, sql: str, values: tuple[str | int, ...]) -> list[tuple[Any, ...]]: ...

    def close(self) -> None:
        self._translated_errors.closed = True

    def append(
        self, events: Sequence[NewEvent], *, answers: Sequence[Answer] = (), tracking: Sequence[Tracking] = ()
    ) -> Sequence[int]:
        if self._schema_version == 1:
            raise StoreUnavailable(f"{self.name} does not answer: it can be read only")
        try:
            positions = self._record(events, answers, tracking)
        except IntegrityError:
            positions = already_appended(self, events, answers, tracking)
        self._appended.notify()
        return positions

    def load(self, stream: str, *, after: int = 0) -> Sequence[StoredEvent]:
        return self._events(self._sql.load, stream, after)

    def load_prefix(self, prefix: str) -> Iterator[StoredEvent]:
        stream, version, end = prefix, -1, _end(prefix)
        while page := self._events(self._sql.prefix, stream, version, end, PAGE):
            yield from page
            stream, version = page[-1].stream, page[-1].version

    def streams(self, prefix: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        return [name for (name,) in self._rows(self._sql.streams, (prefix, after, _end(prefix), limit))]

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return self._events(self._sql.read, after, limit)

    def last_position(self) -> int:
        [[position]] = self._rows(self._sql.last_position, ())
        return int(position)

    def answer(self, command_id: str) -> Answer | None:
        return next(starmap(Answer, self._rows(self._sql.answer, (command_id,))), None)

    def tracked(self, name: str) -> int | None:
        return next((position for (position,) in self._rows(self._sql.tracked, (name,))), None)

    def lineages(self) -> Sequence[str]:
        if self._schema_version == 1:
            return [id_by_first_event(next(iter(self.read(0, 1)), None))]
        return [lineage for (lineage,) in self._rows(self._sql.lineages, ())]

    def begin_lineage(self, lineage: str) -> None:
        self._begin_lineage(lineage)

    def wait(self, after: int, timeout: float) -> bool:
        return self._appended.wait(after, timeout)

    # What a history is moved and examined by: see transfer and soundness.

    def put(
        self, events: Sequence[StoredEvent], answers: Sequence[Answer] = (), trackings: Sequence[Tracking] = ()
    ) -> None:
        """Take over rows of another store, at their positions. Answers that are there stay, tracking is replaced."""
        self._put(events, answers, trackings)
        self._appended.notify()

    def answers(self, after: str, limit: int) -> list[Answer]:
        """Answers to command ids above ``after``, in the order of code points."""
        return list(starmap(Answer, self._rows(self._sql.answers, (after, limit))))

    def trackings(self) -> list[Tracking]:
        """How far every reader has come."""
        return list(starmap(Tracking, self._rows(self._sql.trackings, ())))

    def counts(self) -> tuple[int, int]:
        """How many events there are, and how many answers."""
        [[events, answers]] = self._rows(self._sql.counts, ())
        return events, answers

    def with_digests(self, after: int, until: int) -> list[tuple[StoredEvent, bytes | None]]:
        """The events above a position, up to and with another, each with the digest that was written beside it."""
        return [(StoredEvent(*event), digest) for *event, digest in self._rows(self._sql.with_digests, (after, until))]

    @abstractmethod
    def complaints(self) -> Sequence[str]:
        """What the database itself finds wrong with its tables and indexes."""

    @abstractmethod
    def _put(self, events: Sequence[StoredEvent], answers: Sequence[Answer], trackings: Sequence[Tracking]) -> None: ...

    def _events(self, sql: str, *values: str | int) -> list[StoredEvent]:
        return list(starmap(StoredEvent, self._rows(sql, values)))


def recorded(store: EventStore) -> RecordedStore:
    """A store that can be backed up and moved. Raises ``BadConfiguration`` for one that outlives no program."""
    if not isinstance(store, RecordedStore):
        raise BadConfiguration("store", "memory:", "a store that outlives the program")
    return store


def _end(prefix: str) -> str:
    """The first text, in the order of code points, above every text that begins with ``prefix``."""
    kept = prefix.rstrip("\U0010ffff")
    if not kept:
        return "\U0010ffff" * (len(prefix) + 1)
    following = ord(kept[-1]) + 1
    return kept[:-1] + chr(0xE000 if following == 0xD800 else following)
