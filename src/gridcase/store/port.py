"""What the engine asks of a store. Every implementation passes the exam in ``gridcase.testing.store_exam``."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct


class NewEvent(Struct, frozen=True, gc=False):
    """An event to append. A stream's versions are dense from 1; ``tag`` is its stable name, ``data`` its bytes."""

    stream: str
    version: int
    tag: str
    data: bytes


class StoredEvent(Struct, frozen=True, gc=False):
    """An event as it stands. ``position`` is its place in the whole store: rising, never reused, not dense."""

    position: int
    stream: str
    version: int
    tag: str
    data: bytes


class Answer(Struct, frozen=True):
    """What a command id was answered: its events are ``first`` to ``last`` of ``stream``; none if ``last < first``.

    ``refusal`` is the rule's code, a space and the detail, if it was refused. ``act`` is the digest of what the command
    said beside personal values; stores of an older gridcase have none.
    """

    command_id: str
    stream: str
    first: int
    last: int
    refusal: str = ""
    act: str = ""


class Tracking(Struct, frozen=True):
    """How far a reader named ``name`` has come in what it reads; stored with the events that its reading caused."""

    name: str
    position: int


class EventStore(Protocol):
    """Appends are durable when they return, and atomic: all events, answers and tracking rows of a call, or none.

    Raises ``StoreUnavailable`` where the store cannot answer (locked, full, gone).
    """

    def append(
        self, events: Sequence[NewEvent], *, answers: Sequence[Answer] = (), tracking: Sequence[Tracking] = ()
    ) -> Sequence[int]:
        """Store in the order given and return the positions.

        Raises ``StreamMoved`` if a version is taken or an answer is already recorded (by another writer: load again,
        decide again), unless what stands there is byte for byte what was given (a lost acknowledgement): then it is a
        success.
        """
        ...

    def load(self, stream: str, *, after: int = 0) -> Sequence[StoredEvent]:
        """The events of one stream with a version above ``after``, in order."""
        ...

    def load_prefix(self, prefix: str) -> Iterator[StoredEvent]:
        """The events of every stream whose name begins with ``prefix``, by stream and version."""
        ...

    def streams(self, prefix: str, *, after: str = "", limit: int = 1000) -> Sequence[str]:
        """Names of streams that begin with ``prefix``, in order, above ``after``."""
        ...

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        """Events of the whole store above ``after``, in order. Never one before another that will appear below it."""
        ...

    def last_position(self) -> int:
        """The position of the newest event; 0 for an empty store."""
        ...

    def answer(self, command_id: str) -> Answer | None:
        """What the command id was answered, if it was."""
        ...

    def tracked(self, name: str) -> int | None:
        """How far the reader ``name`` has come."""
        ...

    def lineages(self) -> Sequence[str]:
        """The ids of the lineages of its history, oldest first: the first is the store's own id, the last holds now."""
        ...

    def begin_lineage(self, lineage: str) -> None:
        """Have another lineage hold from now on. Durable when it returns."""
        ...

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until there is an event above ``after``, or ``timeout`` seconds are over; says whether there is."""
        ...

    def close(self) -> None: ...
