"""The verdict of an assessment, from its marks alone.

score = 100 − Σ over items of min(cap, Σ deductions) + min(bonus cap, Σ bonus); a unit meets the standard that has no
veto and reaches its threshold, if there is one. All of it is in whole points.
"""

from collections.abc import Iterable

from msgspec import Struct

from gridcase.assessments.pack import FULL_MARKS, Pack, Sort
from gridcase.assessments.state import Mark
from gridcase.city.scoring import GRADES


class Verdict(Struct, frozen=True, kw_only=True):
    """``vetoed_by`` are the numbers of the marks that are vetoes, ``vetoes`` what these are under, each once."""

    score: int
    deducted: int
    gained: int
    vetoed_by: tuple[int, ...]
    vetoes: tuple[str, ...]
    threshold: int | None
    meets: bool
    grade: str


def verdict(pack: Pack, threshold: int | None, marks: Iterable[Mark]) -> Verdict:
    counted = [mark for mark in marks if not mark.struck]
    deducted = sum(min(item.cap, taken(counted, item.code)) for item in pack.items)
    gained = min(pack.bonus_cap, sum(mark.points for mark in counted if mark.sort is Sort.BONUS))
    vetoes = [mark for mark in counted if mark.sort is Sort.VETO]
    score = FULL_MARKS - deducted + gained
    return Verdict(
        score=score,
        deducted=deducted,
        gained=gained,
        vetoed_by=tuple(mark.number for mark in vetoes),
        vetoes=tuple(dict.fromkeys(mark.code for mark in vetoes)),
        threshold=threshold,
        meets=not vetoes and (threshold is None or score >= threshold),
        grade=grade_of(score),
    )


def taken(marks: Iterable[Mark], item: str) -> int:
    """What all the deductions under an item come to, before its cap."""
    return sum(mark.points for mark in marks if mark.sort is Sort.DEDUCTION and mark.code == item)


def grade_of(score: int) -> str:
    """A from 90 on, B from 75, C from 60, D from 40, E below: each begins where the one below it ends."""
    return next((grade.name for grade in GRADES if score >= grade.at), GRADES[-1].name)
