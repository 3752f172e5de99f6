"""The kinds of things a city registers: one table from which streams, shelves and events follow."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from gridcase.actors import Actor
from gridcase.ids import stream_of
from gridcase.registry import events as e
from gridcase.registry import records as r

Registered = (
    e.UnitRegistered
    | e.DepartmentRegistered
    | e.MemberRegistered
    | e.MicroGridRegistered
    | e.ListRegistered
    | e.ClassRegistered
    | e.SourceRegistered
)


class Kind(StrEnum):
    """In the order in which a city writes them down; the value begins the name of a stream."""

    SOURCE = "source"
    DEPARTMENT = "department"
    UNIT = "unit"
    MEMBER = "member"
    MICRO_GRID = "micro-grid"
    LIST = "list"
    CLASS = "class"


class RecordKey(NamedTuple):
    """What a record is known by."""

    kind: Kind
    code: str

    @property
    def stream(self) -> str:
        """``unit:410702``"""
        return stream_of(self.kind, self.code)


class KindTypes(NamedTuple):
    """What a kind's records and events are."""

    record: type[r.Record]
    registered: Callable[..., Registered]
    retired: Callable[..., e.RegistryEvent]


TYPES: dict[Kind, KindTypes] = {
    Kind.SOURCE: KindTypes(r.Source, e.SourceRegistered, e.SourceRetired),
    Kind.DEPARTMENT: KindTypes(r.Department, e.DepartmentRegistered, e.DepartmentRetired),
    Kind.UNIT: KindTypes(r.Unit, e.UnitRegistered, e.UnitRetired),
    Kind.MEMBER: KindTypes(r.Member, e.MemberRegistered, e.MemberRetired),
    Kind.MICRO_GRID: KindTypes(r.MicroGrid, e.MicroGridRegistered, e.MicroGridRetired),
    Kind.LIST: KindTypes(r.ManagementList, e.ListRegistered, e.ListRetired),
    Kind.CLASS: KindTypes(r.MatterClass, e.ClassRegistered, e.ClassRetired),
}

KIND_OF: dict[Any, Kind] = {part: kind for kind, shape in TYPES.items() for part in shape}
"""The kind that a type of record or event belongs to."""


def key_of(thing: r.Record | e.RegistryEvent) -> RecordKey:
    kind = KIND_OF[type(thing)]
    return RecordKey(kind, thing.record.code if isinstance(thing, Registered) else thing.code)


def registered(record: r.Record, at: datetime, by: Actor) -> Registered:
    return TYPES[KIND_OF[type(record)]].registered(at=at, by=by, record=record)


def retired(key: RecordKey, at: datetime, by: Actor) -> e.RegistryEvent:
    return TYPES[key.kind].retired(at=at, by=by, code=key.code)
