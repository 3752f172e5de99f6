"""The one seam that every personal value passes on its way into the store, and out of it.

Which fields are personal is declared beside the events, in ``matters.privacy`` and its siblings.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Protocol, TypeVar, get_args, get_type_hints

from msgspec import Struct, structs

from gridcase.aggregates import PERSONAL

S = TypeVar("S", bound=Struct)


class FieldPlace(Struct, frozen=True):
    """The place of a value: ``field`` is its path in the event, ``record.name`` or ``evidence_before.0``."""

    stream: str
    version: int
    field: str


class Seal(Protocol):
    """Makes a personal value unreadable, and readable again for those who may."""

    def seal(self, value: str, where: FieldPlace) -> str: ...

    def open(self, value: str, where: FieldPlace) -> str: ...


def declared_names(record: type[Struct], field: str) -> set[str]:
    """The names under which a field may be declared: its own, or with the struct that has or inherits it."""
    return {field, *(f"{base.__name__}.{field}" for base in record.__mro__)}


def with_personal(event: S, treat: Callable[[str, FieldPlace], str], stream: str, version: int, path: str = "") -> S:
    """The same event with every personal value replaced by what ``treat`` makes of it; empty ones stay."""

    def treated(value: Any, field: str) -> Any:
        match value:
            case None | "":
                return value
            case str():
                return treat(value, FieldPlace(stream, version, field))
            case tuple():
                return tuple(treated(one, f"{field}.{number}") for number, one in enumerate(value))
            case Struct():
                return with_personal(value, treat, stream, version, f"{field}.")
            case _:
                raise TypeError(f"{field}: only text can be sealed, not {type(value).__name__}")

    fields = personal_fields(type(event))
    return structs.replace(event, **{name: treated(getattr(event, name), path + name) for name in fields})


@cache
def personal_fields(record: type[Struct]) -> tuple[str, ...]:
    """The fields that are personal, or have personal fields inside."""
    inside = {name: structs_in(hint) for name, hint in get_type_hints(record).items()}
    return tuple(
        name
        for name in record.__struct_fields__
        if declared_names(record, name) & PERSONAL or any(map(personal_fields, inside[name]))
    )


def structs_in(hint: Any) -> Iterator[type[Struct]]:
    """The structs that a field of this type may hold."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for part in get_args(hint):
        yield from structs_in(part)
