"""The city's rules for its matters, as a value. What a decision takes from it is written into the event.

A policy has a ``version``: the digest of the configuration it was read from.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from gridcase.actors import Actor
from gridcase.bodies import Body, body_of_unit, unit_of_body
from gridcase.errors import BadConfiguration, Refused
from gridcase.matters import rules
from gridcase.matters.events import Satisfaction, Step
from gridcase.working_time import Due, Limit, WorkingTime
from gridcase.working_time.limits import StepLimits

NO_LIMITS = StepLimits()

ABOVE_THE_CITY = ("province", "nation")
"""Where people petition whom no level of the city has answered."""


SATISFACTION_SCORES = {
    Satisfaction.VERY_SATISFIED: 100,
    Satisfaction.SATISFIED: 90,
    Satisfaction.BASICALLY_SATISFIED: 75,
    Satisfaction.DISSATISFIED: 50,
    Satisfaction.VERY_DISSATISFIED: 20,
}


class JudgeBy(StrEnum):
    """Which time a verdict looks at: when the report came in, or when it happened in the field."""

    RECORDED = "recorded"
    OCCURRED = "occurred"


class ClassRules(Protocol):
    """What a class of the catalogue says about its matters."""

    @property
    def list_code(self) -> str: ...
    @property
    def limits(self) -> StepLimits: ...
    @property
    def mandatory(self) -> tuple[str, ...]: ...
    @property
    def default_host(self) -> Body: ...
    @property
    def level_limits(self) -> Mapping[str, str]: ...
    @property
    def may_skip(self) -> bool: ...


class UnitFacts(Protocol):
    """What the grid tree says about one of its units."""

    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def parent(self) -> str: ...
    @property
    def boundary(self) -> str: ...


class MicroGridFacts(Protocol):
    """Where a micro-grid lies, and who keeps in touch with its households."""

    @property
    def unit(self) -> str: ...
    @property
    def contact(self) -> str: ...


class Directory(Protocol):
    """What the city has registered, as it stands when the command is decided."""

    def as_of(self, moment: datetime) -> "Directory":
        """The same, as it stood at a moment."""
        ...

    def has_unit(self, code: str) -> bool: ...
    def unit(self, code: str) -> UnitFacts | None: ...
    def has_body(self, body: Body) -> bool:
        """Whether there is such a department, or such a unit and a member who acts for it."""
        ...

    def knows(self, actor: Actor) -> bool:
        """Whether there is such a member, in this role, of this unit and department."""
        ...

    def matter_class(self, code: str) -> ClassRules | None: ...
    def has_member(self, code: str) -> bool: ...
    def micro_grid(self, code: str) -> MicroGridFacts | None: ...


class Neighbours(Protocol):
    """The other matters, for what joins two of them."""

    def stage_of(self, matter_id: str) -> str:
        """The stage's name; ``unreported`` for a matter nobody knows."""
        ...

    def happenings(self, matter_id: str) -> Mapping[str, datetime]:
        """When each of its events happened, by the event's id."""
        ...

    def reopenings_of(self, matter_id: str) -> int:
        """How often it was reopened."""
        ...


class Evaluation(Struct, frozen=True, kw_only=True):
    """How a matter is scored, 0–100: by the reporter's word, less what went wrong on the way.

    ``satisfaction`` gives the base, ``unanswered`` the base without an answer; a matter not solved scores ``unsolved``
    at most. Being late costs ``late``, every rework and every reopening ``again``.
    """

    name: str = "satisfaction"
    satisfaction: Mapping[Satisfaction, int] = field(default_factory=lambda: SATISFACTION_SCORES)
    unanswered: int = 85
    unsolved: int = 40
    late: int = 20
    again: int = 10


class Ladder(Struct, frozen=True, kw_only=True):
    """What follows a missed handling deadline, and when: limits counted from the due time. An empty one never comes."""

    urge: str = "0 minutes"
    supervise: str = "1 working day"
    escalate: str = "3 working days"


class Whistle(Struct, frozen=True, kw_only=True):
    """How long a body that a whistle called has to sign in, and to be on site. An empty limit sets no due time."""

    sign_in: str = "3 working days"
    on_site: str = "5 working days"


class Policy(Struct, frozen=True, kw_only=True):
    """``levels`` name the grid tree from the lowest up; at ``warn_at`` percent of a limit its light turns yellow.

    ``contact`` is how long a host has to contact the resident who reported a matter; an empty text: nobody asks.
    """

    version: str
    time: WorkingTime
    directory: Directory
    neighbours: Neighbours
    levels: tuple[str, ...] = ("grid", "village", "township", "county", "city")
    limits: StepLimits = NO_LIMITS
    max_extensions: int = 1
    max_reopenings: int = 2
    judge_by: JudgeBy = JudgeBy.RECORDED
    warn_at: int = 80
    late_entry: str = "5 minutes"
    suspension_at_most: str = "60 working days"
    contact: str = ""
    ladder: Ladder = Ladder()
    whistle: Whistle = Whistle()
    evaluation: Evaluation = Evaluation()

    def as_of(self, moment: datetime) -> "Policy":
        """The rules by what was registered at a moment."""
        return replace(self, directory=self.directory.as_of(moment))

    @property
    def late_entry_time(self) -> timedelta:
        """How long after it was given a command may be stated."""
        return timedelta(seconds=self.late_entry_seconds)

    @property
    def late_entry_seconds(self) -> int:
        return self.time.seconds(read_limit(self.late_entry))

    def limit(self, step: Step, class_code: str = "") -> str:
        """The limit of a step: the class's own, else the city's; an empty text where neither sets one."""
        matter_class = self.class_rules(class_code)
        own = getattr(matter_class.limits, step) if matter_class else ""
        return own or getattr(self.limits, step)

    def handling_limit(self, class_code: str, host: Body) -> str:
        """How long a host has: what the class gives to units of its level, else the limit of handling."""
        matter_class = self.class_rules(class_code)
        of_level = matter_class.level_limits.get(self.level_of(host), "") if matter_class else ""
        return of_level or self.limit(Step.HANDLE, class_code)

    def class_rules(self, code: str) -> ClassRules | None:
        return self.directory.matter_class(code) if code else None

    def body(self, name: str) -> Body:
        """The responsible body of this name, be it a department's code, a unit's, or a unit's with its mark.

        Raises ``Refused`` where there is none, and for a unit that nobody acts for.
        """
        unit = unit_of_body(name) or name
        for body in (name, body_of_unit(unit)):
            if self.directory.has_body(body):
                return body
        raise Refused(rules.NOBODY_ACTS if self.directory.has_unit(unit) else rules.UNKNOWN_DEPARTMENT, name)

    def default_host(self, class_code: str, unit: str) -> Body:
        """Who handles matters of a class at a place by default; nothing where it names nobody, or nobody can act.

        ``unit:village`` is the village there, or the next unit above that can act.
        """
        matter_class = self.class_rules(class_code)
        named = matter_class.default_host if matter_class else ""
        level = unit_of_body(named)
        return next(self.acting(unit, level), "") if level in self.levels else named

    def acting(self, unit: str, level: str) -> Iterator[Body]:
        """The units that answer for a place and can act, from a level up to the root."""
        for code in self.chain(unit):
            body = body_of_unit(code)
            if self.rank(self.level_of(body)) >= self.rank(level) and self.directory.has_body(body):
                yield body

    def level_of(self, body: Body) -> str:
        """The level of a unit in the grid tree; a department has none."""
        unit = self.directory.unit(unit_of_body(body)) if unit_of_body(body) else None
        return unit.level if unit else ""

    def due(self, start: datetime, limit: str) -> Due | None:
        """When a limit that starts now ends; ``None`` where no limit is set."""
        return self.time.add(start, read_limit(limit)) if limit else None

    def chain(self, unit: str) -> tuple[str, ...]:
        """The unit, the one above it, and so on up to the root; empty for a unit that is not registered."""
        climbed: list[str] = []
        while unit not in climbed and (place := self.directory.unit(unit)):
            climbed.append(unit)
            unit = place.parent
        return tuple(climbed)

    @property
    def petition_levels(self) -> tuple[str, ...]:
        """Where a petition may have gone, from the lowest up."""
        return tuple(dict.fromkeys((*self.levels, *ABOVE_THE_CITY)))

    def is_above(self, level: str, unit: str) -> bool:
        """Whether a level stands above the one that a unit is of."""
        place, ranks = self.directory.unit(unit), self.petition_levels
        return place is not None and {level, place.level} <= {*ranks} and ranks.index(level) > ranks.index(place.level)

    def judged(self, recorded: datetime, occurred: datetime) -> datetime:
        return occurred if self.judge_by is JudgeBy.OCCURRED else recorded

    def level_above(self, level: str) -> str:
        """The next level up."""
        above = self.levels[self.rank(level) + 1 :]
        if not above:
            raise Refused(rules.NO_LEVEL_ABOVE, f"{level} is the highest")
        return above[0]

    def rank(self, level: str) -> int:
        """How high a level stands, from 0. A matter that was given none stands at the lowest."""
        if level and level not in self.levels:
            raise Refused(rules.UNKNOWN_LEVEL, f"{level}; there are {', '.join(self.levels)}")
        return self.levels.index(level) if level else 0


@lru_cache(maxsize=1024)
def read_limit(text: str) -> Limit:
    try:
        return Limit.parse(text)
    except BadConfiguration as error:
        raise Refused(rules.UNKNOWN_LIMIT, str(error)) from error


def met(due: datetime | None, at: datetime) -> bool:
    """Whether something at ``at`` is in time; without a limit it always is."""
    return due is None or at <= due


def when(due: Due | None) -> datetime | None:
    return None if due is None else due.at


def provisional(*dues: Due | None) -> bool:
    return any(due is not None and due.provisional for due in dues)
