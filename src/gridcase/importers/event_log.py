"""Files with one row an event of a matter, in any order."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import TypeVar

from msgspec import Struct, json

from gridcase.envelope import Origin
from gridcase.importers.city import City
from gridcase.importers.facts import FactReader, Facts
from gridcase.importers.happenings import NOWHERE, Happening, after, way
from gridcase.importers.mapping import EventLog
from gridcase.importers.occurrences import Step
from gridcase.importers.rows import BadRow, BadValue, Row, bad_row
from gridcase.importers.table import Table
from gridcase.importers.telling import History, Teller
from gridcase.matters.events import CoHandler

T = TypeVar("T")


class Activity(Struct, frozen=True):
    """A row: what the log says was done, when and by whom, and the events that it stands for."""

    name: str
    happenings: tuple[Happening, ...]
    at: datetime
    by: str
    department: str
    line: int


def read_event_log(
    mapping: EventLog, table: Table, city: City, teller: Teller, file: str
) -> Iterator[History | BadRow]:
    """The history of every matter, or what is wrong with a row of it: then all its rows are left out."""
    reader = LogReader(mapping, table, city)
    with closing(sqlite3.connect("")) as shelf:
        yield from put_by(shelf, reader, table)
        for reference, rows in by_matter(shelf):
            try:
                facts, activities, ended = reader.read(reference, rows)
            except BadMatter as bad:
                for row in rows:
                    reason = (
                        bad.wrong.reason if row is bad.row else f"line {bad.row.line} of the matter: {bad.wrong.reason}"
                    )
                    yield bad_row(row, BadValue(bad.wrong.column, bad.wrong.value, reason))
            else:
                story = Story(mapping, facts, file)
                steps = story.of(activities, ended)
                yield History(facts.matter_id, teller.tell(facts, steps, story.co_handlers), rows)


def put_by(shelf: sqlite3.Connection, reader: "LogReader", table: Table) -> Iterator[BadRow]:
    """Put every row on a shelf outside of memory, by its matter; yields the rows that are none of any matter."""
    shelf.execute("CREATE TABLE shelf (reference TEXT, line INTEGER PRIMARY KEY, fields BLOB)")
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            reference = reader.facts.reference(row.fields)
        except BadValue as wrong:
            yield bad_row(row, wrong)
        else:
            shelf.execute("INSERT INTO shelf VALUES (?, ?, ?)", (reference, row.line, json.encode(row.fields)))


def by_matter(shelf: sqlite3.Connection) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each matter, in the order in which the matters begin."""
    taken = shelf.execute(
        "SELECT reference, line, fields FROM shelf ORDER BY MIN(line) OVER (PARTITION BY reference), line"
    )
    for reference, group in groupby(taken, key=itemgetter(0)):
        yield reference, [Row(line, json.decode(fields, type=list[str])) for _, line, fields in group]


class BadMatter(Exception):
    """A row is wrong, and so the history of its matter would be."""

    def __init__(self, row: Row, wrong: BadValue) -> None:
        self.row = row
        self.wrong = wrong


def believed(row: Row, read: Callable[[Row], T]) -> T:
    """What is read from a row. Raises ``BadMatter``."""
    try:
        return read(row)
    except BadValue as wrong:
        raise BadMatter(row, wrong) from wrong


class LogReader:
    """Reads the rows of one matter. What they say of the matter itself is read from the first."""

    def __init__(self, mapping: EventLog, table: Table, city: City) -> None:
        log = mapping.log
        self.facts = FactReader(mapping, table, city)
        self._mapping = mapping
        self._city = city
        self._activity, self._actor, self._co_handler = map(self.facts.text, (log.activity, log.actor, log.co_handler))
        self._time, self._ended = map(self.facts.time, (log.time, log.ended))

    def read(self, reference: str, rows: Sequence[Row]) -> tuple[Facts, list[Activity], datetime | None]:
        """The matter, what was done in order of time, and when it ended. Raises ``BadMatter``."""
        activities = [believed(row, self.activity) for row in rows]
        ended = believed(rows[0], lambda row: self._ended(row.fields))
        facts = believed(rows[0], lambda row: self.facts.facts(reference, row.fields))
        return facts, sorted(activities, key=lambda activity: activity.at), ended

    def activity(self, row: Row) -> Activity:
        log, name, at = self._mapping.log, self._activity(row.fields), self._time(row.fields)
        happenings = self._mapping.activities.get(name)
        if happenings is None:
            raise BadValue(log.activity, name, "an activity that the mapping knows expected")
        if at is None:
            raise BadValue(log.time, "", f"the time of {name} expected")
        department = ""
        if happenings[0] is Happening.CO_HANDLED:
            department = self._city.department(self._co_handler(row.fields), log.co_handler)
        return Activity(name, happenings, at, self._actor(row.fields), department, row.line)


class Story:
    """The reading of a log: an activity takes its matter on where the loop allows it, and is a note where it does not.

    So any order of activities is a history that could have been, and nothing of the log is lost.
    """

    def __init__(self, mapping: EventLog, facts: Facts, file: str) -> None:
        self.co_handlers: list[tuple[CoHandler, ...]] = []
        self._inferred = frozenset(mapping.inferred)
        self._facts = facts
        self._file = file
        self._stage = NOWHERE
        self._steps: list[Step] = []

    def of(self, activities: Sequence[Activity], ended: datetime | None) -> list[Step]:
        for activity in activities:
            self._take(activity)
        if ended is not None:
            last = activities[-1]
            at = max(ended, last.at)
            self._go(Happening.CLOSED, at, ended, Origin(source=self._file, row=last.line, inferred=at != ended))
        return self._steps

    def _take(self, activity: Activity) -> None:
        first, *following = activity.happenings
        told = Origin(source=self._file, row=activity.line)
        if not self._co_handles(activity) or not self._go(first, activity.at, activity.at, told, activity):
            self._go(Happening.NOTED, activity.at, activity.at, told, activity)
            return
        for happening in following:
            self._go(happening, activity.at, activity.at, inferred(told))

    def _co_handles(self, activity: Activity) -> bool:
        """Whether it is a co-handling that can be told: by another department than the host, once in a round."""
        if activity.happenings[0] is not Happening.CO_HANDLED:
            return True
        co_handler = CoHandler(department=activity.department, due=self._facts.due, mandatory=False)
        return activity.department != self._facts.host and co_handler not in (self.co_handlers or [()])[-1]

    def _go(
        self, happening: Happening, at: datetime, occurred: datetime, origin: Origin, activity: Activity | None = None
    ) -> bool:
        """Tell the event, and before it what must have been; says whether the loop allows it."""
        before = way(self._stage, happening, self._inferred)
        if before is None:
            return False
        for missing in before:
            self._tell(Step(missing, at, occurred, inferred(origin)))
        by, department, note = (activity.by, activity.department, activity.name) if activity else ("", "", "")
        self._tell(Step(happening, at, occurred, origin, by, department, note))
        return True

    def _tell(self, step: Step) -> None:
        self._stage = after(step.happening, self._stage)
        self._steps.append(step)
        if step.happening is Happening.DIVERTED:
            self.co_handlers.append(())
        if step.happening is Happening.CO_HANDLED:
            co_handler = CoHandler(department=step.department, due=self._facts.due, mandatory=False)
            self.co_handlers[-1] = (*self.co_handlers[-1], co_handler)


def inferred(origin: Origin) -> Origin:
    return Origin(source=origin.source, row=origin.row, inferred=True)
