"""What has a history in the city: one table, from which engine, seal, read models and topics take what they need."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, Generic, TypeVar, get_args

from msgspec import Struct

from gridcase import rules
from gridcase.actors import Role
from gridcase.assessments import permissions as assessment_permissions
from gridcase.assessments import privacy as assessment_privacy
from gridcase.assessments import rules as assessment_rules
from gridcase.assessments.commands import AssessmentCommand
from gridcase.assessments.decide import decide as decide_assessment
from gridcase.assessments.events import AssessmentEvent
from gridcase.assessments.evolve import evolve as evolve_assessment
from gridcase.assessments.state import AssessmentState, Unopened
from gridcase.ids import assessment_stream, matter_stream, patrol_key, patrol_stream
from gridcase.matters import permissions as matter_permissions
from gridcase.matters import privacy as matter_privacy
from gridcase.matters import rules as matter_rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.decide import decide as decide_matter
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve as evolve_matter
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState, Unreported
from gridcase.patrols import permissions as patrol_permissions
from gridcase.patrols import privacy as patrol_privacy
from gridcase.patrols import rules as patrol_rules
from gridcase.patrols.commands import PatrolCommand
from gridcase.patrols.decide import decide as decide_patrol
from gridcase.patrols.events import PatrolEvent
from gridcase.patrols.evolve import evolve as evolve_patrol
from gridcase.patrols.state import NotStarted, PatrolState
from gridcase.registry import privacy as registry_privacy
from gridcase.registry import rules as registry_rules
from gridcase.registry.events import RegistryEvent
from gridcase.rules import Rule
from gridcase.tags import tag_of

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


class Family(Struct, frozen=True, kw_only=True, eq=False):
    """Events that belong together: they have a topic and a staging table of their own.

    Each field of the events is about a person (``personal``) or not (``open``). ``rules`` are those that a change can
    be refused by, beside those that all share.
    """

    name: str
    events: tuple[type[Any], ...]
    rules: Mapping[str, Rule]
    personal: frozenset[str]
    open: frozenset[str]


class Aggregate(Family, Generic[C, S, E], frozen=True, kw_only=True, eq=False):
    """A kind of thing that decides for itself: ``key`` names the one that a command is about, ``stream`` its history.

    ``beginning`` is the state before anything happened; ``permissions`` say which roles may give a command.
    """

    commands: tuple[type[C], ...]
    key: Callable[[C], str]
    stream: Callable[[str], str]
    beginning: S
    evolve: Callable[[S, E], S]
    decide: Callable[[C, S, Policy], list[E]]
    permissions: Mapping[type[C], frozenset[Role]]


MATTERS: Aggregate[MatterCommand, MatterState, MatterEvent] = Aggregate(
    name="matters",
    events=get_args(MatterEvent),
    rules=matter_rules.BY_CODE,
    personal=matter_privacy.PERSONAL,
    open=matter_privacy.OPEN,
    commands=get_args(MatterCommand),
    key=attrgetter("matter_id"),
    stream=matter_stream,
    beginning=Unreported(),
    evolve=evolve_matter,
    decide=decide_matter,
    permissions=matter_permissions.MAY,
)

ASSESSMENTS: Aggregate[AssessmentCommand, AssessmentState, AssessmentEvent] = Aggregate(
    name="assessments",
    events=get_args(AssessmentEvent),
    rules=assessment_rules.BY_CODE,
    personal=assessment_privacy.PERSONAL,
    open=assessment_privacy.OPEN,
    commands=get_args(AssessmentCommand),
    key=attrgetter("key"),
    stream=assessment_stream,
    beginning=Unopened(),
    evolve=evolve_assessment,
    decide=decide_assessment,
    permissions=assessment_permissions.MAY,
)

PATROLS: Aggregate[PatrolCommand, PatrolState, PatrolEvent] = Aggregate(
    name="patrols",
    events=get_args(PatrolEvent),
    rules=patrol_rules.BY_CODE,
    personal=patrol_privacy.PERSONAL,
    open=patrol_privacy.OPEN,
    commands=get_args(PatrolCommand),
    key=lambda command: patrol_key(command.member, command.date),
    stream=patrol_stream,
    beginning=NotStarted(),
    evolve=evolve_patrol,
    decide=decide_patrol,
    permissions=patrol_permissions.MAY,
)

REGISTRY = Family(
    name="registry",
    events=get_args(RegistryEvent),
    rules=registry_rules.BY_CODE,
    personal=registry_privacy.PERSONAL,
    open=registry_privacy.OPEN,
)
"""What the city registers, changed by the registrar and not by commands."""

CityCommand = MatterCommand | AssessmentCommand | PatrolCommand
"""Everything that the engine can be told."""

AGGREGATES: tuple[Aggregate[Any, Any, Any], ...] = (MATTERS, ASSESSMENTS, PATROLS)

FAMILIES: tuple[Family, ...] = (*AGGREGATES, REGISTRY)

FAMILY_OF = {tag_of(event): family for family in FAMILIES for event in family.events}
"""What an event belongs to, by its tag."""

BY_COMMAND = {kind: aggregate for aggregate in AGGREGATES for kind in aggregate.commands}
"""The kind of thing that a type of command is about."""

RULES = rules.BY_CODE | {code: rule for family in FAMILIES for code, rule in family.rules.items()}
"""Every rule that a change can be refused by, by its code."""

PERSONAL: frozenset[str] = frozenset().union(*(family.personal for family in FAMILIES))
"""Every field about a person: by its own name, or with that of its struct, ``Member.name``."""
