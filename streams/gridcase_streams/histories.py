"""Whether the topics go on with the history of a store, and what to say where they do not."""

from collections.abc import Iterable

from gridcase.store.history import history, misfit
from gridcase.store.port import EventStore
from gridcase_streams.checkpoints import (
    BEFORE_FIRST,
    HISTORY_HEADER,
    Checkpoint,
    is_of,
    store_position_of,
)
from gridcase_streams.cloud_events import attribute_value
from gridcase_streams.errors import HistoryChanged, OtherCity
from gridcase_streams.records import Record

UNKNOWN_LINEAGE = "they are of a lineage that began after the backup was made"


def check_checkpoint(store: EventStore, checkpoint: Checkpoint) -> None:
    """Raise ``OtherCity`` or ``HistoryChanged`` if what was published does not follow from the store."""
    place = checkpoint.place
    if place is None:
        ahead = max((topic.position for topic in checkpoint.progress.values()), default=BEFORE_FIRST)
        if ahead > (last := store.last_position()):
            raise HistoryChanged(f"they had come to position {ahead}, and the store ends at {last}")
        return
    if place.store_id != history(store).store_id:
        raise OtherCity(place.store_id)
    if place.lineage not in store.lineages():
        raise HistoryChanged(UNKNOWN_LINEAGE, place.lineage)
    if place.lineage == history(store).lineage and (reason := misfit(store, place)):
        raise HistoryChanged(reason)


def check_records(store: EventStore, newest: Iterable[Record]) -> None:
    """The same of the newest records, where the checkpoint was lost or is of an older gridcase."""
    now = history(store)
    for record in newest:
        headers = dict(record.headers)
        store_id, _, lineage = headers.get(HISTORY_HEADER, b"").decode("ascii", "replace").partition(".")
        if store_id and store_id != now.store_id:
            raise OtherCity(store_id)
        if lineage and lineage not in store.lineages():
            raise HistoryChanged(UNKNOWN_LINEAGE, lineage)
        position = store_position_of(record)
        if position == BEFORE_FIRST:
            continue  # somebody else's record
        if is_of(now, headers) and not _stands(store, position, headers.get("ce_id", b"")):
            raise HistoryChanged(f"another event stands at position {position}")


def _stands(store: EventStore, position: int, event_id: bytes) -> bool:
    match store.read(position - 1, 1):
        case [event] if event.position == position:
            return attribute_value(f"{event.stream}@{event.version}").encode() == event_id
        case _:
            return False


def begins_anew(store: EventStore, checkpoint: Checkpoint) -> bool:
    """Whether the store began a lineage since: then everything is published again, under its name."""
    now = history(store)
    return now.lineage != checkpoint.place.lineage if checkpoint.place else not now.is_first


def history_remark(store: EventStore, checkpoint: Checkpoint) -> str:
    """What a person should know of the topics; nothing if they go on with the store."""
    try:
        check_checkpoint(store, checkpoint)
    except (OtherCity, HistoryChanged) as error:
        return str(error)
    return ""
