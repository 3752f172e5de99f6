"""What may happen to an imported matter, and when: the loop as a table that mappings and logs are held against."""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from gridcase.matters.state import (
    AwaitingFeedback,
    AwaitingVerification,
    Closed,
    Declined,
    Filed,
    Handling,
    OnTheSpot,
    Reported,
    Suspended,
    Unreported,
    Voided,
)


class Happening(StrEnum):
    """What a mapping can say: the tags of events."""

    REPORTED = "matter-reported"
    CLASSIFIED = "matter-classified"
    DECLINED = "matter-declined"
    RESOLVED = "matter-resolved-on-the-spot"
    REVIEWED = "on-the-spot-reviewed"
    DIVERTED = "matter-diverted"
    ACCEPTED = "matter-accepted"
    RETURN_ASKED = "return-asked"
    RETURN_GRANTED = "return-granted"
    SUSPENSION_ASKED = "suspension-asked"
    SUSPENDED = "suspension-granted"
    RESUMED = "matter-resumed"
    CO_HANDLED = "co-handling-reported"
    HANDLED = "handling-reported"
    CONFIRMED = "result-confirmed"
    REWORK = "rework-ordered"
    FEEDBACK_ASKED = "feedback-asked"
    CLOSED = "matter-closed"
    VOIDED = "matter-voided"
    NOTED = "evidence-added"


NOWHERE = Unreported.stage
RETURNING, ACCEPTED, HOLDING, AWAITING_ANSWER = "return asked", "accepted", "suspension asked", "feedback asked"
"""Stages told apart here because an event is possible once, or only after another."""

IN_HAND = frozenset({Handling.stage, ACCEPTED})
VERIFIED = frozenset({AwaitingFeedback.stage, AWAITING_ANSWER})
OPEN = frozenset(
    {Reported.stage, OnTheSpot.stage, Filed.stage, Suspended.stage, AwaitingVerification.stage, RETURNING, HOLDING}
    | IN_HAND
    | VERIFIED
)
SAME = ""


class Move(NamedTuple):
    """The stages that an event is possible in, and the one it leads to."""

    out_of: frozenset[str]
    into: str


def move(into: str, *out_of: str) -> Move:
    return Move(frozenset(out_of), into)


MOVES: dict[Happening, Move] = {
    Happening.REPORTED: move(Reported.stage, NOWHERE),
    Happening.CLASSIFIED: move(Filed.stage, Reported.stage),
    Happening.DECLINED: move(Declined.stage, Reported.stage, Filed.stage),
    Happening.RESOLVED: move(OnTheSpot.stage, Reported.stage, Filed.stage),
    Happening.REVIEWED: move(AwaitingFeedback.stage, OnTheSpot.stage),
    Happening.DIVERTED: move(Handling.stage, Filed.stage),
    Happening.ACCEPTED: move(ACCEPTED, Handling.stage),
    Happening.RETURN_ASKED: move(RETURNING, *IN_HAND),
    Happening.RETURN_GRANTED: move(Filed.stage, RETURNING),
    Happening.SUSPENSION_ASKED: move(HOLDING, *IN_HAND),
    Happening.SUSPENDED: move(Suspended.stage, HOLDING),
    Happening.RESUMED: move(ACCEPTED, Suspended.stage),
    Happening.CO_HANDLED: move(SAME, *IN_HAND),
    Happening.HANDLED: move(AwaitingVerification.stage, *IN_HAND),
    Happening.CONFIRMED: move(AwaitingFeedback.stage, AwaitingVerification.stage),
    Happening.REWORK: move(Filed.stage, AwaitingVerification.stage, *VERIFIED),
    Happening.FEEDBACK_ASKED: move(AWAITING_ANSWER, AwaitingFeedback.stage),
    Happening.CLOSED: move(Closed.stage, *VERIFIED),
    Happening.VOIDED: move(Voided.stage, *OPEN),
    Happening.NOTED: move(SAME, *OPEN),
}


def possible(happening: Happening, stage: str) -> bool:
    return stage in MOVES[happening].out_of


def after(happening: Happening, stage: str) -> str:
    """The stage that an event leads to."""
    return MOVES[happening].into or stage


def wrong_at(happenings: Iterable[Happening]) -> tuple[int, str] | None:
    """Where a history that begins from nothing stops being possible: the place, from 0, and the stage it is then in."""
    stage = NOWHERE
    for place, happening in enumerate(happenings):
        if not possible(happening, stage):
            return place, stage
        stage = after(happening, stage)
    return None


@lru_cache(maxsize=4096)
def way(stage: str, happening: Happening, inferred: frozenset[Happening]) -> tuple[Happening, ...] | None:
    """The fewest events, all among the ``inferred``, after which ``happening`` is possible; ``None`` if it never is."""
    ways: deque[tuple[str, tuple[Happening, ...]]] = deque([(stage, ())])
    seen = {stage}
    while ways:
        here, path = ways.popleft()
        if possible(happening, here):
            return path
        for step in Happening:
            there = after(step, here)
            if step in inferred and possible(step, here) and there not in seen:
                seen.add(there)
                ways.append((there, (*path, step)))
    return None
