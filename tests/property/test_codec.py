"""The codec, for any event: what goes in comes out, and nothing personal gets past the seal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from gridcase.aggregates import FAMILIES, PERSONAL
from gridcase.envelope import CityEvent, Envelope
from gridcase.store.codec import EVENT_TYPES, Codec
from gridcase.store.port import StoredEvent
from gridcase.store.seal import FieldPlace, declared_names, structs_in
from gridcase.tags import tag_of
from gridcase.testing.samples import sample, sample_envelope

KINDS = list(EVENT_TYPES.values())

OPEN = frozenset().union(*(family.open for family in FAMILIES))


class Reversal:
    """A seal that a child could break, but that shows what it was given."""

    MARK = "sealed:"

    def __init__(self) -> None:
        self.sealed: list[tuple[str, FieldPlace]] = []
        self.opened: list[tuple[str, FieldPlace]] = []

    def seal(self, value: str, where: FieldPlace) -> str:
        self.sealed.append((value, where))
        return self.MARK + value.encode().hex()[::-1]

    def open(self, value: str, where: FieldPlace) -> str:
        assert value.startswith(self.MARK)
        clear = bytes.fromhex(value.removeprefix(self.MARK)[::-1]).decode()
        self.opened.append((clear, where))
        return clear


def anything(hint: Any) -> st.SearchStrategy[Any]:
    """Any value of a field of this type."""
    if isinstance(hint, type) and issubclass(hint, Struct):
        return st.builds(hint, **{name: anything(part) for name, part in get_type_hints(hint).items()})
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if hint is datetime:
        return st.datetimes(timezones=st.just(UTC))
    if hint is int:
        return st.integers(-(2**63), 2**63 - 1)
    if get_origin(hint) is tuple:
        return st.lists(anything(get_args(hint)[0]), max_size=3).map(tuple)
    if get_origin(hint) is dict:
        return st.dictionaries(*map(anything, get_args(hint)), max_size=3)
    if get_args(hint):
        return st.one_of(*map(anything, get_args(hint)))
    return {str: st.text(max_size=20), bool: st.booleans(), type(None): st.none()}[hint]


EVENTS = st.sampled_from(KINDS).flatmap(anything)


def stored(codec: Codec, event: CityEvent) -> StoredEvent:
    new = codec.new_event("matter:M1", 3, sample_envelope(event))
    return StoredEvent(1, new.stream, new.version, new.tag, new.data)


def personal(value: Any, kind: type[Struct], path: str = "") -> Iterator[tuple[str, str]]:
    """The path and value of each personal text, found by the declarations alone."""
    for name in kind.__struct_fields__:
        inside = getattr(value, name)
        if declared_names(kind, name) & PERSONAL:
            texts = enumerate(inside) if isinstance(inside, tuple) else [(None, inside)]
            yield from (
                (f"{path}{name}" if number is None else f"{path}{name}.{number}", text)
                for number, text in texts
                if text
            )
        elif isinstance(inside, Struct):
            yield from personal(inside, type(inside), f"{path}{name}.")
        elif isinstance(inside, tuple):
            for number, one in enumerate(inside):
                if isinstance(one, Struct):
                    yield from personal(one, type(one), f"{path}{name}.{number}.")


@given(EVENTS)
def test_what_goes_in_comes_out(event: CityEvent) -> None:
    codec = Codec()
    there = stored(codec, event)
    back = codec.decode(there)
    assert back.event == event
    assert type(back.event) is type(event)
    assert codec.encode("matter:M1", 3, back.envelope) == there.data


@given(EVENTS)
def test_every_personal_text_and_no_other_passes_the_seal(event: CityEvent) -> None:
    seal = Reversal()
    codec = Codec(seal)
    there = stored(codec, event)
    assert codec.decode(there).event == event
    assert [(where.field, text) for text, where in seal.sealed] == list(personal(event, type(event)))
    assert seal.opened == seal.sealed
    assert all((where.stream, where.version) == ("matter:M1", 3) for _, where in seal.sealed)
    as_stored = Codec().decode(there).event
    assert all(text.startswith(Reversal.MARK) for _, text in personal(as_stored, type(event)))


@pytest.mark.parametrize("kind", KINDS, ids=tag_of)
def test_nothing_personal_is_stored_in_clear(kind: type[CityEvent]) -> None:
    event = sample(kind)
    data = stored(Codec(Reversal()), event).data
    assert [text for _, text in personal(event, kind) if text.encode() in data] == []


def all_structs(kind: type[Struct]) -> Iterator[type[Struct]]:
    yield kind
    for hint in get_type_hints(kind).values():
        for inside in structs_in(hint):
            yield from all_structs(inside)


@pytest.mark.parametrize("kind", KINDS, ids=tag_of)
def test_every_field_is_declared_personal_or_open(kind: type[CityEvent]) -> None:
    fields = {(record, name) for record in all_structs(kind) for name in record.__struct_fields__}
    declared = {
        (record, name): (declared_names(record, name) & PERSONAL, declared_names(record, name) & OPEN)
        for record, name in fields
    }
    assert {field for field, (is_personal, is_open) in declared.items() if bool(is_personal) == bool(is_open)} == set()


def test_what_stands_around_an_event_is_not_personal() -> None:
    seal = Reversal()
    envelope = sample_envelope(sample(EVENT_TYPES["unit-retired"]))
    new = Codec(seal).new_event("unit:1", 1, envelope)
    assert seal.sealed == []
    assert new.data == Codec().encode("unit:1", 1, envelope)
    assert isinstance(envelope, Envelope)
