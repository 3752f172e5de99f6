"""Files with one row a matter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from gridcase.envelope import Origin
from gridcase.importers.facts import FactReader
from gridcase.importers.happenings import Happening
from gridcase.importers.histories import History, HistoryWriter
from gridcase.importers.mapping import Requests, Template, TemplateEvent
from gridcase.importers.named_records import NamedRecords
from gridcase.importers.occurrences import Occurrence
from gridcase.importers.rows import BadRow, BadValue, Row, bad_row
from gridcase.importers.table import Table


class ColumnEvent(Struct, frozen=True):
    """An event of a template: its time is read by ``time`` from ``column``, the field at ``place``."""

    happening: Happening
    column: str
    place: int
    time: Callable[[Sequence[str]], datetime | None]
    inferred: bool


class Templates:
    """The histories of a mapping, found by the values of the columns that their conditions are about."""

    def __init__(self, mapping: Requests, table: Table, reader: FactReader) -> None:
        self.columns = list(dict.fromkeys(column for template in mapping.histories for column in template.when))
        self._places = [table.place(column) for column in self.columns]
        self._templates = [
            (template, [column_event(event, table, reader) for event in template.events])
            for template in mapping.histories
        ]
        self._events_by_key: dict[tuple[str, ...], list[ColumnEvent]] = {}

    def fitting(self, fields: Sequence[str]) -> list[ColumnEvent]:
        """The events of the first history that a row fits. Raises ``BadValue`` if there is none."""
        key = tuple([fields[place] for place in self._places])
        if key not in self._events_by_key:
            values = dict(zip(self.columns, key, strict=True))
            candidates = (events for template, events in self._templates if fits(template, values))
            self._events_by_key[key] = next(candidates, [])
        if not self._events_by_key[key]:
            raise BadValue(", ".join(self.columns), ", ".join(key), "no history of the mapping is about this")
        return self._events_by_key[key]


def fits(template: Template, values: Mapping[str, str]) -> bool:
    """Whether every column of the template's conditions has one of the values named; empty ones may be left empty."""
    return all(values[column] in wanted for column, wanted in template.when.items())


def column_event(of: TemplateEvent, table: Table, reader: FactReader) -> ColumnEvent:
    return ColumnEvent(of.event, of.at, table.place(of.at), reader.time(of.at), of.inferred)


def read_requests(
    mapping: Requests, table: Table, named: NamedRecords, writer: HistoryWriter, file: str, until: datetime
) -> Iterator[History | BadRow]:
    """The history of every row, or what is wrong with it."""
    reader = FactReader(mapping, table, named, until)
    templates = Templates(mapping, table, reader)
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            reference = reader.reference(row.fields)
            occurrences = occurrences_of(row, templates.fitting(row.fields), file)
            facts = reader.facts(reference, row.fields)
        except BadValue as wrong:
            yield bad_row(row, wrong)
        else:
            yield History(facts.matter_id, writer.events(facts, occurrences), [row])


def occurrences_of(row: Row, events: Sequence[ColumnEvent], file: str) -> list[Occurrence]:
    """The events of a row in order. Raises ``BadValue`` for one without a time, or before the one before it."""
    stated, inferred = Origin(source=file, row=row.line), Origin(source=file, row=row.line, inferred=True)
    occurrences: list[Occurrence] = []
    times: dict[str, datetime] = {}
    before = events[0]
    for event in events:
        at = times.get(event.column) or event.time(row.fields)
        if at is None:
            raise BadValue(event.column, "", f"the time of {event.happening} expected")
        if occurrences and at < occurrences[-1].at:
            reason = f"earlier than {before.column}, {row.fields[before.place]}"
            raise BadValue(event.column, row.fields[event.place], reason)
        times[event.column] = at
        occurrences.append(Occurrence(event.happening, at, at, inferred if event.inferred else stated))
        before = event
    return occurrences
