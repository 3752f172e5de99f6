"""Rule packs: what a unit is assessed by. A pack is written, whole, into the event that opens an assessment."""

import re
from collections import Counter
from collections.abc import Container, Iterator
from enum import StrEnum
from hashlib import sha256

from msgspec import Struct, json

from gridcase.matters.events import Severity

FULL_MARKS = 100

NAME = re.compile(r"[\w-]+")


class Sort(StrEnum):
    """What a mark does: takes points, decides alone (一票否决), or gives points."""

    DEDUCTION = "deduction"
    VETO = "veto"
    BONUS = "bonus"


class Fact(StrEnum):
    """What somebody stated of a matter that a charge, or a bonus, follows from."""

    UNRESOLVED = "unresolved"
    CASUALTIES = "casualties"
    LOSS = "loss"
    PETITION = "petition"
    CRIMINAL_CASE = "criminal-case"
    MAJOR_CASE = "major-case"
    FOUND_EARLY = "found-early"


class Occasion(StrEnum):
    """What packs of old charged for.

    That a matter was ``filed`` as grave, or ``escalated`` because somebody was late, states no fault of its unit: such
    rules can be read for ever, but nothing is proposed by them any more, and no assessment is opened with one.
    """

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


class Bonus(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the unit gains for something well done, each time; all of it within the cap of the pack."""

    code: str
    title: str
    points: int


Line = Item | Veto | Bonus
"""A line of the checklist, of whatever sort."""


class FactRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about a matter of these lists or classes (all, if none is named), at least so severe, leads to the line.

    ``unresolved``: it was closed though the reporter says it is not solved. ``casualties``, ``loss``: its host found
    such harm. ``petition``: people went with it to a level above the unit's. ``criminal-case``, ``major-case``: the
    police opened one. ``found-early``, for a bonus: a grid member of the unit reported it on patrol, somebody else
    found it there, and its host found that it had done no harm.
    """

    code: str
    on: Fact
    lists: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    severity: Severity = Severity.MINOR


class ChargeRule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rule as packs of old have it. Only ``unresolved`` is a fact, and still charged for."""

    code: str
    on: Occasion
    lists: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    severity: Severity = Severity.MINOR

    @property
    def fact_rule(self) -> FactRule | None:
        """The same as a rule about a fact; none where it is about no fact."""
        if self.on is not Occasion.UNRESOLVED:
            return None
        return FactRule(
            code=self.code, on=Fact.UNRESOLVED, lists=self.lists, classes=self.classes, severity=self.severity
        )


class Pack(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``thresholds`` are by the kind of unit; a kind without one is failed by vetoes alone."""

    name: str
    title: str
    kinds: tuple[str, ...]
    thresholds: dict[str, int] = {}
    bonus_cap: int = 0
    items: tuple[Item, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    bonuses: tuple[Bonus, ...] = ()
    charges: tuple[ChargeRule, ...] = ()
    facts: tuple[FactRule, ...] = ()

    @property
    def digest(self) -> str:
        """The version of its content: the SHA-256, in hexadecimal."""
        return sha256(json.encode(self, order="deterministic")).hexdigest()

    def item(self, code: str) -> Item | None:
        return next((item for item in self.items if item.code == code), None)

    def veto(self, code: str) -> Veto | None:
        return next((veto for veto in self.vetoes if veto.code == code), None)

    def bonus(self, code: str) -> Bonus | None:
        return next((bonus for bonus in self.bonuses if bonus.code == code), None)

    def line(self, code: str) -> Line | None:
        """The item, veto or bonus of this code."""
        return self.item(code) or self.veto(code) or self.bonus(code)

    @property
    def rules(self) -> Iterator[FactRule]:
        """What charges and bonuses follow from."""
        yield from filter(None, (charge.fact_rule for charge in self.charges))
        yield from self.facts

    def complaints(self) -> Iterator[tuple[str, str]]:
        """The path of each key that holds no rule, and what was expected there. The score cannot fall below 0."""
        if not NAME.fullmatch(self.name):
            yield "name", "letters, digits, - and _: it is part of the names of assessments"
        lines: tuple[Line, ...] = (*self.items, *self.vetoes, *self.bonuses)
        codes = Counter(line.code for line in lines)
        if any(count > 1 for count in codes.values()):
            yield "items, vetoes, bonuses", "each code once"
        if not self.kinds or set(self.thresholds) - set(self.kinds):
            yield "kinds", "the kinds of unit, among them every one that has a threshold"
        if any(not 0 <= threshold <= FULL_MARKS for threshold in self.thresholds.values()):
            yield "thresholds", f"0 to {FULL_MARKS}"
        if self.bonus_cap < 0:
            yield "bonus_cap", "0 or more"
        if any(not 0 < bonus.points <= self.bonus_cap for bonus in self.bonuses):
            yield "bonuses", "points above 0, and not above bonus_cap"
        if any(not 0 < item.points <= item.cap for item in self.items):
            yield "items", "points above 0, and not above their cap"
        if sum(item.cap for item in self.items) > FULL_MARKS:
            yield "items", f"caps that are {FULL_MARKS} together, or fewer"
        yield from self._bad_rules(codes)

    def _bad_rules(self, codes: Container[str]) -> Iterator[tuple[str, str]]:
        for place, charge in enumerate(self.charges):
            if charge.fact_rule is None:
                yield f"charges[{place}].on", f"{Occasion.UNRESOLVED}; or [[facts]], on {', '.join(Fact)}"
        tables: dict[str, tuple[ChargeRule | FactRule, ...]] = {"charges": self.charges, "facts": self.facts}
        for table, rules in tables.items():
            for place, rule in enumerate(rules):
                if rule.code not in codes:
                    yield f"{table}[{place}].code", "the code of an item, a veto or a bonus"
                elif (rule.on == Fact.FOUND_EARLY) is not (self.bonus(rule.code) is not None):
                    yield f"{table}[{place}].on", f"{Fact.FOUND_EARLY} for a bonus, and for nothing else"
