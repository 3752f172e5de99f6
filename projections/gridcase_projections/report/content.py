"""What an assessment report says, as one value: plain numbers, names and times, ready to be shown in any language."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from gridcase.words import MatterWord
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


class LeftOut(Struct, frozen=True):
    """A stream that cannot be read, from which of its versions on: nothing of it is counted."""

    stream: str
    version: int


class About(Struct, frozen=True, kw_only=True):
    """What was reported on, and from what: ``start`` up to, and without, ``end``, by what had happened ``as_of``.

    ``position`` is how far in the store's feed the read models had come, ``recorded_at`` when its last event was
    recorded: the report follows from these and nothing later. ``left_out`` says what cannot be read, ``matter`` what a
    matter is called in Chinese.
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
    left_out: tuple[LeftOut, ...] = ()
    matter: MatterWord = MatterWord.ITEM

    @property
    def is_over(self) -> bool:
        """Whether the period had ended by then."""
        return self.as_of >= self.end


class Figure(Struct, frozen=True):
    """A metric of the whole city, and of the period before."""

    metric: str
    now: Share
    before: Share


class Count(Struct, frozen=True):
    """A metric that is a number of matters: of the whole city, and of the period before."""

    metric: str
    now: int
    before: int


class ChannelVolume(Struct, frozen=True):
    """How many matters came in by a channel, and in the period before."""

    channel: str
    reports: int
    before: int


class HotSpot(Struct, frozen=True):
    """A place and a class of which many matters came in, and how many in the period before."""

    unit: str
    unit_above: str
    unit_name: str
    class_code: str
    class_name: str
    reports: int
    before: int

    @property
    def more(self) -> int:
        return self.reports - self.before


class ScorePart(Struct, frozen=True):
    """One of the rates that a score is made of; a part that is a number of matters has no ``share``."""

    metric: str
    count: int
    share: Share | None


class ScoringPreset(Struct, frozen=True):
    """What is scored by, and after what it is made."""

    name: str
    en: str
    zh: str
    formula: str
    source: str


class Ranked(Struct, frozen=True, kw_only=True):
    """Somebody in the ranking of a ``group``, in which ``peers`` have a place.

    Without a place it has too few cases for one, and no score. ``before`` is its place in the period before, ``None``
    if it had none. ``above`` says where it lies, ``vetoes`` the metrics that put it into the last grade whatever its
    score.
    """

    place: int | None
    before: int | None
    code: str
    name: str
    above: str = ""
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


class Ranking(Struct, frozen=True):
    """Everybody of one kind by the scores of a preset: departments, the units of a level, the members of a role.

    ``rows`` have a place among their peers; ``too_few`` had too few cases for one.
    """

    of: str
    preset: ScoringPreset
    rows: tuple[Ranked, ...]
    too_few: tuple[Ranked, ...] = ()


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


class SupervisedMatter(Struct, frozen=True):
    """A matter under supervision, ``degree`` 1 the mildest, and the stage that it had come to."""

    matter_id: str
    degree: int
    since: datetime
    stage: str
    is_open: bool
    department: str
    department_name: str
    unit_above: str
    unit_name: str
    class_name: str


class SuspendedMatter(Struct, frozen=True):
    """A matter that stood suspended, until an end if it has one."""

    matter_id: str
    since: datetime
    until: datetime | None
    department: str
    department_name: str
    unit_above: str
    unit_name: str
    class_name: str


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

    ``first_at`` may lie before the period. Of the reports, ``closed`` are closed, ``set_aside`` declined, merged or
    voided, the others open; of ``solved`` the reporter says so, of ``unsolved`` that they are not.
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
    closed: int
    set_aside: int
    solved: int
    unsolved: int

    @property
    def is_open(self) -> int:
        return self.reports - self.closed - self.set_aside


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

    ranked: Ranked
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


class AssessmentReport(Struct, frozen=True, kw_only=True):
    """The whole of it. Whoever had fewer than ``least`` cases in a rate has no place in a ranking.

    ``places`` are ranked by what lies in them, ``hosts`` by what they were the host of.
    """

    about: About
    figures: tuple[Figure, ...]
    volumes: tuple[Count, ...]
    channels: tuple[ChannelVolume, ...]
    hot_spots: tuple[HotSpot, ...]
    grades: tuple[Grade, ...]
    departments: Ranking
    places: tuple[Ranking, ...]
    hosts: tuple[Ranking, ...]
    members: Ranking
    least: int = 1
    past: tuple[TrendPeriod, ...]
    overdue: tuple[OverdueStep, ...]
    supervised: tuple[SupervisedMatter, ...]
    suspended: tuple[SuspendedMatter, ...]
    rework: tuple[Rework, ...]
    rework_rates: tuple[DepartmentShare, ...]
    repeats: tuple[Repeat, ...]
    rates: tuple[ThreeRates, ...]
    standards: tuple[KindRates, ...]
    best: tuple[Portrait, ...]
    worst: tuple[Portrait, ...]
    definitions: tuple[Definition, ...]

    @property
    def had_before(self) -> bool:
        """Whether anything came in during the period before, so that this one can be compared with it."""
        return any(volume.before for volume in self.channels)
