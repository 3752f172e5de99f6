"""What a row says of its matter, whatever its history."""

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

from msgspec import Struct

from gridcase.bounds import not_near, not_past
from gridcase.ids import foreign_matter_id
from gridcase.importers.mapping import Mapping
from gridcase.importers.named_records import NamedRecords
from gridcase.importers.rows import BadValue
from gridcase.importers.table import Table
from gridcase.importers.times import time_reader
from gridcase.matters.events import Channel

LONGEST_REFERENCE = 100


class Facts(Struct, frozen=True, kw_only=True):
    """What the events of one matter have in common."""

    matter_id: str
    source: str
    reference: str
    unit: str
    list_code: str
    class_code: str
    host: str
    desk: str
    channel: Channel
    occurred: datetime | None
    due: datetime | None
    due_close: datetime | None
    reason: str
    note: str
    text: str
    address: str


class FactReader:
    """Reads the columns of a table as a mapping says; what they tell has happened ``until`` it is read."""

    def __init__(self, mapping: Mapping, table: Table, named: NamedRecords, until: datetime) -> None:
        columns = mapping.columns
        self._until = until
        self._mapping = mapping
        self._table = table
        self._named = named
        self._time = time_reader(mapping.format.time_format, mapping.format.time_zone)
        self._reference = table.place(columns.reference)
        self._channel = self.text(columns.channel)
        self._desk = self.text(mapping.departments.desk)
        self._occurred = self.time(columns.occurred)
        self._due, self._due_close = self.time(columns.due, ahead=True), self.time(columns.due_close, ahead=True)
        self._reason = self.text(columns.reason)
        self._note, self._text, self._address = map(self.texts, (columns.note, columns.text, columns.address))

    def text(self, column: str) -> Callable[[Sequence[str]], str]:
        """A reader of one column; always empty for none."""
        if not column:
            return lambda fields: ""
        return itemgetter(self._table.place(column))

    def texts(self, columns: Sequence[str]) -> Callable[[Sequence[str]], str]:
        """A reader of several columns together."""
        if len(columns) < 2:
            return self.text("".join(columns))
        places = [self._table.place(column) for column in columns]
        return lambda fields: ", ".join([fields[place] for place in places if fields[place]])

    def time(self, column: str, *, ahead: bool = False) -> Callable[[Sequence[str]], datetime | None]:
        """A reader of one column of times, that may lie ``ahead``; ``None`` for an empty field.

        Raises ``BadValue`` for what is no believable time.
        """
        if not column:
            return lambda fields: None
        place = self._table.place(column)
        begins, ends, time = self._mapping.begins, self._mapping.ends, self._time

        def read(fields: Sequence[str]) -> datetime | None:
            value = fields[place]
            if not value:
                return None
            try:
                at = time(value)
            except (ValueError, OverflowError):
                form = self._mapping.format.time_format
                raise BadValue(column, value, f"a time expected, written as {form}") from None
            if not begins <= at < ends:
                since, until = self._mapping.since, self._mapping.until
                raise BadValue(column, value, f"a time from {since} to {until} expected")
            if expected := (not_near if ahead else not_past)(at, self._until):
                raise BadValue(column, value, f"{expected} expected")
            return at

        return read

    def reference(self, fields: Sequence[str]) -> str:
        value = fields[self._reference]
        if not value or len(value) > LONGEST_REFERENCE or not value.isprintable():
            expected = f"a reference of 1 to {LONGEST_REFERENCE} characters expected"
            raise BadValue(self._mapping.columns.reference, value, expected)
        return value

    def facts(self, reference: str, fields: Sequence[str]) -> Facts:
        mapping, named = self._mapping, self._named
        return Facts(
            matter_id=foreign_matter_id(mapping.source.code, reference),
            source=mapping.source.code,
            reference=reference,
            occurred=self._occurred(fields),
            due=self._due(fields),
            due_close=self._due_close(fields),
            channel=self._channel_of(fields),
            unit=named.unit(fields),
            list_code=mapping.catalogue.code,
            class_code=named.matter_class(fields),
            host=named.host(fields),
            desk=self._desk(fields),
            reason=self._reason(fields),
            note=self._note(fields),
            text=self._text(fields),
            address=self._address(fields),
        )

    def _channel_of(self, fields: Sequence[str]) -> Channel:
        if not self._mapping.columns.channel:
            return Channel.PLATFORM
        value = self._channel(fields)
        channel = self._mapping.channels.get(value)
        if channel is None:
            raise BadValue(self._mapping.columns.channel, value, "a channel that the mapping knows expected")
        return channel
