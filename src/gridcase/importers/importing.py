"""Importing a file: what is believed goes into the store, what is not into quarantine."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from msgspec import Struct

from gridcase.errors import BadConfiguration
from gridcase.importers.appending import Appender, contradictions
from gridcase.importers.event_log import read_event_log
from gridcase.importers.histories import History, HistoryWriter
from gridcase.importers.mapping import AnyMapping, EventLog
from gridcase.importers.named_records import NamedRecords
from gridcase.importers.quarantine import Quarantine
from gridcase.importers.requests import read_requests
from gridcase.importers.rows import BadRow
from gridcase.importers.table import Table
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore

BATCH_MATTERS = 2_000
"""How many matters are appended at once: enough for a flush of the disk not to count."""

Progress = Callable[[int, int], None]
"""TemplateEvent, after each batch, how many bytes of the file are read, and how many there are."""


class ImportResult(Struct, frozen=True, kw_only=True):
    """What became of a file: ``imported``, ``already_there`` and ``continued`` count matters, ``quarantined`` rows.

    ``continued`` matters were there from an earlier extract of the platform, and this one tells more of them.
    ``events`` were appended, those of the register among them. ``quarantine_file`` is empty if no row was bad.
    """

    rows: int
    imported: int
    quarantined: int
    already_there: int
    events: int
    continued: int = 0
    quarantine_file: str = ""


def import_file(
    path: Path,
    mapping: AnyMapping,
    store: EventStore,
    codec: Codec,
    *,
    at: datetime,
    quarantine: Path,
    progress: Progress = lambda read, size: None,
    batch: int = BATCH_MATTERS,
) -> ImportResult:
    """Import what the store has not yet, recorded as of ``at`` (UTC); bad rows go to the file ``quarantine``.

    A matter's id follows from its reference. So the same file again adds nothing, an import that was killed goes on
    where it stopped, and two imports of one file do not get in each other's way.

    Raises ``BadConfiguration``, with nothing written, for a file that the mapping does not fit; ``StoreUnavailable``.
    """
    if quarantine.exists() and path.exists() and quarantine.samefile(path):
        raise BadConfiguration(str(quarantine), "", "a file for bad rows that is not the one to import")
    imported = already_there = continued = events = 0
    with Table(path, mapping) as table, Quarantine(quarantine, table.header) as bad:
        named, writer = NamedRecords(mapping, table), HistoryWriter(mapping.source.code)
        appender = Appender(store, codec, mapping.source.code, writer.importer, recorded_at=at, since=mapping.begins)
        read = read_histories(mapping, table, named, writer, at)
        while batch_rows := list(islice(read, batch)):
            wrong = [row for row in batch_rows if isinstance(row, BadRow)]
            done = appender.append([history for history in batch_rows if isinstance(history, History)], named.take())
            for history in done.contradicting:
                wrong += contradictions(history, mapping.columns.reference)
            for row in sorted(wrong, key=lambda bad: bad.row.line):
                bad.add(row)
            imported += done.new
            continued += done.continued
            already_there += done.already_there
            events += len(done.events)
            progress(table.read, table.size)
    return ImportResult(
        rows=table.count,
        imported=imported,
        quarantined=bad.rows,
        already_there=already_there,
        events=events,
        continued=continued,
        quarantine_file=str(quarantine) if bad.rows else "",
    )


def read_histories(
    mapping: AnyMapping, table: Table, named: NamedRecords, writer: HistoryWriter, until: datetime
) -> Iterator[History | BadRow]:
    """The history of every matter of a table, and the rows that cannot be believed."""
    file = os.fsencode(table.path.name).decode(errors="replace")
    if isinstance(mapping, EventLog):
        return read_event_log(mapping, table, named, writer, file, until)
    return read_requests(mapping, table, named, writer, file, until)
