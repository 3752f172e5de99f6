"""The tables of a ``city.toml``, as written."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta, Struct, field
from msgspec.structs import asdict

from gridcase.city.scoring import Scoring
from gridcase.matters.events import Satisfaction
from gridcase.matters.policy import Evaluation, JudgeBy, Ladder, Whistle
from gridcase.words import MatterWord
from gridcase.working_time.limits import StepLimits, not_a_limit

Count = Annotated[int, Meta(ge=0, le=1000)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Word = Annotated[str, Meta(min_length=1, max_length=200)]

Complaint = tuple[str, str]
"""The path of a key, and what was expected there."""


class NameTable(Struct, frozen=True, kw_only=True):
    """``levels`` name the grid tree from the lowest up. In a ``rehearsal`` time is played, and every event says so."""

    name: Word
    name_en: str = ""
    time_zone: Word
    levels: Annotated[tuple[Word, ...], Meta(min_length=1)]
    rehearsal: bool = False

    @property
    def title(self) -> str:
        """What the city is called on whatever leaves it: a rehearsal says that it is one."""
        return f"{self.name} (rehearsal 演练)" if self.rehearsal else self.name


class WorkingTimeTable(Struct, frozen=True, kw_only=True):
    """``calendar`` is one that ships, by name, or the path of a file beside ``city.toml``."""

    calendar: Word = "every-day"
    hours: Annotated[tuple[Word, ...], Meta(min_length=1)] = ("00:00-24:00",)


class PolicyTable(Struct, frozen=True, kw_only=True):
    max_extensions: Count = 1
    max_reopenings: Count = 2
    judge_by: JudgeBy = JudgeBy.RECORDED
    warn_at: Percent = 80
    late_entry: str = "5 minutes"
    suspension_at_most: str = "60 working days"
    contact: str = ""
    whistle: Whistle = Whistle()


class WordsTable(Struct, frozen=True, kw_only=True):
    """What the city calls things. ``matter`` is 事项 or 案件, everywhere in Chinese and never mixed."""

    matter: MatterWord = MatterWord.ITEM


class StoreTable(Struct, frozen=True, kw_only=True):
    """``sqlite:PATH`` or ``postgresql://…?schema=NAME``; an empty ``url`` is the file ``events.sqlite`` of the home.

    The password for PostgreSQL lies in ``password_file``, named from the home on, or in ``GRIDCASE_STORE_PASSWORD``;
    the key that addresses are digested under in ``address_key_file``, or in ``GRIDCASE_ADDRESS_KEY``.
    """

    url: str = ""
    password_file: str = ""
    address_key_file: str = ""


class CityFile(Struct, frozen=True, kw_only=True):
    """``kafka`` and ``streams`` are read by the package that knows them, with ``City.table``."""

    city: NameTable
    working_time: WorkingTimeTable = WorkingTimeTable()
    limits: StepLimits = StepLimits()
    policy: PolicyTable = PolicyTable()
    ladder: Ladder = Ladder()
    evaluation: Evaluation = field(default_factory=Evaluation)
    scoring: Scoring = field(default_factory=Scoring)
    words: WordsTable = WordsTable()
    store: StoreTable = StoreTable()
    kafka: dict[str, Any] = {}
    streams: dict[str, Any] = {}

    def complaints(self) -> Iterator[Complaint]:
        """What the types alone do not say."""
        yield from bad_levels(self.city.levels)
        spans = {key: getattr(self.policy, key) for key in ("late_entry", "suspension_at_most", "contact")}
        for table, limits in (
            ("limits", asdict(self.limits)),
            ("ladder", asdict(self.ladder)),
            ("policy", spans),
            ("policy.whistle", asdict(self.policy.whistle)),
        ):
            for key, text in limits.items():
                yield from ((f"{table}.{key}", expected) for expected in not_a_limit(text))
        yield from bad_scores(self.evaluation)
        yield from self.scoring.complaints()


def bad_levels(levels: tuple[str, ...]) -> Iterator[Complaint]:
    if len(set(levels)) < len(levels):
        yield "city.levels", f"each level once, the lowest first, not {', '.join(levels)}"


def bad_scores(evaluation: Evaluation) -> Iterator[Complaint]:
    for level in Satisfaction:
        if level is not Satisfaction.NOT_ASKED and level not in evaluation.satisfaction:
            yield "evaluation.satisfaction", f"a score for each level; {level} has none"
    points = {f"satisfaction.{level}": score for level, score in evaluation.satisfaction.items()}
    for key in ("unanswered", "unsolved", "late", "again"):
        points[key] = getattr(evaluation, key)
    for key, score in points.items():
        if not 0 <= score <= 100:
            yield f"evaluation.{key}", f"a score from 0 to 100, not {score}"
