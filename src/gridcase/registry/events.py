"""What can have happened to the city's register. Storage format: the rules above ``matters.events`` hold here too.

A record is registered (again, where it changes: the whole new record) or retired; streams are named ``kind:code``
(``unit:410702``). ``at`` is the time from which it holds.
"""

from datetime import datetime

from msgspec import Struct

from gridcase.actors import Actor
from gridcase.registry.records import (
    Department,
    ManagementList,
    MatterClass,
    Member,
    MicroGrid,
    Source,
    Unit,
)


class RegistryChange(Struct, frozen=True, kw_only=True, omit_defaults=True):
    at: datetime
    by: Actor


class UnitRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="unit-registered"):
    record: Unit


class UnitRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="unit-retired"):
    code: str


class DepartmentRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="department-registered"):
    record: Department


class DepartmentRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="department-retired"):
    code: str


class MemberRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="member-registered"):
    record: Member


class MemberRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="member-retired"):
    code: str


class MicroGridRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="micro-grid-registered"):
    record: MicroGrid


class MicroGridRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="micro-grid-retired"):
    code: str


class ListRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="list-registered"):
    record: ManagementList


class ListRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="list-retired"):
    code: str


class ClassRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="class-registered"):
    record: MatterClass


class ClassRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="class-retired"):
    code: str


class SourceRegistered(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="source-registered"):
    record: Source


class SourceRetired(RegistryChange, frozen=True, kw_only=True, omit_defaults=True, tag="source-retired"):
    code: str


RegistryEvent = (
    UnitRegistered
    | UnitRetired
    | DepartmentRegistered
    | DepartmentRetired
    | MemberRegistered
    | MemberRetired
    | MicroGridRegistered
    | MicroGridRetired
    | ListRegistered
    | ListRetired
    | ClassRegistered
    | ClassRetired
    | SourceRegistered
    | SourceRetired
)
