"""DuckDB converts: ``"1"`` to a number, 1 to a text, and asks of no word whether it is known. The engine does not."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gridcase.aggregates import FAMILIES, Family
from gridcase.errors import UnreadableEvent
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore, NewEvent, StoredEvent
from gridcase.tags import tag_of
from gridcase.testing.samples import sample, sample_envelope
from gridcase_projections import models
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from gridcase_projections.tables import events_left_out

CODEC = Codec()

OTHERS: tuple[Any, ...] = (
    *("1", "", "no-such-word", "true", "null", "2026-03-02", "2026-03-02T09:00:00", "2026-03-02T09:00:00+08:00"),
    *("2026-03-02t09:00:00z", "2026-03-02 09:00:00Z", "2026-03-02T09:00:00.1234567Z"),
    *(0, -1, 1, 1.0, 1.5, 2**31, 2**70, True, False, None, [], ["1"], [1], {}, {"1": 1}),
)
"""What may stand where something else is expected."""


class Variant(NamedTuple):
    """A sample of an event, one value of which is another, and where."""

    tag: str
    field: object
    other: object
    data: bytes

    @property
    def fits_no_column(self) -> bool:
        """The engine holds a number of any size, and a patrol's date as it is written; a typed column does not."""
        return (self.field == "date" and self.other != "2026-03-02") or self.other in (2**31, 2**70)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a document, those that hold others too."""
    if path:
        yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from paths(inner, (*path, key))


def with_value(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    key, *rest = path
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[key] = with_value(document[key], tuple(rest), value) if rest else value
    return changed


def variants(kinds: Iterable[type[Any]]) -> list[Variant]:
    """Samples of events with a value replaced by each other one: each value that some event has, once."""
    places: dict[tuple[Any, ...], tuple[str, Any]] = {}
    for kind in kinds:
        document = json.loads(CODEC.encode("x", 1, sample_envelope(sample(kind))))
        for path in paths(document):
            places.setdefault(path, (tag_of(kind), document))
    return [
        Variant(tag, path[-1], other, json.dumps(with_value(document, path, other), ensure_ascii=False).encode())
        for path, (tag, document) in places.items()
        for other in OTHERS
    ]


def read_by_the_engine(event: StoredEvent) -> bytes | None:
    """What it reads in the event, as it writes it; nothing where it reads none."""
    try:
        return CODEC.encode(event.stream, event.version, CODEC.decode(event).envelope)
    except UnreadableEvent:
        return None


def store_of(tags: Sequence[str], data: Sequence[bytes]) -> EventStore:
    """In one stream, so that no two have the same version."""
    store = MemoryStore()
    store.append([NewEvent("variants", number, *event) for number, event in enumerate(zip(tags, data, strict=True), 1)])
    return store


def staged(store: EventStore, directory: Path) -> tuple[list[object], dict[int, bool]]:
    """The rows of the events of a store; the positions left out, and whether the engine reads what is there."""
    Projector(directory, store).catch_up()
    with snapshot(directory) as connection:
        rows = [connection.execute(f"from {table.name} order by all").fetchall() for table in models.staged()]
        return rows, {one.position: one.readable for one in events_left_out(connection)}


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_what_the_engine_reads_the_read_models_hold_and_nothing_else(family: Family, tmp_path: Path) -> None:
    every = variants(family.events)
    tags = [variant.tag for variant in every]
    store = store_of(tags, [variant.data for variant in every])
    rows, left_out = staged(store, tmp_path / "stored")
    again = [read_by_the_engine(event) for event in store.read(0, len(every))]
    assert {position for position, readable in left_out.items() if not readable} == {
        position for position, data in enumerate(again, 1) if data is None
    }
    assert all(every[position - 1].fits_no_column for position, readable in left_out.items() if readable)
    assert len(left_out) < len(every)
    by_the_engine = [data or variant.data for data, variant in zip(again, every, strict=True)]
    assert staged(store_of(tags, by_the_engine), tmp_path / "again") == (rows, left_out)
