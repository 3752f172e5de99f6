"""Files with one row a matter."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from gridcase.envelope import Origin
from gridcase.importers.city import City
from gridcase.importers.facts import FactReader
from gridcase.importers.happenings import Happening
from gridcase.importers.mapping import Requests, Tale, Told
from gridcase.importers.occurrences import Step
from gridcase.importers.rows import BadRow, BadValue, Row, bad_row
from gridcase.importers.table import Table
from gridcase.importers.telling import History, Teller


class Event(Struct, frozen=True):
    """An event of a tale: its time is read by ``time`` from ``column``, the field at ``place``."""

    happening: Happening
    column: str
    place: int
    time: Callable[[Sequence[str]], datetime | None]
    inferred: bool


class Tales:
    """The histories of a mapping, found by the values of the columns that their conditions are about."""

    def __init__(self, mapping: Requests, table: Table, reader: FactReader) -> None:
        self.columns = list(dict.fromkeys(column for tale in mapping.histories for column in tale.when))
        self._places = [table.place(column) for column in self.columns]
        self._tales = [(tale, [event(told, table, reader) for told in tale.events]) for tale in mapping.histories]
        self._found: dict[tuple[str, ...], list[Event]] = {}

    def of(self, fields: Sequence[str]) -> list[Event]:
        """The events of the first history that a row fits. Raises ``BadValue`` if there is none."""
        key = tuple([fields[place] for place in self._places])
        if key not in self._found:
            values = dict(zip(self.columns, key, strict=True))
            fitting = (events for tale, events in self._tales if fits(tale, values))
            self._found[key] = next(fitting, [])
        if not self._found[key]:
            raise BadValue(", ".join(self.columns), ", ".join(key), "no history of the mapping is about this")
        return self._found[key]


def fits(tale: Tale, values: Mapping[str, str]) -> bool:
    """Whether every column of the tale's conditions has one of the values named; empty ones may be left empty."""
    return all(values[column] in wanted for column, wanted in tale.when.items())


def event(told: Told, table: Table, reader: FactReader) -> Event:
    return Event(told.event, told.at, table.place(told.at), reader.time(told.at), told.inferred)


def read_requests(mapping: Requests, table: Table, city: City, teller: Teller, file: str) -> Iterator[History | BadRow]:
    """The history of every row, or what is wrong with it."""
    reader = FactReader(mapping, table, city)
    tales = Tales(mapping, table, reader)
    for row in table.rows():
        if isinstance(row, BadRow):
            yield row
            continue
        try:
            reference = reader.reference(row.fields)
            steps = steps_of(row, tales.of(row.fields), file)
            facts = reader.facts(reference, row.fields)
        except BadValue as wrong:
            yield bad_row(row, wrong)
        else:
            yield History(facts.matter_id, teller.tell(facts, steps), [row])


def steps_of(row: Row, events: Sequence[Event], file: str) -> list[Step]:
    """The events of a row in order. Raises ``BadValue`` for one without a time, or before the one before it."""
    told, inferred = Origin(source=file, row=row.line), Origin(source=file, row=row.line, inferred=True)
    steps: list[Step] = []
    times: dict[str, datetime] = {}
    before = events[0]
    for event in events:
        at = times.get(event.column) or event.time(row.fields)
        if at is None:
            raise BadValue(event.column, "", f"the time of {event.happening} expected")
        if steps and at < steps[-1].at:
            reason = f"earlier than {before.column}, {row.fields[before.place]}"
            raise BadValue(event.column, row.fields[event.place], reason)
        times[event.column] = at
        steps.append(Step(event.happening, at, at, inferred if event.inferred else told))
        before = event
    return steps
