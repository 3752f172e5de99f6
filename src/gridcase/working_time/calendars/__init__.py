"""Calendars of working days: plain files that say which days differ from the ordinary week, and by whose notice.

``china`` (2004–2026, with make-up days), ``weekdays`` and ``every-day`` ship; a city may write its own alike.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, ValidationError, convert, field

from gridcase.errors import BadConfiguration

SUFFIX = ".toml"


class Weekday(StrEnum):
    MONDAY = "Monday"
    TUESDAY = "Tuesday"
    WEDNESDAY = "Wednesday"
    THURSDAY = "Thursday"
    FRIDAY = "Friday"
    SATURDAY = "Saturday"
    SUNDAY = "Sunday"


class SpecialDay(Struct, frozen=True):
    """A day that a notice singled out: rest for a holiday (``name``, in Chinese ``zh``), or work to make up for one."""

    works: bool
    name: str
    zh: str
    source: str


class Calendar(Struct, frozen=True):
    """Which days are worked. Days before ``first`` or past ``last`` follow the ordinary week, provisionally.

    ``digest`` is the SHA-256 of the file, in hexadecimal: a verdict can say which calendar it was given by.
    """

    name: str
    digest: str
    first: date
    last: date
    week: frozenset[int]
    days: dict[date, SpecialDay]

    def is_working(self, day: date) -> bool:
        special = self.days.get(day)
        return special.works if special else day.weekday() in self.week

    def is_published(self, day: date) -> bool:
        return self.first <= day <= self.last

    def why(self, day: date) -> str:
        """The reason in words: ``weekend``, ``Spring Festival``, ``make-up day for National Day``…"""
        special = self.days.get(day)
        if special:
            return f"make-up day for {special.name}" if special.works else special.name
        ordinary = "working day" if day.weekday() in self.week else "weekend"
        if self.is_published(day):
            return ordinary
        doubt = "provisional: not published yet" if day > self.last else "provisional: before the first published day"
        return doubt if ordinary == "working day" else f"{ordinary}, {doubt}"

    def source(self, day: date) -> str:
        """The title of the notice that singled the day out, or nothing for an ordinary day."""
        special = self.days.get(day)
        return special.source if special else ""


class Holiday(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a notice: from the first to the last day of ``rest``, made up for on the days of ``work``."""

    name: str
    zh: str = ""
    rest: tuple[date, date] | None = None
    work: list[date] = []

    def days(self) -> Iterator[tuple[date, bool]]:
        if self.rest:
            first, last = self.rest
            yield from ((first + timedelta(days=n), False) for n in range((last - first).days + 1))
        yield from ((day, True) for day in self.work)


class Notice(Struct, frozen=True, forbid_unknown_fields=True):
    """A notice of the authority that sets the holidays, and where to read it."""

    title: str
    holidays: list[Holiday]
    url: str = ""


class CalendarFile(Struct, frozen=True, forbid_unknown_fields=True):
    week: list[Weekday]
    first: date = date.min
    last: date = date.max
    notices: list[Notice] = field(default_factory=list, name="notice")


def load_calendar(name_or_path: str | Path) -> Calendar:
    """A calendar that ships, by name, or a city's own, by the path of its ``.toml`` file.

    Raises ``BadConfiguration`` for an unknown name (telling which there are), and for a file that cannot be read, says
    the same day twice, or names a day outside ``first``–``last``.
    """
    if isinstance(name_or_path, str) and not name_or_path.endswith(SUFFIX):
        return read_calendar(name_or_path, name_or_path, shipped(name_or_path))
    path = Path(name_or_path)
    try:
        return read_calendar(path.stem, str(path), path.read_bytes())
    except OSError as error:
        raise BadConfiguration(str(path), "calendar", f"a readable file ({error.strerror})") from error


def shipped(name: str) -> bytes:
    from importlib.resources import (
        files,
    )  # here, not above: slow to import, and a city may have its own file

    there = {file.name.removesuffix(SUFFIX): file for file in files(__name__).iterdir() if file.name.endswith(SUFFIX)}
    if name not in there:
        raise BadConfiguration("", f"calendar {name!r}", f"{', '.join(sorted(there))}, or the path of a {SUFFIX} file")
    return there[name].read_bytes()


def read_calendar(name: str, where: str, content: bytes) -> Calendar:
    """The calendar that a file's bytes spell; ``where`` is how an error calls the file."""
    from hashlib import sha256

    from gridcase.configuration import parse, text_of

    written = parse(where, text_of(where, content))
    try:
        file = convert(written, CalendarFile)
    except ValidationError as error:
        raise BadConfiguration(where, "", f"a calendar file ({error})") from error
    if not file.week or file.first > file.last:
        raise BadConfiguration(where, "week, first, last", "at least one day of the week, and first not after last")
    week = frozenset(list(Weekday).index(day) for day in file.week)
    days: dict[date, SpecialDay] = {}
    for notice in file.notices:
        for holiday in notice.holidays:
            if holiday.rest and holiday.rest[0] > holiday.rest[1]:
                raise BadConfiguration(
                    where, f"{holiday.name} {holiday.rest[0]}", "rest from a day to the same or a later one"
                )
            for day, works in holiday.days():
                if day in days or not file.first <= day <= file.last:
                    raise BadConfiguration(where, f"{holiday.name} {day}", f"a day once, in {file.first}–{file.last}")
                if works and day.weekday() in week:
                    raise BadConfiguration(
                        where, f"{holiday.name} {day}", "a make-up day that is otherwise a day of rest"
                    )
                days[day] = SpecialDay(works, holiday.name, holiday.zh, notice.title)
    return Calendar(name, sha256(content).hexdigest(), file.first, file.last, week, days)
