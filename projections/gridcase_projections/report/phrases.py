"""The words of a report in English and Chinese, and how numbers, times and names are written in each."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from typing import Self
from zoneinfo import ZoneInfo

import msgspec

from gridcase.periods import Length, Period
from gridcase.words import WORDS, MatterWord
from gridcase_projections.metrics.chinese import in_chinese
from gridcase_projections.report.content import About, Share


class Language(StrEnum):
    ENGLISH = "en"
    CHINESE = "zh"


PHRASES = msgspec.toml.decode(
    (files("gridcase_projections.report") / "phrases.toml").read_bytes(), type=dict[str, tuple[str, str]]
)
"""Every word and sentence: English, Chinese."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)

PARTS: dict[Length, dict[Language, Sequence[str]]] = {
    Length.YEAR: {Language.ENGLISH: [""], Language.CHINESE: [""]},
    Length.HALF: {Language.ENGLISH: ["H1", "H2"], Language.CHINESE: ["上", "下"]},
    Length.QUARTER: {Language.ENGLISH: ["Q1", "Q2", "Q3", "Q4"], Language.CHINESE: ["一", "二", "三", "四"]},
    Length.MONTH: {Language.ENGLISH: MONTHS, Language.CHINESE: [f"{month}" for month in range(1, 13)]},
}
"""The parts of a year by their length, as ``period_…`` of the phrases names them."""

NAME_IN_BOTH = re.compile(r"(?P<zh>[^A-Za-z]*[\u3400-\u9fff][^A-Za-z]*?) (?P<en>[A-Za-z][^\u3400-\u9fff]*)")
"""A name that is written twice: in Chinese, then in English."""


class Phrases:
    """How a report of one language says things; ``nothing`` stands where there is no number: neither 0 % nor 100 %."""

    def __init__(self, language: Language, zone: ZoneInfo, matter: MatterWord = MatterWord.ITEM) -> None:
        self.language = language
        self.nothing = getattr(WORDS["not-applicable"], language)
        self._zone = zone
        self._matter = matter

    @classmethod
    def of(cls, about: About, language: Language) -> Self:
        """Those of a report: by the clock of its city, and with its words."""
        return cls(language, ZoneInfo(about.zone), about.matter)

    def __call__(self, key: str, **filled: object) -> str:
        return PHRASES[key][self.language is Language.CHINESE].format(matter=self._matter, **filled)

    def value(self, key: str) -> str:
        """A value of the read models in words; one without words stays as it is."""
        return self(key) if key in PHRASES else key

    def channel(self, name: str) -> str:
        return self.value_of("channel", name)

    def stage(self, name: str) -> str:
        return self.value_of("stage", name)

    def level(self, name: str) -> str:
        """The units of a level of the grid tree; one that the city made up is called as the city calls it."""
        return self.value_of("level", name)

    def value_of(self, kind: str, name: str) -> str:
        key = f"{kind} {name}"
        return self(key) if key in PHRASES else name

    def definition(self, text: str) -> str:
        """A part of a metric's definition, in the language of the report."""
        return in_chinese(text, self._matter) if self.language is Language.CHINESE else text

    def name(self, name: str) -> str:
        """A name that is written in both languages, Chinese first, in the report's own."""
        both = NAME_IN_BOTH.fullmatch(name)
        return both[self.language.value] if both else name

    def city(self, about: About) -> str:
        """The city's name; a rehearsal says that it is one."""
        name = self.name(about.city)
        return f"{name}{self('in_parentheses', text=self('rehearsal'))}" if about.rehearsal else name

    def way(self, above: str, name: str) -> str:
        """A place by all that lies above it, ``Shibu City · Chengguan Street · Zhangzhuang Community``."""
        return self("path").join(self.name(part) for part in (*above.split(" · "), name) if part)

    def names(self, names: Iterable[str]) -> str:
        return self("between_names").join(map(self.name, names))

    def count(self, count: int) -> str:
        return f"{count:,}"

    def signed(self, count: int) -> str:
        return signed(count)

    def counted(self, count: int, unit: str) -> str:
        """A number with what it counts, a key of the phrases: ``19 deadlines``, ``19 个时限``."""
        if self.language is Language.CHINESE:
            return f"{count:,}{self(unit)}"
        return f"{count:,} {self(unit)}" if count == 1 else f"{count:,} {self(unit)}s"

    def share(self, share: Share) -> str:
        """``1,159 / 1,336``, or n/a of nothing."""
        return self.nothing if not share.denominator else f"{share.whole:,f} / {share.denominator:,}"

    def percent(self, share: Share) -> str:
        return self.nothing if share.percent is None else f"{share.percent} %"

    def change(self, now: Share, before: Share) -> str:
        """By how many percentage points the rate changed; empty where there is nothing to compare."""
        if now.percent is None or before.percent is None:
            return ""
        return self("points_change", change=signed(now.percent - before.percent))

    def time(self, time: datetime | None) -> str:
        return f"{time.astimezone(self._zone):%Y-%m-%d %H:%M}" if time else self.nothing

    def short_time(self, time: datetime | None) -> str:
        return f"{time.astimezone(self._zone):%m-%d %H:%M}" if time else self.nothing

    def day(self, time: datetime) -> str:
        return f"{time.astimezone(self._zone):%Y-%m-%d}"

    def period(self, name: str) -> str:
        """``September 2026``, ``Q3 2026``, ``H2 2026``, ``2026``"""
        period = Period.parse(name)
        part = PARTS[period.length][self.language][period.part - 1]
        return self(f"period_{period.length}", year=period.year, part=part)

    def short_period(self, name: str) -> str:
        """``Sep``, and the year below it where it begins one."""
        period = Period.parse(name)
        match period.length:
            case Length.YEAR:
                return name
            case Length.MONTH if self.language is Language.CHINESE:
                part = f"{period.part}月"
            case Length.MONTH:
                part = MONTHS[period.part - 1][:3]
            case _:
                _, _, part = name.partition("-")
        return f"{part}\n{period.year}" if period.part == 1 else part

    def late_by(self, due: datetime, at: datetime) -> str:
        """In days and hours, not rounded up."""
        days, seconds = divmod(int((at - due).total_seconds()), 86400)
        hours = seconds // 3600
        if self.language is Language.CHINESE:
            return f"{days}天{hours}小时" if days else f"{hours}小时"
        return f"{days} d {hours} h" if days else f"{hours} h"


def signed(number: Decimal | int) -> str:
    """With its sign, a true minus among them."""
    return f"+{number:,}" if number > 0 else f"−{abs(number):,}" if number < 0 else "±0"
