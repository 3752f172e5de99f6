"""What has a history of its own in the city: one table, from which the engine takes how each kind is decided."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from gridcase.matters import commands, decide, events, evolve, policy, rules, state

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


class Aggregate(NamedTuple, Generic[C, S, E]):
    """One kind: its streams are named ``prefix:key``, and ``beginning`` is the state before anything happened."""

    prefix: str
    commands: tuple[type[C], ...]
    key: Callable[[C], str]
    beginning: S
    evolve: Callable[[S, E], S]
    decide: Callable[[C, S, policy.Policy], list[E]]

    def stream(self, key: str) -> str:
        return f"{self.prefix}:{key}"


MATTERS: Aggregate[commands.MatterCommand, state.MatterState, events.MatterEvent] = Aggregate(
    "matter",
    get_args(commands.MatterCommand),
    attrgetter("matter_id"),
    state.Unreported(),
    evolve.evolve,
    decide.decide,
)

CityCommand = commands.MatterCommand
"""Everything that the engine can be told."""

ALL: tuple[Aggregate[Any, Any, Any], ...] = (MATTERS,)

RULES = rules.BY_CODE
"""Every rule that a command can be refused by, by its code."""
