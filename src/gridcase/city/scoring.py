"""How scorecards weigh and grade: the part of a city's configuration that its read models take."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct

Points = Annotated[int, Meta(ge=0, le=100)]


class Preset(StrEnum):
    """The composites a scorecard can be of: each after one that is in use somewhere."""

    DEPARTMENT = "department"
    GRID_MEMBER = "grid-member"
    THREE_RATES = "three-rates"
    HOTLINE_30_35_35 = "hotline-30-35-35"
    HOST_OF_PLACE = "host-of-place"
    DISTRICT_100 = "district-100"
    FEEDBACK = "feedback"


class ThroughCoHandler(StrEnum):
    """Whom a round is charged to that came late only through a co-handler, and the reporter's answer about it."""

    HOST = "host"
    CO_HANDLER = "co-handler"


class Bands(Struct, frozen=True, kw_only=True):
    """What the number of matters filed scores, for the departments of a ``group``; an empty one is everybody else.

    Up to ``filed[0]`` matters score ``points[0]``, up to ``filed[1]`` ``points[1]`` and so on; more score the last.
    With ``months`` of the year they hold for a period that is one of these months, instead of the group's others.
    """

    group: str = ""
    months: tuple[Annotated[int, Meta(ge=1, le=12)], ...] = ()
    filed: tuple[int, ...] = (50, 100, 200, 500, 1000)
    points: tuple[Points, ...] = (100, 90, 75, 60, 40, 0)


class Grade(Struct, frozen=True, kw_only=True):
    """A grade begins at a score and ends below the next better one's."""

    name: str
    at: Points


GRADES = tuple(Grade(name=name, at=at) for name, at in (("A", 90), ("B", 75), ("C", 60), ("D", 40), ("E", 0)))


class Scoring(Struct, frozen=True, kw_only=True):
    """``basically_satisfied`` is what the answer is worth in the satisfaction rate, in percent of ``satisfied``.

    ``weights`` are given to metrics of the preset instead of its own, in percent. Whoever any of the metrics in
    ``vetoes`` counts something of has the last grade. Whoever has fewer than ``least`` cases in a rate that the score
    is made of has no score and no place: too few to rank. ``through_co_handler`` says who answers for what came late
    only through a co-handler.
    """

    preset: Preset = Preset.DEPARTMENT
    weights: Mapping[str, Points] = {}
    vetoes: tuple[str, ...] = ()
    least: Annotated[int, Meta(ge=1)] = 5
    basically_satisfied: Points = 90
    through_co_handler: ThroughCoHandler = ThroughCoHandler.HOST
    grades: tuple[Grade, ...] = GRADES
    bands: tuple[Bands, ...] = (Bands(),)

    @property
    def co_handlers_answer(self) -> bool:
        """Whether what came late only through a co-handler is charged to that one."""
        return self.through_co_handler is ThroughCoHandler.CO_HANDLER

    def complaints(self) -> Iterator[tuple[str, str]]:
        """The path of each key that holds no scoring, and what was expected there."""
        starts = [grade.at for grade in self.grades]
        if not starts or starts[-1] != 0 or any(better <= worse for better, worse in pairwise(starts)):
            yield "scoring.grades", "grades from the best to the worst, the last from 0, so that every score has one"
        for place, bands in enumerate(self.bands):
            if list(bands.filed) != sorted(set(bands.filed)):
                yield f"scoring.bands[{place}].filed", "numbers that rise"
            if len(bands.points) != len(bands.filed) + 1:
                yield f"scoring.bands[{place}].points", f"{len(bands.filed) + 1} scores: one a band, one for more"
            others = [other for other in self.bands[:place] if other.group == bands.group]
            if not bands.months and any(not other.months for other in others):
                yield f"scoring.bands[{place}].group", f"each group once, not {bands.group!r} again"
            if again := sorted({month for other in others for month in other.months} & {*bands.months}):
                yield f"scoring.bands[{place}].months", f"each month of a group once, not {again[0]} again"
