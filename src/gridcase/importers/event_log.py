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
from gridcase.importers.facts import FactReader, Facts
from gridcase.importers.happenings import NOWHERE, Happening, after, way
from gridcase.importers.histories import History, HistoryWriter
from gridcase.importers.mapping import EventLog
from gridcase.importers.named_records import NamedRecords
from gridcase.importers.occurrences import Occurrence
from gridcase.importers.rows import BadRow, BadValue, Row, bad_row
from gridcase.importers.table import Table
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
    mapping: EventLog, table: Table, named: NamedRecords, writer: HistoryWriter, file: str, until: datetime
) -> Iterator[History | BadRow]:
    """The history of every matter, or what is wrong with a row of it: then all its rows are left out."""
    reader = LogReader(mapping, table, named, until)
    with closing(sqlite3.connect("")) as scratch:
        yield from store_rows(scratch, reader, table)
        for reference, rows in by_matter(scratch):
            try:
                facts, activities, ended = reader.read(reference, rows)
            except BadMatter as bad:
                for row in rows:
                    reason = (
                        bad.wrong.reason if row is bad.row else f"line {bad.row.line} of the matter: {bad.wrong.reason}"
                    )
                    yield bad_row(row, BadValue(bad.wrong.column, bad.wrong.value, reason))
            else:
                history = HistoryOfLog(mapping, facts, file)
                occurrences = history.occurrences(activities, ended)
                yield History(facts.matter_id, writer.events(facts, occurrences, history.co_handlers), rows)


def store_rows(scratch: sqlite3.Connection, reader: "LogReader", table: Table) -> Iterator[BadRow]:
    """Put every row in a scratch outside of memory, by its matter; yields the rows that are none of any matter."""
    scratch.execute("CREATE TABLE scratch (reference TEXT, line INTEGER PRIMARY KEY, fields BLOB)")
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            reference = reader.facts.reference(row.fields)
        except BadValue as wrong:
            yield bad_row(row, wrong)
        else:
            scratch.execute("INSERT INTO scratch VALUES (?, ?, ?)", (reference, row.line, json.encode(row.fields)))


def by_matter(scratch: sqlite3.Connection) -> Iterator[tuple[str, list[Row]]]:
    """The rows of each matter, in the order in which the matters begin."""
    taken = scratch.execute(
        "SELECT reference, line, fields FROM scratch ORDER BY MIN(line) OVER (PARTITION BY reference), line"
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

    def __init__(self, mapping: EventLog, table: Table, named: NamedRecords, until: datetime) -> None:
        log = mapping.log
        self.facts = FactReader(mapping, table, named, until)
        self._mapping = mapping
        self._named = named
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
            department = self._named.department(self._co_handler(row.fields), log.co_handler)
        return Activity(name, happenings, at, self._actor(row.fields), department, row.line)


class HistoryOfLog:
    """The reading of a log: an activity takes its matter on where the loop allows it, and is a note where it does not.

    So any order of activities is a history that could have been, and nothing of the log is lost.
    """

    def __init__(self, mapping: EventLog, facts: Facts, file: str) -> None:
        self.co_handlers: list[tuple[CoHandler, ...]] = []
        self._inferred = frozenset(mapping.inferred)
        self._facts = facts
        self._file = file
        self._stage = NOWHERE
        self._occurrences: list[Occurrence] = []

    def occurrences(self, activities: Sequence[Activity], ended: datetime | None) -> list[Occurrence]:
        for activity in activities:
            self._take(activity)
        if ended is not None:
            last = activities[-1]
            at = max(ended, last.at)
            self._advance(Happening.CLOSED, at, ended, Origin(source=self._file, row=last.line, inferred=at != ended))
        return self._occurrences

    def _take(self, activity: Activity) -> None:
        first, *following = activity.happenings
        origin = Origin(source=self._file, row=activity.line)
        if not self._may_co_handle(activity) or not self._advance(first, activity.at, activity.at, origin, activity):
            self._advance(Happening.NOTED, activity.at, activity.at, origin, activity)
            return
        for happening in following:
            self._advance(happening, activity.at, activity.at, inferred(origin))

    def _may_co_handle(self, activity: Activity) -> bool:
        """Whether it is a co-handling that can be origin: by another department than the host, once in a round."""
        if activity.happenings[0] is not Happening.CO_HANDLED:
            return True
        co_handler = CoHandler(department=activity.department, due=self._facts.due, mandatory=False)
        return activity.department != self._facts.host and co_handler not in (self.co_handlers or [()])[-1]

    def _advance(
        self, happening: Happening, at: datetime, occurred: datetime, origin: Origin, activity: Activity | None = None
    ) -> bool:
        """Add the event, and before it what must have been; says whether the loop allows it."""
        before = way(self._stage, happening, self._inferred)
        if before is None:
            return False
        for missing in before:
            self._add(Occurrence(missing, at, occurred, inferred(origin)))
        by, department, note = (activity.by, activity.department, activity.name) if activity else ("", "", "")
        self._add(Occurrence(happening, at, occurred, origin, by, department, note))
        return True

    def _add(self, occurrence: Occurrence) -> None:
        self._stage = after(occurrence.happening, self._stage)
        self._occurrences.append(occurrence)
        if occurrence.happening is Happening.DIVERTED:
            self.co_handlers.append(())
        if occurrence.happening is Happening.CO_HANDLED:
            co_handler = CoHandler(department=occurrence.department, due=self._facts.due, mandatory=False)
            self.co_handlers[-1] = (*self.co_handlers[-1], co_handler)


def inferred(origin: Origin) -> Origin:
    return Origin(source=origin.source, row=origin.row, inferred=True)
