"""What an event changes in a matter, named and typed: a field that there is not is no change."""

from datetime import datetime
from typing import TypedDict, TypeVar, Unpack

from msgspec.structs import replace

from gridcase.errors import UnreadableEvent
from gridcase.ids import matter_stream
from gridcase.matters import events as e
from gridcase.matters.round import Call, Request, Round
from gridcase.matters.state import (
    Appeal,
    AwaitingVerification,
    Handling,
    Known,
    Stage,
    Suspended,
)

S = TypeVar("S", bound=Stage)


class RoundChanges(TypedDict, total=False):
    """What an event changes in the round that the matter is in."""

    due: datetime | None
    accepted: bool
    contacted: bool
    returning: Request
    disputing: Request
    extending: Request
    suspending: Request
    suspension_until: datetime | None
    extension_limit: str
    extensions: tuple[str, ...]
    co_handled: frozenset[str]
    co_handlers: tuple[e.CoHandler, ...]
    calls: tuple[Call, ...]
    urged: bool
    escalated: bool


class CallChanges(TypedDict, total=False):
    """What an event changes in the call of a body."""

    signed_in: bool
    on_site: bool
    contesting: Request
    rating: int


class AppealChanges(TypedDict, total=False):
    """What an event changes in an appeal."""

    opinion_by: str
    opinion: bool
    decided: bool


class MatterChanges(TypedDict, total=False):
    """What an event changes in what is known in every stage."""

    level: str
    in_charge: str
    due_close: datetime | None
    extensions: tuple[str, ...]
    ruled_host: str
    supervision: int
    warned: frozenset[tuple[e.Step, datetime]]
    overdue: frozenset[tuple[e.Step, datetime]]
    feedback: e.FeedbackRecorded
    appeals: tuple[Appeal, ...]
    unmeetable: bool
    demand_opinion_by: str


def round_of(state: Known) -> Round:
    if isinstance(state, Handling | Suspended | AwaitingVerification):
        return state.round
    raise UnreadableEvent(matter_stream(state.matter.matter_id), 0, f"a round's event, but the matter is {state.stage}")


def with_round(state: Known, **changes: Unpack[RoundChanges]) -> Known:
    return replace(state, round=replace(round_of(state), **changes))


def in_round(state: Known, **changes: Unpack[RoundChanges]) -> Known:
    """The round changed, where there is one."""
    return with_round(state, **changes) if isinstance(state, Handling | Suspended | AwaitingVerification) else state


def with_call(state: Known, department: str, **changes: Unpack[CallChanges]) -> Known:
    calls = tuple(replace(call, **changes) if call.department == department else call for call in round_of(state).calls)
    return with_round(state, calls=calls)


def with_appeal(state: Known, number: int, **changes: Unpack[AppealChanges]) -> Known:
    appeals = tuple(
        replace(appeal, **changes) if appeal.number == number else appeal for appeal in state.matter.appeals
    )
    return with_matter(state, appeals=appeals)


def with_matter(state: S, **changes: Unpack[MatterChanges]) -> S:
    """The same stage, with what is known of the matter changed."""
    return replace(state, matter=replace(state.matter, **changes))
