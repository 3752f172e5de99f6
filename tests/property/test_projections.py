"""Whatever happens to matters, and however its telling is cut up or repeated, the read models come out the same."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridcase.matters.evolve import evolve
from gridcase.matters.state import Handling, MatterState, Unreported
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, StoredEvent
from gridcase_projections.comparison import compare
from gridcase_projections.database import LIVE, Connection, Resources, open_writer, snapshot
from gridcase_projections.feeds import Feed, SinglePartition, Source
from gridcase_projections.queries import list_overdue
from gridcase_projections.runner import Projector
from tests.support.examples import seeded
from tests.support.histories import matter, random_history, store_of

Places = pytest.TempPathFactory

seeds = st.integers(0, 2**32)


def busy_store(seed: int, matters: int = 6) -> EventStore:
    """Matters to which things happen in turn."""
    chance = random.Random(seed)
    histories = [random_history(chance.random(), f"M{number}") for number in range(matters)]
    return store_of([matter([event for event, _ in history]) for history in histories], chance)


class UpTo:
    """A feed that has come so far."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self.end = 0
        self.lineages = store.lineages

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return [event for event in self.store.read(after, limit) if event.position <= self.end]

    def last_position(self) -> int:
        return self.end


class SaidTwice:
    """A topic in which each event stands twice, one after the other."""

    def __init__(self, store: EventStore) -> None:
        events = store.read(0, 10**6)
        self.twice = [
            StoredEvent(place, event.stream, event.version, event.tag, event.data)
            for place, event in enumerate((event for event in events for _ in range(2)), 1)
        ]

    def lineages(self) -> Sequence[str]:
        return ["twice"]

    def read(self, after: int, limit: int) -> Sequence[StoredEvent]:
        return self.twice[after : after + limit]

    def last_position(self) -> int:
        return len(self.twice)


class InTwoPartitions:
    """A source with two partitions that say the same."""

    def __init__(self, feed: Feed) -> None:
        self.one = SinglePartition(feed)
        self.envelope = self.one.envelope
        self.history, self.misfit, self.event_at = self.one.history, self.one.misfit, self.one.event_at

    def last_positions(self) -> dict[int, int]:
        return dict.fromkeys((0, 1), self.one.last_positions()[0])

    def read(self, after: Mapping[int, int], until: Mapping[int, int]) -> Iterator[tuple[int, Sequence[StoredEvent]]]:
        for number in (0, 1):
            for _, events in self.one.read({0: after.get(number, 0)}, {0: until.get(number, 0)}):
                yield number, events


def differences(one: Path, other: Path) -> list[str]:
    with open_writer(one / LIVE, Resources()) as connection:
        every_difference = compare(connection, other / LIVE).differences
    return [str(difference) for difference in every_difference if difference.table != "positions"]


def projected(directory: Path, source: Feed | Source) -> Path:
    Projector(directory, source).catch_up()
    return directory


@seeded(8)
@given(seed=seeds, cuts=st.lists(st.integers(1, 120), max_size=5))
def test_batch_by_batch_is_the_same_as_all_at_once(seed: int, cuts: list[int], tmp_path_factory: Places) -> None:
    place, store = tmp_path_factory.mktemp("cut"), busy_store(seed)
    feed = UpTo(store)
    projector = Projector(place / "cut", feed)
    for feed.end in [*sorted(cuts), store.last_position()]:
        projector.catch_up()
    assert differences(place / "cut", projected(place / "whole", store)) == []


@seeded(8)
@given(seed=seeds)
def test_saying_everything_twice_changes_nothing(seed: int, tmp_path_factory: Places) -> None:
    place, store = tmp_path_factory.mktemp("twice"), busy_store(seed)
    once = projected(place / "once", store)
    assert differences(projected(place / "batch", SaidTwice(store)), once) == []
    assert differences(projected(place / "partitions", InTwoPartitions(store)), once) == []
    part = UpTo(store)
    part.end = store.last_position() // 2
    halves = Projector(place / "halves", InTwoPartitions(part))
    halves.catch_up()
    part.end = store.last_position()
    halves.catch_up()
    assert differences(place / "halves", once) == []


def states(store: EventStore, matter_id: str) -> list[tuple[datetime, MatterState]]:
    """What the engine says of the matter after each event."""
    codec, state, history = Codec(), Unreported(), []
    for stored in store.load(f"matter:{matter_id}"):
        event = codec.decode(stored).event
        state = evolve(state, event)
        history.append((event.at, state))
    return history


def state_at(history: list[tuple[datetime, MatterState]], at: datetime) -> MatterState:
    return next((state for when, state in reversed(history) if when <= at), Unreported())


@seeded(8)
@given(seed=seeds)
def test_stages_rounds_and_missed_deadlines_are_those_of_the_engine(seed: int, tmp_path_factory: Places) -> None:
    store = busy_store(seed)
    histories = {f"M{number}": states(store, f"M{number}") for number in range(6)}
    moments = sorted(
        {at + timedelta(minutes=late) for history in histories.values() for at, _ in history for late in (0, 700)}
    )
    with snapshot(projected(tmp_path_factory.mktemp("engine"), store)) as connection:
        stages = dict(connection.execute("select matter_id, stage from matters").fetchall())
        assert stages == {matter_id: history[-1][1].stage for matter_id, history in histories.items()}
        for at in moments:
            then = {matter_id: state_at(history, at) for matter_id, history in histories.items()}
            plain = at.astimezone(UTC).replace(tzinfo=None)
            assert stages_at(connection, plain) == {
                matter_id: state.stage for matter_id, state in then.items() if not isinstance(state, Unreported)
            }
            assert running_rounds(connection, plain) == {
                matter_id: (state.round.number, state.round.host, state.round.due)
                for matter_id, state in then.items()
                if isinstance(state, Handling)
            }
            missed = {(row.matter_id, row.step, row.due) for row in list_overdue(connection, at)}
            assert missed == {
                (matter_id, clock.step.value, clock.due)
                for matter_id, state in then.items()
                if not isinstance(state, Unreported)
                for clock in state.clocks()
                if clock.due <= at
            }


def stages_at(connection: Connection, at: datetime) -> dict[str, str]:
    return dict(
        connection.execute(
            "select matter_id, stage from stages where valid_from <= $at and $at < valid_to", {"at": at}
        ).fetchall()
    )


def running_rounds(connection: Connection, at: datetime) -> dict[str, tuple[int, str, datetime | None]]:
    rows = connection.execute(
        "select matter_id, round, host, due from rounds"
        " where valid_from <= $at and $at < valid_to and ended is null and not suspended",
        {"at": at},
    ).fetchall()
    return {matter_id: (round_, host, due and due.replace(tzinfo=UTC)) for matter_id, round_, host, due in rows}
