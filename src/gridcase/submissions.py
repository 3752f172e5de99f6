"""A command on its way to the engine, and what became of it."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from msgspec import Struct

from gridcase.aggregates import CityCommand
from gridcase.ids import stream_key
from gridcase.store.port import Tracking


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a command: its events (none if it was so already) and the stream's version after them.

    ``repeated`` says that the command's id had been answered before; the events are those of the first time.
    """

    stream: str
    events: list[Any]
    version: int
    repeated: bool = False

    @property
    def key(self) -> str:
        """What the stream is named after: a matter's id, a unit and a period, a member and a day."""
        return stream_key(self.stream)

    @property
    def matter_id(self) -> str:
        """The key, where it was a command about a matter."""
        return self.key


class Timing(Enum):
    """Where a command's ``at`` comes from, and what becomes of it when others were faster.

    ``STATED`` by whoever gives it, and held against the clock. ``RECEIVED``: it is when the command came in, and is
    moved behind what the matter has heard by then, as two commands are never one. ``OWED`` by the loop: never earlier
    than what it follows from.
    """

    STATED = "stated"
    RECEIVED = "received"
    OWED = "owed"


class Submission(Struct, kw_only=True, eq=False):
    """A command on its way. A given ``command_id`` is answered once; an empty one is never asked about again.

    Where it ``may_be_said_again``, a refusal is not kept: under the same id it will be decided anew.
    """

    command: CityCommand
    command_id: str = ""
    correlation_id: str = ""
    causation_id: str = ""
    may_be_said_again: bool = False
    timing: Timing = Timing.STATED
    tracking: Sequence[Tracking] = ()
    done: bool = False
    result: Outcome | BaseException | None = None


def finish(submissions: list[Submission], result: Outcome | BaseException) -> None:
    """That is what became of them."""
    for submission in submissions:
        submission.result, submission.done = result, True
