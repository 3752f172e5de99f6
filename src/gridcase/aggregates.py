"""What has a history of its own in the city: one table, from which the engine takes how each kind is decided."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar, get_args

from gridcase.assessments import rules as assessment_rules
from gridcase.assessments.commands import AssessmentCommand
from gridcase.assessments.decide import decide as decide_assessment
from gridcase.assessments.events import AssessmentEvent
from gridcase.assessments.evolve import evolve as evolve_assessment
from gridcase.assessments.state import AssessmentState, Unopened
from gridcase.matters import rules as matter_rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.decide import decide as decide_matter
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve as evolve_matter
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState, Unreported
from gridcase.patrols import rules as patrol_rules
from gridcase.patrols.commands import PatrolCommand
from gridcase.patrols.decide import decide as decide_patrol
from gridcase.patrols.events import PatrolEvent
from gridcase.patrols.evolve import evolve as evolve_patrol
from gridcase.patrols.state import NotStarted, PatrolState

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
    decide: Callable[[C, S, Policy], list[E]]

    def stream(self, key: str) -> str:
        return f"{self.prefix}:{key}"


MATTERS: Aggregate[MatterCommand, MatterState, MatterEvent] = Aggregate(
    "matter", get_args(MatterCommand), attrgetter("matter_id"), Unreported(), evolve_matter, decide_matter
)

ASSESSMENTS: Aggregate[AssessmentCommand, AssessmentState, AssessmentEvent] = Aggregate(
    "assessment",
    get_args(AssessmentCommand),
    attrgetter("key"),
    Unopened(),
    evolve_assessment,
    decide_assessment,
)

PATROLS: Aggregate[PatrolCommand, PatrolState, PatrolEvent] = Aggregate(
    "patrol",
    get_args(PatrolCommand),
    lambda command: f"{command.member}:{command.date}",
    NotStarted(),
    evolve_patrol,
    decide_patrol,
)

CityCommand = MatterCommand | AssessmentCommand | PatrolCommand
"""Everything that the engine can be told."""

ALL: tuple[Aggregate[Any, Any, Any], ...] = (MATTERS, ASSESSMENTS, PATROLS)

BY_COMMAND = {kind: aggregate for aggregate in ALL for kind in aggregate.commands}
"""The kind of thing that a type of command is about."""

RULES = matter_rules.BY_CODE | assessment_rules.BY_CODE | patrol_rules.BY_CODE
"""Every rule that a command can be refused by, by its code."""
