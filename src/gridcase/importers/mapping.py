"""What a city says about another platform's file: which column means what, and which history a row tells.

A mapping is a TOML file. Those that ship are in ``mappings``; how to write one is in
``docs/how-to/import-your-data.md``.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct

from gridcase.importers.happenings import Happening, way, wrong_at
from gridcase.importers.times import wrong_format
from gridcase.matters.events import Channel
from gridcase.matters.state import Reported
from gridcase.registry.records import ManagementList, Source, Unit

MOST_CHARACTERS = 100_000

CODE = re.compile(r"[\w.-]{1,40}")
"""The code of a source: it begins the id of every matter."""


class Shape(StrEnum):
    """What a row is: one ``requests`` row a matter, or one ``event-log`` row an event of a matter."""

    REQUESTS = "requests"
    EVENT_LOG = "event-log"


class Format(Struct, frozen=True, forbid_unknown_fields=True):
    """How the file is written. A time without an offset of its own is local to ``time_zone``.

    ``time_format`` is ``iso``, or directives as Python's ``strptime`` has them. A field of more than ``longest_field``
    characters makes its row a bad one.
    """

    time_zone: str
    time_format: str = "iso"
    delimiter: str = ","
    longest_field: int = 10_000


class Columns(Struct, frozen=True, forbid_unknown_fields=True):
    """The columns that say one thing each. Several columns of free text are put together; absent ones are empty.

    ``due`` is the host's limit and ``due_close`` the whole matter's; ``occurred`` is when it happened, if that is told
    apart from the report.
    """

    reference: str
    occurred: str = ""
    due: str = ""
    due_close: str = ""
    channel: str = ""
    reason: str = ""
    note: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    address: tuple[str, ...] = ()


class Root(Struct, frozen=True, forbid_unknown_fields=True):
    """The unit that the areas are under; a ``parent`` hangs it in a grid tree that is there already."""

    code: str
    name: str
    level: str
    parent: str = ""


class Area(Struct, frozen=True, forbid_unknown_fields=True):
    """A level of the grid tree under the city: the column of the area's code, and that of its ``name`` if there is one.

    A value that is ``unknown`` or empty names no area: the matter is then in the one above.
    """

    level: str
    column: str
    name: str = ""
    unknown: tuple[str, ...] = ()


class Departments(Struct, frozen=True, forbid_unknown_fields=True):
    """The columns of the host and of its ``desk``; names in full; the host of what names none is ``otherwise``."""

    column: str
    desk: str = ""
    otherwise: str = ""
    names: dict[str, str] = {}


class Catalogue(Struct, frozen=True, forbid_unknown_fields=True):
    """The management list that the platform's classes are filed under, and the columns that together name the class."""

    code: str
    name: str
    columns: tuple[str, ...] = ()
    otherwise: str = ""


class TemplateEvent(Struct, frozen=True, forbid_unknown_fields=True):
    """An event and the column of its time; ``inferred`` says that it is that of something else, the best known."""

    event: Happening
    at: str
    inferred: bool = False


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """The history of the rows that have, in every column of ``when``, one of the values named."""

    events: tuple[TemplateEvent, ...]
    when: dict[str, tuple[str, ...]] = {}


class Log(Struct, frozen=True, forbid_unknown_fields=True):
    """The columns of an event. A matter whose ``ended`` is told is closed then."""

    activity: str
    time: str
    actor: str = ""
    co_handler: str = ""
    ended: str = ""


class Mapping(Struct, frozen=True, kw_only=True):
    """What both shapes say. ``since`` is when the platform begins: no row before it is believed, and its departments,
    areas and classes hold from then on. Nothing at or after ``until`` is believed either.
    """

    shape: Shape
    since: date
    until: date = date(2100, 1, 1)
    source: Source
    city: Root
    format: Format
    columns: Columns
    departments: Departments
    catalogue: Catalogue
    areas: tuple[Area, ...] = ()
    channels: dict[str, Channel] = {}

    @property
    def begins(self) -> datetime:
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        return datetime(self.until.year, self.until.month, self.until.day, tzinfo=UTC)

    @property
    def root(self) -> Unit:
        return Unit(code=self.city.code, name=self.city.name, level=self.city.level, parent=self.city.parent)

    @property
    def list(self) -> ManagementList:
        return ManagementList(code=self.catalogue.code, name=self.catalogue.name)

    def needs(self) -> Iterator[str]:
        """Every column that the file must have."""
        columns = self.columns
        yield columns.reference
        yield from (columns.occurred, columns.due, columns.due_close, columns.channel, columns.reason)
        yield from (*columns.note, *columns.text, *columns.address, *self.catalogue.columns)
        yield from (self.departments.column, self.departments.desk)
        for area in self.areas:
            yield from (area.column, area.name)

    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong although every value is of the right kind: the key, and what was expected."""
        if not CODE.fullmatch(self.source.code):
            yield "source.code", f"letters, digits, dots and dashes, not {self.source.code!r}"
        if unknown_zone(self.format.time_zone):
            yield "format.time_zone", f"a time zone such as Europe/Amsterdam, not {self.format.time_zone!r}"
        if wrong := wrong_format(self.format.time_format):
            yield "format.time_format", f"iso, or directives of strptime {wrong}"
        if len(self.format.delimiter) != 1 or self.format.delimiter in '\r\n"':
            yield "format.delimiter", "one character"
        if not 0 < self.format.longest_field <= MOST_CHARACTERS:
            yield "format.longest_field", f"a number from 1 to {MOST_CHARACTERS}"
        if self.columns.channel and not self.channels:
            yield "channels", "a channel for every value of the column of channels"
        if not self.catalogue.columns and not self.catalogue.otherwise:
            yield "catalogue", "the columns that name the class, or the class of every row as otherwise"
        if self.since >= self.until:
            yield "since", "a day before until"


class Requests(Mapping, frozen=True, kw_only=True):
    """One row a matter: the first of the ``histories`` that its values fit is its history."""

    histories: tuple[Template, ...]

    def needs(self) -> Iterator[str]:
        yield from super().needs()
        for template in self.histories:
            yield from template.when
            yield from (event.at for event in template.events)

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        if not self.histories:
            yield "histories", "at least one history"
        for number, template in enumerate(self.histories):
            happenings = [event.event for event in template.events]
            place = f"histories[{number}].events"
            if not happenings:
                yield place, f"at least {Happening.REPORTED}"
            elif wrong := wrong_at(happenings):
                yield place, f"events in an order of the loop: no {happenings[wrong[0]]} while {wrong[1]}"


class EventLog(Mapping, frozen=True, kw_only=True):
    """One row an event: each of the ``activities`` is an event, and what follows from it at once. What may be missing
    between two activities is ``inferred``.
    """

    log: Log
    activities: dict[str, tuple[Happening, ...]]
    inferred: tuple[Happening, ...] = ()

    def needs(self) -> Iterator[str]:
        yield from super().needs()
        yield from (self.log.activity, self.log.time, self.log.actor, self.log.co_handler, self.log.ended)

    def problems(self) -> Iterator[tuple[str, str]]:
        yield from super().problems()
        for activity, happenings in self.activities.items():
            if not happenings:
                yield f"activities.{activity}", f"at least {Happening.NOTED}"
            if Happening.CO_HANDLED in (*happenings[1:], *self.inferred):
                yield f"activities.{activity}", f"{Happening.CO_HANDLED} first, or not at all: it is never inferred"
        if self.log.ended and way(Reported.stage, Happening.CLOSED, frozenset(self.inferred)) is None:
            yield "inferred", f"the events that lead from a report to {Happening.CLOSED}, for the column log.ended"


AnyMapping = Requests | EventLog


def unknown_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return True
    return False
