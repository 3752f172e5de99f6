"""Every field of every event is declared to be about a person, or not; no decision depends on one that is."""

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from gridcase.errors import Refused
from gridcase.matters.decide import decide
from gridcase.matters.events import CalledBody, CalledBodyDue, CoHandler, CoHandlerDue, MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.privacy import OPEN, PERSONAL
from gridcase.matters.state import MatterState, Unreported
from gridcase.testing.lives import Spoken, life, small_city

STORED_TYPES = (*get_args(MatterEvent), CoHandler, CoHandlerDue, CalledBody, CalledBodyDue)
FIELDS = {field for kind in STORED_TYPES for field in kind.__struct_fields__}

BLANK = {str: "", tuple: ()}


def test_every_field_is_in_exactly_one_of_the_two_lists() -> None:
    assert FIELDS == PERSONAL | OPEN
    assert not PERSONAL & OPEN


def test_free_text_names_addresses_and_evidence_are_personal() -> None:
    assert {"text", "note", "reason", "reporter_name", "phone", "address", "evidence_before"} <= PERSONAL


def erased(event: MatterEvent) -> MatterEvent:
    """The event as it is read when the key of whoever it is about is gone."""
    blank: dict[str, Any] = {
        field: BLANK[type(getattr(event, field))] for field in event.__struct_fields__ if field in PERSONAL
    }
    return replace(event, **blank)


@pytest.mark.parametrize("seed", range(20))
def test_a_history_whose_personal_values_are_gone_leads_to_the_same_answers(seed: int) -> None:
    state: MatterState = Unreported()
    for spoken in life(seed, small_city()):
        assert what(spoken, state) == what(spoken, spoken.before)
        for event in spoken.events:
            state = evolve(state, erased(event))


def what(spoken: Spoken, state: MatterState) -> str:
    """The rule that says no, or the kinds of events."""
    try:
        return " ".join(type(event).__name__ for event in decide(spoken.command, state, small_city()))
    except Refused as refused:
        return refused.rule.code
