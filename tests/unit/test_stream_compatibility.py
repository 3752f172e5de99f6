"""What a changed shape does to those who write or read the old one."""

from enum import StrEnum
from typing import Annotated, Any

import pytest
from msgspec import Meta, Struct

from gridcase_streams.compatibility import incompatibilities, removed_fields
from gridcase_streams.schemas import struct_schema


class Colour(StrEnum):
    RED = "red"
    GREEN = "green"


class MoreColours(StrEnum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Inner(Struct):
    name: str


class Before(Struct, tag="thing"):
    name: str
    count: int
    colour: Colour
    inner: Inner
    note: str = ""


def changed(**fields: Any) -> dict[str, Any]:
    """The shape before, with fields otherwise typed, added, or left out (``None``)."""
    kinds = {**Before.__annotations__, **{name: kind for name, kind in fields.items() if kind is not None}}
    namespace: dict[str, Any] = {
        "__annotations__": {
            name: kind for name, kind in kinds.items() if name not in fields or fields[name] is not None
        }
    }
    if "note" in namespace["__annotations__"]:
        namespace["note"] = ""
    if "added" in fields:
        namespace["added"] = ""
    return struct_schema(type(Struct)("Before", (Struct,), namespace, tag="thing", kw_only=True))


BEFORE = struct_schema(Before)


def test_the_same_shape_and_one_with_an_optional_field_more_harm_nobody() -> None:
    for now in (BEFORE, changed(added=str)):
        assert incompatibilities(BEFORE, now) == incompatibilities(now, BEFORE) == removed_fields(BEFORE, now) == []


@pytest.mark.parametrize(
    ("now", "problem"),
    [
        (changed(count=str), "$.count: is integer, where string is read"),
        (changed(needed=int), "$.needed: may be absent"),
        (changed(name=Annotated[str, Meta(max_length=5)]), "$.name: maxLength None is above 5"),
        (changed(count=Annotated[int, Meta(ge=1)]), "$.count: minimum None is below 1"),
        (changed(name=Annotated[str, Meta(pattern="^a")]), "$.name: need not match ^a"),
        (changed(inner=str), "$.inner: is object, where string is read"),
    ],
)
def test_what_was_written_before_must_be_readable_now(now: dict[str, Any], problem: str) -> None:
    assert problem in incompatibilities(BEFORE, now)


def test_those_who_read_the_old_shape_know_no_new_values() -> None:
    now = changed(colour=MoreColours)
    assert incompatibilities(now, BEFORE) == ["$.colour: may be blue"]
    assert incompatibilities(BEFORE, now) == []


def test_those_who_read_the_old_shape_count_on_what_was_always_there() -> None:
    assert incompatibilities(changed(count=None), BEFORE) == ["$.count: may be absent"]
    assert incompatibilities(changed(name=str | None), BEFORE) == ["$.name: is null, where string is read"]


def test_a_field_is_never_removed() -> None:
    assert removed_fields(BEFORE, changed(note=None)) == ["$.note"]


def test_what_the_comparison_does_not_understand_is_not_passed_over() -> None:
    with pytest.raises(ValueError, match="oneOf is not understood"):
        incompatibilities({"oneOf": []}, {})


def test_unknown_fields_are_a_problem_only_for_those_who_refuse_them() -> None:
    closed = {**BEFORE, "additionalProperties": False}
    assert incompatibilities(changed(added=str), closed) == ["$.added: is not known"]
    assert incompatibilities(BEFORE, closed) == []
