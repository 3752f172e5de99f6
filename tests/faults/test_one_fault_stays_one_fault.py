"""An event that cannot be read sets its own stream aside, by name; the city goes on, and it comes back."""

import json
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.rehearsal import REMARK
from gridcase.running_city import open_city
from gridcase.store.port import EventStore, NewEvent
from gridcase.testing import scenario
from gridcase.testing.script import accept, classify, divert, handle, report
from gridcase_projections.database import snapshot
from gridcase_projections.runner import Projector
from gridcase_projections.unreadable import left_out_remark, unreadable_streams
from tests.support.command import Terminal, diverted, reported, small_city
from tests.support.examples import seeded
from tests.support.histories import matter, store_of
from tests.support.histories import small_city as register
from tests.support.poison import SPOILT, Spoil, of_an_unknown_kind

AFTER_DUE = "2026-03-04T12:00"


def history(name: str) -> list[NewEvent]:
    own = [say(matter_id=name) for say in (report, classify, divert, accept, handle)]
    return matter(list(scenario.given(*own).events))


def city_of(*histories: Sequence[NewEvent]) -> EventStore:
    return store_of([*register(), *histories], random.Random(1))


def counted(directory: Path) -> tuple[int, str]:
    """How many matters the read models have, and what they say that they leave out."""
    with snapshot(directory) as connection:
        [[number]] = connection.execute("select count(*) from matters").fetchall()
        return number, left_out_remark(unreadable_streams(connection))


@pytest.mark.parametrize("spoil", SPOILT)
def test_the_read_models_leave_the_matter_out_and_name_it(tmp_path: Path, spoil: Spoil) -> None:
    bad = history("M2")
    store = city_of(history("M1"), [bad[0], spoil(bad[1]), *bad[2:]])
    Projector(tmp_path, store).catch_up()
    assert counted(tmp_path) == (1, "1 matter left out: M2 cannot be read at version 2")


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_matter_that_was_counted_is_left_out_from_the_event_on_that_cannot_be_read(
    tmp_path: Path, spoil: Spoil
) -> None:
    bad = history("M2")
    store = city_of(history("M1"), bad[:2])
    projector = Projector(tmp_path, store)
    projector.catch_up()
    assert counted(tmp_path) == (2, "")
    store.append([spoil(bad[2]), *bad[3:]])
    projector.catch_up()
    assert counted(tmp_path) == (1, "1 matter left out: M2 cannot be read at version 3")
    comparison = projector.rebuild()
    assert comparison.equal, comparison.differences


@seeded(6)
@given(seed=st.integers(0, 2**32))
def test_whatever_is_spoilt_and_whenever_it_comes_the_rest_is_counted_as_if_it_were_never_there(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    histories = {f"M{number}": history(f"M{number}") for number in range(8)}
    spoilt = {name: chance.randrange(5) for name in chance.sample(sorted(histories), 3)}
    for name, version in spoilt.items():
        histories[name][version] = chance.choice(SPOILT)(histories[name][version])
    first = {name: chance.randrange(len(events)) for name, events in histories.items()}
    store = city_of(*(events[: first[name]] for name, events in histories.items()))
    projector = Projector(tmp_path_factory.mktemp("grown"), store)
    projector.catch_up()
    for name, events in histories.items():
        if first[name] < len(events):
            store.append(events[first[name] :])
            projector.catch_up()
    whole = tmp_path_factory.mktemp("whole")
    Projector(whole, city_of(*(events for name, events in histories.items() if name not in spoilt))).catch_up()
    assert rows_of(projector.directory) == rows_of(whole)
    with snapshot(projector.directory) as connection:
        assert {one.stream: one.version for one in unreadable_streams(connection)} == {
            f"matter:{name}": version + 1 for name, version in spoilt.items()
        }
    assert projector.rebuild().equal


def rows_of(directory: Path) -> list[object]:
    with snapshot(directory) as connection:
        return [
            connection.execute(f"from {table} order by all").fetchall() for table in ("matters", "rounds", "stages")
        ]


@pytest.fixture
def city(tmp_path: Path) -> Terminal:
    return small_city(tmp_path)


def poison(city: Terminal, stream: str) -> int:
    """What a newer program does: it appends an event of a kind that is unknown here. Returns its position."""
    with open_city(city.home) as running:
        stored = running.store.load(stream)[-1]
        event = NewEvent(stream, stored.version + 1, stored.tag, stored.data)
        [position] = running.store.append([of_an_unknown_kind(event)])
    return position


def test_the_loop_says_it_once_and_notes_every_other_deadline(city: Terminal) -> None:
    bad, good = diverted(city), diverted(city)
    position = poison(city, f"matter:{bad}")
    result = city.type("loop", "tick", "--at", AFTER_DUE)
    assert result.exit_code == 0
    assert good in result.stdout
    assert bad not in result.stdout
    [line] = result.stderr.splitlines()
    assert line.startswith(f"note: set aside: matter:{bad} version 4 (position {position}) cannot be read: ")
    assert city.json("loop", "tick", "--at", AFTER_DUE)["set_aside"] == [f"matter:{bad}"]


def test_a_matter_that_is_spoilt_while_the_loop_runs_is_set_aside_then_and_once(city: Terminal) -> None:
    from gridcase.loop.runner import Watch, tick
    from gridcase.set_aside import SetAside

    bad, good = diverted(city), diverted(city)
    with open_city(city.home) as running:
        streams: list[str] = []
        watch = Watch(running.store, running.engine, SetAside(lambda error: streams.append(error.stream)))
        zone = running.zone
        noon = [datetime.fromisoformat(day).replace(tzinfo=zone) for day in ("2026-03-02T12:00", AFTER_DUE)]
        tick(watch, running.engine, noon[0])
        assert streams == []
        poison(city, f"matter:{bad}")
        done = [*tick(watch, running.engine, noon[1]), *tick(watch, running.engine, noon[1])]
        assert {outcome.matter_id for outcome in done} == {good}
        assert streams == [f"matter:{bad}"]


def test_a_matter_that_is_mended_while_the_loop_runs_is_given_what_it_is_owed(city: Terminal) -> None:
    from gridcase.loop.charges import Charges
    from gridcase.loop.runner import Watch, tick
    from gridcase.set_aside import SetAside

    bad = diverted(city)
    position = poison(city, f"matter:{bad}")
    with open_city(city.home) as running:
        streams: list[str] = []
        set_aside = SetAside(lambda error: streams.append(error.stream))
        watch = Watch(running.store, running.engine, set_aside)
        charges = Charges(running.store, running.codec, running.engine, set_aside)
        at = datetime.fromisoformat(AFTER_DUE).replace(tzinfo=running.zone)
        for _ in range(3):
            assert (tick(watch, running.engine, at), charges.catch_up(at)) == ([], [])
        with sqlite(city) as connection:
            connection.execute("delete from events where rowid = ?", [position])
        assert {outcome.matter_id for outcome in tick(watch, running.engine, at)} == {bad}
        assert (streams, set_aside.errors) == ([f"matter:{bad}"], {})


def test_lists_scores_status_report_and_doctor_name_it(city: Terminal) -> None:
    bad, good = diverted(city), diverted(city)
    position = poison(city, f"matter:{bad}")
    remark = f"note: 1 matter left out: {bad} cannot be read at version 4"
    for words, more in (
        (("matter", "list"), []),
        (("score", "departments", "--metric", "filed-by-host", "--period", "2026"), [f"note: {REMARK}"]),
        (("projection", "query", "select 1"), [f"note: {REMARK}"]),
    ):
        result = city.type(*words, at="2026-03-03")
        assert (result.exit_code, result.stderr.splitlines()) == (0, [remark, *more]), words
    listed = city.json("matter", "list", at="2026-03-03")
    assert [row["matter_id"] for row in listed["rows"]] == [good]
    assert [(one["stream"], one["version"]) for one in listed["unreadable"]] == [(f"matter:{bad}", 4)]
    assert f"left out: {bad} cannot be read at version 4" in city.done("status")
    assert city.json("status")["unreadable"][0]["stream"] == f"matter:{bad}"
    doctor = city.type("doctor")
    assert doctor.exit_code == 1
    assert f"left out: matter:{bad} version 4 at position {position}: " in doctor.stdout


def test_the_doctor_finds_it_where_nothing_was_projected_yet(city: Terminal) -> None:
    bad = diverted(city)
    assert "every stream can be read" in city.type("doctor").stdout
    poison(city, f"matter:{bad}")
    assert city.type("doctor").exit_code == 1


def test_bytes_that_were_mended_are_counted_again_without_being_asked(city: Terminal) -> None:
    bad, good = reported(city), reported(city)
    with sqlite(city) as connection:
        [[data]] = connection.execute("select state from events where originator_id = ?", [f"matter:{bad}"])
        connection.execute("update events set state = ? where originator_id = ?", [data[:40], f"matter:{bad}"])
    assert [row["matter_id"] for row in city.json("matter", "list")["rows"]] == [good]
    with sqlite(city) as connection:
        connection.execute("update events set state = ? where originator_id = ?", [data, f"matter:{bad}"])
    listed = city.type("matter", "list", "--json")
    assert listed.stderr == f"note: the read models are made anew: matter:{bad} can be read again\n"
    document = json.loads(listed.stdout)
    assert {row["matter_id"] for row in document["rows"]} == {bad, good}
    assert document["unreadable"] == []
    assert city.type("matter", "list").stderr == ""


def test_a_matter_is_counted_again_when_what_could_not_be_read_is_taken_away(city: Terminal) -> None:
    bad = diverted(city)
    position = poison(city, f"matter:{bad}")
    good = diverted(city)
    assert [row["matter_id"] for row in city.json("matter", "list")["rows"]] == [good]
    with sqlite(city) as connection:
        connection.execute("delete from events where rowid = ?", [position])
    listed = city.type("matter", "list", "--json")
    assert listed.stderr == f"note: the read models are made anew: matter:{bad} can be read again\n"
    assert {row["matter_id"] for row in json.loads(listed.stdout)["rows"]} == {bad, good}


@contextmanager
def sqlite(city: Terminal) -> Iterator[sqlite3.Connection]:
    """The store's file as a disk would spoil it: no trigger keeps it."""
    with closing(sqlite3.connect(city.home / "events.sqlite")) as connection, connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        yield connection


def test_a_newer_program_reads_it_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out for its kind comes back as soon as the kinds that can be read are others."""
    from gridcase_projections import models

    store = city_of(history("M1"))
    projector = Projector(tmp_path, store)
    projector.catch_up()
    monkeypatch.setattr(models, "EVENT_TYPES", {**models.EVENT_TYPES, "matter-teleported": object})
    assert projector.catch_up().remark == "the models have changed"


def test_a_unit_whose_record_cannot_be_read_is_unknown_and_the_others_are_not(city: Terminal) -> None:
    poison(city, "unit:xiangyang-4")
    good = reported(city)
    refused = city.refused(
        *("matter", "report", "--unit", "xiangyang-4", "--channel", "phone", "--text", "油烟"),
        by="wang",
        at="2026-03-02T09:00",
    )
    assert "unknown-unit" in refused
    assert "xiangyang-4" in refused
    listed = city.type("matter", "list")
    assert good in listed.stdout
    assert listed.stderr == "note: 1 other record left out: unit:xiangyang-4 cannot be read at version 2\n"
    doctor = city.type("doctor")
    assert doctor.exit_code == 1
    assert "unit:xiangyang-4 version 2 at position" in doctor.stdout


def test_a_member_whose_record_cannot_be_read_does_nothing_and_others_do(city: Terminal) -> None:
    poison(city, "member:wang")
    words = ("matter", "report", "--unit", "xiangyang-3", "--channel", "phone", "--text", "油烟")
    assert "unknown-member" in city.refused(*words, by="wang", at="2026-03-02T09:00")
    city.done(*words, by="li", at="2026-03-02T09:00")


def test_who_registers_is_not_open_to_everybody_because_the_registrars_record_cannot_be_read(city: Terminal) -> None:
    poison(city, "member:me")
    assert city.type("registry", "import", "nothing.toml").exit_code != 0
    with open_city(city.home) as running:
        assert running.has_registrar()
