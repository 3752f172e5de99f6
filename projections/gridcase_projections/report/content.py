"""What an assessment report says, as one value: plain numbers, names and times, ready to be shown in any language."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from gridcase_projections.metrics.numbers import rounded


class Share(Struct, frozen=True):
    """So many of so many; the numerator may count in smaller parts, ``parts`` to one."""

    numerator: int
    denominator: int
    parts: int = 1

    @property
    def percent(self) -> Decimal | None:
        """To one place, half up; ``None`` of nothing."""
        if not self.denominator:
            return None
        return rounded(100 * self.exact, 1)

    @property
    def exact(self) -> Fraction:
        """Raises ``ZeroDivisionError`` of nothing."""
        return Fraction(self.numerator, self.denominator * self.parts)

    @property
    def whole(self) -> Decimal:
        """The numerator in ones, without zeros at the end."""
        return Decimal(self.numerator).scaleb(-2).normalize() if self.parts == 100 else Decimal(self.numerator)


class About(Struct, frozen=True, kw_only=True):
    """What was reported on, and from what: ``start`` up to, and without, ``end``, by what had happened ``as_of``.

    ``position`` is how far in the store's feed the read models had come, ``recorded_at`` when its last event was
    recorded: the report follows from these and nothing later. ``left_out`` says what cannot be read.
    """

    city: str
    zone: str
    period: str
    start: datetime
    end: datetime
    as_of: datetime
    position: int
    recorded_at: datetime | None
    policy: str
    rehearsal: bool
    left_out: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Whether the period had ended by then."""
        return self.as_of >= self.end


class Figure(Struct, frozen=True):
    """A metric of the whole city, and of the period before."""

    metric: str
    now: Share
    before: Share


class ScorePart(Struct, frozen=True):
    """One of the rates that a score is made of; a part that is a number of matters has no ``share``."""

    metric: str
    count: int
    share: Share | None


class RankedDepartment(Struct, frozen=True, kw_only=True):
    """A department in the ranking of its ``group``, in which ``peers`` have a place.

    Without a place it has too few cases for one, and no score. ``before`` is its place in the period before, ``None``
    if it had none. ``vetoes`` name the metrics that put it into the last grade whatever its score.
    """

    place: int | None
    before: int | None
    department: str
    name: str
    score: Decimal | None
    score_before: Decimal | None
    grade: str
    parts: tuple[ScorePart, ...]
    vetoes: tuple[str, ...] = ()
    group: str = ""
    peers: int = 0

    @property
    def moved(self) -> int | None:
        """So many places up, or down if negative."""
        return None if self.before is None or self.place is None else self.before - self.place


class TrendPeriod(Struct, frozen=True):
    """A period of the trends: how many matters came in and were closed, and the city's rates by metric."""

    period: str
    reported: int
    closed: int
    rates: dict[str, Share]


class OverdueStep(Struct, frozen=True):
    """A deadline that had passed unanswered."""

    matter_id: str
    step: str
    department: str
    department_name: str
    unit_above: str
    unit_name: str
    class_name: str
    due: datetime


class Rework(Struct, frozen=True):
    """Work that had to be done again. ``cause`` is ``bad-work`` or ``wrong-diversion``."""

    matter_id: str
    round: int
    department: str
    department_name: str
    class_name: str
    cause: str
    ordered_at: datetime


class Repeat(Struct, frozen=True):
    """One person's complaint, or that about one address, again and again: ``again`` of its ``reports`` were so.

    ``first_at`` may lie before the period.
    """

    unit: str
    unit_above: str
    unit_name: str
    class_code: str
    class_name: str
    reports: int
    again: int
    first_at: datetime
    last_at: datetime
    matters: list[str]


class DepartmentShare(Struct, frozen=True):
    """A department and its share."""

    department: str
    name: str
    share: Share


class ThreeRates(Struct, frozen=True):
    """The three rates of a department, or of the city where ``department`` is empty."""

    department: str
    name: str
    response: Share
    solution: Share
    satisfaction: Share


class PlaceRate(Struct, frozen=True):
    """A unit of the grid tree, and how many of the units below it meet the standard. ``depth`` is 0 for the whole."""

    code: str
    name: str
    depth: int
    met: int
    assessed: int
    registered: int

    @property
    def of_registered(self) -> Share:
        """The standard rate."""
        return Share(self.met, self.registered)

    @property
    def of_assessed(self) -> Share:
        return Share(self.met, self.assessed)


class FailureReason(Struct, frozen=True):
    """What a unit failed by, and the event that it follows from. ``title`` is what the pack calls the item or veto."""

    unit: str
    above: str
    name: str
    score: int
    sort: str
    code: str
    title: str
    points: int
    matter_id: str
    event_id: str


class KindRates(Struct, frozen=True):
    """The standard rate of one kind of unit on the grid tree, and what each unit failed by that did not meet it.

    ``pack`` is the standard, ``title`` what it is called; both are empty where nobody was assessed.
    """

    kind: str
    pack: str
    title: str
    places: tuple[PlaceRate, ...]
    failed: tuple[FailureReason, ...]


class PortraitRound(Struct, frozen=True):
    """A round behind a department's score. ``outcome`` is what it came to, ``counted`` whether that speaks for it."""

    matter_id: str
    round: int
    class_name: str
    unit_above: str
    unit_name: str
    due: datetime
    handled_at: datetime | None
    counted: bool
    outcome: str


class Portrait(Struct, frozen=True):
    """A department at one end of the ranking, with some of its ``of`` rounds: those that put it there."""

    ranked: RankedDepartment
    share: Share
    rounds: tuple[PortraitRound, ...]
    of: int


class Definition(Struct, frozen=True, kw_only=True):
    """What a metric means: the annex."""

    name: str
    en: str
    zh: str
    formula: str
    counts: str
    basis: str
    charged_to: str
    leaves_out: str
    version: int


class Grade(Struct, frozen=True):
    """A grade, the score that it begins at, and how many departments have it."""

    name: str
    at: int
    departments: int


class ScoringPreset(Struct, frozen=True):
    """What the departments are scored by, and after what it is made."""

    name: str
    en: str
    zh: str
    formula: str
    source: str


class AssessmentReport(Struct, frozen=True, kw_only=True):
    """``too_few`` are the departments that had fewer than ``least`` cases in a rate, and so have no place."""

    about: About
    preset: ScoringPreset
    figures: tuple[Figure, ...]
    grades: tuple[Grade, ...]
    ranking: tuple[RankedDepartment, ...]
    too_few: tuple[RankedDepartment, ...] = ()
    least: int = 1
    past: tuple[TrendPeriod, ...]
    overdue: tuple[OverdueStep, ...]
    rework: tuple[Rework, ...]
    rework_rates: tuple[DepartmentShare, ...]
    repeats: tuple[Repeat, ...]
    rates: tuple[ThreeRates, ...]
    standards: tuple[KindRates, ...]
    best: tuple[Portrait, ...]
    worst: tuple[Portrait, ...]
    definitions: tuple[Definition, ...]
