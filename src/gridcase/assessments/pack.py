"""Rule packs: what a unit is assessed by. A pack is written, whole, into the event that opens an assessment."""

import re
from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct, json

from gridcase.matters.events import Severity

FULL_MARKS = 100

NAME = re.compile(r"[\w-]+")

GRAVE = (Severity.SERIOUS, Severity.CRITICAL)
"""How severe a matter is whose mere filing may be charged to its unit."""


class Sort(StrEnum):
    """What a mark does: takes points, decides alone (一票否决), or gives points."""

    DEDUCTION = "deduction"
    VETO = "veto"
    BONUS = "bonus"


class Occasion(StrEnum):
    """What happens to a matter that a charge may follow from."""

    FILED = "filed"
    UNRESOLVED = "unresolved"
    ESCALATED = "escalated"


class Item(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the checklist: what one fault costs unless said otherwise, and the most that all of them cost."""

    code: str
    title: str
    points: int
    cap: int


class Veto(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What fails the unit whatever its score."""

    code: str
    title: str


class ChargeRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A matter of these lists or classes (all, if none is named), at least so severe, leads to the item or veto.

    ``filed`` is its classification, as serious at least; ``unresolved`` that it was closed though the reporter says it
    is not solved; ``escalated`` its way to a level above.
    """

    code: str
    on: Occasion
    lists: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    severity: Severity = Severity.MINOR


class Pack(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``thresholds`` are by the kind of unit; a kind without one is failed by vetoes alone."""

    name: str
    title: str
    kinds: tuple[str, ...]
    thresholds: dict[str, int] = {}
    bonus_cap: int = 0
    items: tuple[Item, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    charges: tuple[ChargeRule, ...] = ()

    @property
    def digest(self) -> str:
        """The version of its content: the SHA-256, in hexadecimal."""
        return sha256(json.encode(self, order="deterministic")).hexdigest()

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def veto(self, code: str) -> Veto | None:
        return next((veto for veto in self.vetoes if veto.code == code), None)

    def complaints(self) -> Iterator[tuple[str, str]]:
        """The path of each key that holds no rule, and what was expected there. The score cannot fall below 0."""
        if not NAME.fullmatch(self.name):
            yield "name", "letters, digits, - and _: it is part of the names of assessments"
        codes = Counter([*(item.code for item in self.items), *(veto.code for veto in self.vetoes)])
        if any(count > 1 for count in codes.values()):
            yield "items, vetoes", "each code once"
        if not self.kinds or set(self.thresholds) - set(self.kinds):
            yield "kinds", "the kinds of unit, among them every one that has a threshold"
        if any(not 0 <= threshold <= FULL_MARKS for threshold in self.thresholds.values()):
            yield "thresholds", f"0 to {FULL_MARKS}"
        if self.bonus_cap < 0:
            yield "bonus_cap", "0 or more"
        if any(not 0 < item.points <= item.cap for item in self.items):
            yield "items", "points above 0, and not above their cap"
        if sum(item.cap for item in self.items) > FULL_MARKS:
            yield "items", f"caps that are {FULL_MARKS} together, or fewer"
        for place, charge in enumerate(self.charges):
            if charge.code not in codes:
                yield f"charges[{place}].code", "the code of an item or a veto"
            if charge.on is Occasion.FILED and charge.severity not in GRAVE:
                yield f"charges[{place}].severity", f"{' or '.join(GRAVE)}: nobody is charged for ordinary matters"
