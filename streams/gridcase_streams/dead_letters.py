"""Messages that could not be read, and those that wait behind them: kept in a small file of the home.

A letter is *open* until somebody retries or discards it. Messages about the same matter that came later *wait*, so
that nothing overtakes; once no letter before them is open they are done in order. *done* and *discarded* stay for the
record.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from msgspec import Struct

from gridcase.errors import GridcaseError
from gridcase_streams.errors import Unreadable
from gridcase_streams.records import Record

TABLES = """
CREATE TABLE IF NOT EXISTS letters (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    topic_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    place INTEGER NOT NULL,
    matter BLOB,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    words TEXT NOT NULL,
    came_at TEXT NOT NULL,
    record BLOB NOT NULL,
    UNIQUE (topic_id, part, place)
);
CREATE INDEX IF NOT EXISTS blocking ON letters (matter, number) WHERE state IN ('open', 'waiting');
CREATE TABLE IF NOT EXISTS replied (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
"""

COLUMNS = "number, topic_id, state, reason, words, came_at, record"


class LetterState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    DONE = "done"
    DISCARDED = "discarded"


BEHIND_A_DEAD_LETTER = Unreadable("waiting", "a dead letter about the same matter comes first")
"""Why a message waits that could be read."""


class UnknownLetter(GridcaseError):
    """There is no such letter, or it is not open any more."""


class Letter(Struct, frozen=True, kw_only=True):
    """A message that was put aside: why, and the record as it came. ``reason`` is a code, ``words`` are for people."""

    number: int
    topic_id: str
    state: LetterState
    reason: str
    words: str
    came_at: datetime
    record: Record


class DeadLetters:
    """The letters of a home. Several programs may use the file at once."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "dead-letters.sqlite"
        self._connection = sqlite3.connect(self._path, timeout=30, isolation_level=None, check_same_thread=False)
        self._connection.executescript(TABLES)

    def hold_back(
        self,
        topic_id: str,
        messages: Sequence[tuple[Record, Unreadable | None]],
        first_new_offset: int,
        now: datetime,
    ) -> dict[int, Letter]:
        """Keep what is unreadable, and what comes after it about the same matter; by offset. Durable on return.

        Each message is a record and why it cannot be read, if it cannot. Those below ``first_new_offset`` were seen
        before: they are found as they are now, and none begins to wait.
        """
        held: dict[int, Letter] = {}
        with self._transaction():
            for record, reason in messages:
                letter = self._find(topic_id, record)
                if letter is None and (reason or (record.offset >= first_new_offset and self._is_blocked(record.key))):
                    state = LetterState.OPEN if reason else LetterState.WAITING
                    self._insert(topic_id, record, state, reason or BEHIND_A_DEAD_LETTER, now)
                    letter = self._find(topic_id, record)
                if letter is not None:
                    held[record.offset] = letter
        return held

    def list(self, states: Sequence[LetterState] = (LetterState.OPEN, LetterState.WAITING)) -> list[Letter]:
        """Letters in the order they came."""
        placeholders = ", ".join("?" for _ in states)
        rows = self._connection.execute(
            f"SELECT {COLUMNS} FROM letters WHERE state IN ({placeholders}) ORDER BY number", states
        )
        return [letter_from_row(row) for row in rows]

    def get_open(self, number: int) -> Letter:
        """A letter that can be retried or discarded. Raises ``UnknownLetter``."""
        letter = self.get(number)
        if letter.state is not LetterState.OPEN:
            raise UnknownLetter(f"dead letter {number} is {letter.state}, not open")
        return letter

    def get(self, number: int) -> Letter:
        """Raises ``UnknownLetter``."""
        row = self._connection.execute(f"SELECT {COLUMNS} FROM letters WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise UnknownLetter(f"there is no dead letter {number}")
        return letter_from_row(row)

    def resolve(self, letter: Letter, state: LetterState) -> None:
        """Note that a letter is done or discarded. Raises ``UnknownLetter`` if somebody else did first."""
        updated = self._connection.execute(
            "UPDATE letters SET state = ? WHERE number = ? AND state IN ('open', 'waiting')", (state, letter.number)
        ).rowcount
        if not updated:
            raise UnknownLetter(f"dead letter {letter.number} is not open any more")

    def next_waiting_after(self, letter: Letter) -> Letter | None:
        """The message that may be done now that this letter is settled, if there is one about the same matter."""
        row = self._connection.execute(
            f"SELECT {COLUMNS} FROM letters WHERE matter IS ? AND state IN ('open', 'waiting') ORDER BY number LIMIT 1",
            (letter.record.key,),
        ).fetchone()
        following = letter_from_row(row) if row else None
        return (
            following
            if following and following.state is LetterState.WAITING and letter.record.key is not None
            else None
        )

    def replied_up_to(self, name: str) -> int | None:
        """Up to where a partition's messages have been answered."""
        row = self._connection.execute("SELECT position FROM replied WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def save_replied_up_to(self, name: str, position: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO replied VALUES (?, ?)", (name, position))

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _is_blocked(self, key: bytes | None) -> bool:
        """Whether something about the matter is still open or waiting. What names no matter blocks none."""
        return key is not None and bool(
            self._connection.execute(
                "SELECT 1 FROM letters WHERE matter IS ? AND state IN ('open', 'waiting') LIMIT 1", (key,)
            ).fetchone()
        )

    def _find(self, topic_id: str, record: Record) -> Letter | None:
        row = self._connection.execute(
            f"SELECT {COLUMNS} FROM letters WHERE topic_id = ? AND part = ? AND place = ?",
            (topic_id, record.partition, record.offset),
        ).fetchone()
        return letter_from_row(row) if row else None

    def _insert(self, topic_id: str, record: Record, state: LetterState, reason: Unreadable, now: datetime) -> None:
        place = (topic_id, record.partition, record.offset, record.key)
        why = (state, reason.code, reason.reason, now.isoformat(), msgspec.msgpack.encode(record))
        self._connection.execute(
            "INSERT INTO letters (topic_id, part, place, matter, state, reason, words, came_at, record)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*place, *why),
        )


def letter_from_row(row: tuple[int, str, str, str, str, str, bytes]) -> Letter:
    number, topic_id, state, reason, words, came_at, record = row
    return Letter(
        number=number,
        topic_id=topic_id,
        state=LetterState(state),
        reason=reason,
        words=words,
        came_at=datetime.fromisoformat(came_at),
        record=msgspec.msgpack.decode(record, type=Record),
    )
