"""Twice is once, and different is different: an act is compared with its content, wherever it is said again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from gridcase import rules
from gridcase.errors import Refused
from gridcase.matters.commands import MatterCommand
from gridcase.matters.events import Channel, MatterReported, MatterUrged
from gridcase.running_city import RunningCity
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.submissions import Outcome, Submission, Timing
from gridcase.testing import script
from gridcase.testing.cast import at, running_city
from tests.support.command import Terminal, diverted, handled, reported, small_city

MONDAY = "2026-03-02T10:00"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


def happened(terminal: Terminal, matter: str, kind: str) -> list[str]:
    """The notes of a matter's events of one kind."""
    return [event.get("note", "") for event in terminal.json("matter", "history", matter) if event["type"] == kind]


@pytest.mark.parametrize(
    ("verb", "kind", "by"), [("evidence", "evidence-added", "li"), ("urge", "matter-urged", "zhou")]
)
def test_two_notes_of_the_same_moment_are_both_kept(terminal: Terminal, verb: str, kind: str, by: str) -> None:
    matter = diverted(terminal)
    for note, command_id in (("A", "a"), ("B", "b"), ("B", "b")):
        terminal.done("matter", verb, matter, "--note", note, "--command-id", command_id, by=by, at=MONDAY)
    assert happened(terminal, matter, kind) == ["A", "B"]


def test_the_same_to_the_letter_is_one_act_with_or_without_an_id(terminal: Terminal) -> None:
    matter = diverted(terminal)
    for _ in range(3):
        terminal.done("matter", "evidence", matter, "--note", "A", by="li", at=MONDAY)
    assert happened(terminal, matter, "evidence-added") == ["A"]


def test_what_is_done_already_is_not_said_otherwise_in_silence(terminal: Terminal) -> None:
    matter = handled(terminal)
    again = ("matter", "handle", matter, "--note")
    assert "is so already" in terminal.done(*again, "已安装净化器", by="wu", at="2026-03-02T11:05")
    assert terminal.refused(*again, "拆除了灶台", by="wu", at="2026-03-02T11:06").startswith("refused (said-otherwise)")


def test_classified_three_times_a_matter_is_classified_once(terminal: Terminal) -> None:
    matter = reported(terminal)
    for minute in (10, 20, 30):
        terminal.done("matter", "classify", matter, "--class", "fumes", by="wang", at=f"2026-03-02T09:{minute}")
    assert len(happened(terminal, matter, "matter-classified")) == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (("evidence", "--note", "A"), ("evidence", "--note", "B")),
        (("evidence", "--note", "A"), ("urge",)),
        (("evidence", "--note", "A"), ("urge", "--note", "A")),
        (("urge",), ("urge", "--note", "anew")),
    ],
)
def test_an_id_belongs_to_one_act_for_ever(terminal: Terminal, first: tuple[str, ...], then: tuple[str, ...]) -> None:
    matter = diverted(terminal)
    for (verb, *options), expected in ((first, 0), (first, 0), (then, 3), (first, 0)):
        by = {"evidence": "wang", "urge": "zhou"}[verb]
        result = terminal.type("matter", verb, matter, *options, "--command-id", "one", by=by, at=MONDAY)
        assert result.exit_code == expected, result.output
        assert expected == 0 or "command-id-taken" in result.stderr


def test_a_report_answered_is_not_an_urging(terminal: Terminal) -> None:
    report = ("matter", "report", "--unit", "xiangyang-3", "--command-id", "one")
    matter = terminal.done(*report, by="wang", at=MONDAY)
    assert terminal.done(*report, by="wang", at=MONDAY) == matter
    assert "command-id-taken" in terminal.refused("matter", "urge", matter, "--command-id", "one", by="zhou", at=MONDAY)
    other = terminal.refused(*report, "--text", "something else", by="wang", at=MONDAY)
    assert "command-id-taken" in other


def unnamed_report(moment: str = "Mon 09:00") -> MatterCommand:
    return script.report(at=moment, matter_id="", channel=Channel.APP)


def test_the_same_report_twice_at_once_is_one_matter(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / "events.sqlite") for _ in range(2)]
    cities = [running_city(store) for store in stores]
    with ThreadPoolExecutor(8) as people:
        outcomes = [*people.map(lambda n: cities[n % 2].engine.execute(unnamed_report(), command_id="one"), range(8))]
    assert len({outcome.matter_id for outcome in outcomes}) == 1
    assert stores[0].last_position() == 1
    for store in stores:
        store.close()


def test_a_name_that_is_taken_is_not_a_matter_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gridcase.ids.ALPHABET", "0123" * 8)  # 4,096 names a day: some ten of 300 matters draw the same
    city = running_city(MemoryStore())
    matters = [city.engine.execute(unnamed_report(), command_id=f"c{number}") for number in range(300)]
    assert len({outcome.matter_id for outcome in matters}) == 300
    assert all(isinstance(outcome.events[0], MatterReported) for outcome in matters)


def received(city: RunningCity, commands: list[MatterCommand]) -> list[Outcome | Refused]:
    return city.engine.execute_all([Submission(command=command, timing=Timing.RECEIVED) for command in commands])


def test_platforms_that_race_lose_nothing(tmp_path: Path) -> None:
    """Two programs, each with its own clock, urge the same matters at once: a time that nobody stated gives way."""
    matters = [f"M-{number}" for number in range(20)]
    stores = [open_store(tmp_path / "events.sqlite") for _ in range(2)]
    cities = [running_city(store) for store in stores]
    for matter in matters:
        cities[0].engine.execute(script.report(matter_id=matter))
    with ThreadPoolExecutor(2) as platforms:

        def urge(number: int) -> list[Outcome | Refused]:
            moments = (at("Mon 09:10") + timedelta(seconds=(-1) ** number * second) for second in range(9))
            results = []
            for moment in moments:
                commands = [script.urge(matter_id=matter) for matter in matters]
                results += received(cities[number], [replace(command, at=moment) for command in commands])
            return results

        results = [result for each in platforms.map(urge, range(2)) for result in each]
    assert [result for result in results if isinstance(result, Refused)] == []
    urged = sum(len(cities[0].matters.history(matter)) - 1 for matter in matters)
    assert urged == len(results) == 2 * 9 * len(matters)
    for store in stores:
        store.close()


def test_a_stated_time_does_not_give_way() -> None:
    """The control: who states a time before what the matter has heard is refused."""
    city = running_city(MemoryStore())
    city.engine.execute(script.report(at="Mon 09:00"))
    assert isinstance(city.engine.execute(script.urge(at="Mon 09:30")).events[0], MatterUrged)
    with pytest.raises(Refused) as refused:
        city.engine.execute(script.urge(at="Mon 09:20"))
    assert refused.value.rule == rules.TIME_GOES_BACKWARDS
