"""A matter's history begins with a report and never goes back in time; replayed, it is the matter."""

import msgspec
import pytest

from gridcase import rules as shared
from gridcase.errors import UnreadableEvent
from gridcase.matters.commands import MatterCommand
from gridcase.matters.evolve import evolve
from gridcase.matters.state import MatterState, Unreported
from gridcase.tags import tag_of
from gridcase.testing.cast import at
from gridcase.testing.lives import COMMANDS, anything, speakers
from gridcase.testing.scenario import given
from gridcase.testing.script import accept, classify, divert, handle, report, urge
from tests.unit.matters.stories import CLOSED, WITH_HOST


@pytest.mark.parametrize("kind", COMMANDS[1:], ids=tag_of)
def test_nothing_is_done_to_a_matter_that_nobody_reported(kind: type[MatterCommand]) -> None:
    command = anything(
        Unreported(), kind, speakers(kind, Unreported())[0], at("Mon 10:00"), lambda options: options[-1]
    )
    given().when(command).then_refused(shared.UNKNOWN_MATTER)


def test_times_inside_a_matter_never_go_backwards() -> None:
    given(*WITH_HOST, urge()).when(handle(at="Mon 10:39")).then_refused(
        shared.TIME_GOES_BACKWARDS, "2026-03-02 02:40:00 UTC"
    )
    given(*WITH_HOST, urge()).and_(handle(at="Mon 10:40"))


def test_what_happened_earlier_may_be_reported_later() -> None:
    given(*WITH_HOST, urge()).and_(handle(at="Mon 10:41", occurred_at=at("Mon 09:30")))


def test_a_repeated_command_is_quiet_only_while_it_is_the_newest_word() -> None:
    given(report(), classify()).when(classify()).then_nothing()
    given(report(), classify(), divert()).when(classify()).then_refused(shared.TIME_GOES_BACKWARDS)


def test_a_history_replayed_is_the_matter() -> None:
    closed = given(*CLOSED)
    state: MatterState = Unreported()
    for event in closed.events:
        state = evolve(state, event)
    assert state == closed.state


def test_a_history_that_does_not_begin_with_a_report_is_damaged() -> None:
    *_, accepted = given(*WITH_HOST, accept()).events
    with pytest.raises(UnreadableEvent, match="begins with a report"):
        evolve(Unreported(), accepted)


def test_a_round_that_was_never_begun_is_damage_too() -> None:
    filed, (*_, accepted) = given(report(), classify()), given(*WITH_HOST, accept()).events
    with pytest.raises(UnreadableEvent, match="but the matter is filed"):
        evolve(filed.state, accepted)


def test_a_time_without_a_zone_is_not_even_a_command() -> None:
    document = msgspec.json.decode(msgspec.json.encode(report()))
    with pytest.raises(msgspec.ValidationError, match=r"timezone.*\$.at"):
        msgspec.convert({**document, "at": "2026-03-02T09:00:00"}, type(report()))
