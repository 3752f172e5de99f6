"""What every store must do. A store passes if all of this does; it needs nothing but a runner that knows fixtures.

    class TestMyStore(StoreExam):
        @pytest.fixture
        def store(self) -> Iterator[EventStore]:
            store = MyStore()
            yield store
            store.close()

``store`` is a new, empty store for each test.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier, Thread

from msgspec import structs

from gridcase.errors import GridcaseError, StoreUnavailable, StreamMoved
from gridcase.store.digest import event_digest
from gridcase.store.history import HistoryId, begin_lineage, history, misfit, place
from gridcase.store.port import Answer, EventStore, NewEvent, StoredEvent, Tracking

WRITERS = 6


def events(stream: str, *versions: int, data: bytes = b"{}") -> list[NewEvent]:
    return [NewEvent(stream, version, "something-happened", data) for version in versions]


def says(error: type[GridcaseError], act: Callable[[], object]) -> GridcaseError:
    """The error with which the act is refused."""
    try:
        act()
    except error as refused:
        return refused
    raise AssertionError(f"no {error.__name__}")


def places(stored: Sequence[StoredEvent]) -> list[tuple[str, int]]:
    return [(event.stream, event.version) for event in stored]


class Appending:
    def test_an_empty_store_says_so(self, store: EventStore) -> None:
        assert store.last_position() == 0
        assert list(store.read(0, 10)) == []
        assert list(store.load("a")) == []
        assert list(store.load_prefix("")) == []
        assert list(store.streams("")) == []
        assert store.answer("c") is None
        assert store.tracked("reader") is None

    def test_what_is_appended_comes_back_byte_for_byte(self, store: EventStore) -> None:
        data = bytes(range(256))
        [position] = store.append([NewEvent("matter:向阳路 '\"%s", 1, "something-happened", data)])
        assert list(store.read(0, 10)) == [StoredEvent(position, "matter:向阳路 '\"%s", 1, "something-happened", data)]

    def test_positions_rise_in_the_order_given(self, store: EventStore) -> None:
        positions = [
            *store.append([*events("b", 1), *events("a", 1, 2), *events("b", 2)]),
            *store.append(events("a", 3)),
        ]
        assert positions == sorted(set(positions))
        assert [event.position for event in store.read(0, 10)] == positions
        assert places(store.read(0, 10)) == [("b", 1), ("a", 1), ("a", 2), ("b", 2), ("a", 3)]
        assert store.last_position() == positions[-1]

    def test_many_events_go_at_once(self, store: EventStore) -> None:
        positions = store.append(events("a", *range(1, 2501)))
        assert len(positions) == 2500
        assert [event.version for event in store.load("a")] == list(range(1, 2501))

    def test_a_taken_version_moves_the_stream(self, store: EventStore) -> None:
        store.append(events("a", 1, data=b"first"))
        moved = says(StreamMoved, lambda: store.append(events("a", 1, data=b"second")))
        assert isinstance(moved, StreamMoved)
        assert (moved.stream, moved.expected) == ("a", 0)
        assert [event.data for event in store.load("a")] == [b"first"]

    def test_a_missing_version_is_refused(self, store: EventStore) -> None:
        says(StreamMoved, lambda: store.append(events("a", 2)))
        store.append(events("a", 1))
        says(StreamMoved, lambda: store.append(events("a", 3)))
        says(StreamMoved, lambda: store.append([*events("b", 1), *events("a", 2, 4)]))
        assert places(store.read(0, 10)) == [("a", 1)]

    def test_all_or_nothing(self, store: EventStore) -> None:
        store.append(events("b", 1))
        says(
            StreamMoved,
            lambda: store.append(
                [*events("a", 1), *events("b", 1, data=b"other")],
                answers=[Answer("c", "a", 1, 1)],
                tracking=[Tracking("reader", 7)],
            ),
        )
        assert places(store.read(0, 10)) == [("b", 1)]
        assert store.answer("c") is None
        assert store.tracked("reader") is None
        [position] = store.append(events("a", 1))
        assert position == store.last_position()


class LosingAnAcknowledgement:
    def test_the_same_again_is_a_success(self, store: EventStore) -> None:
        def append() -> list[int]:
            return list(
                store.append(
                    [*events("a", 1, 2), *events("b", 1)],
                    answers=[Answer("c", "a", 1, 2)],
                    tracking=[Tracking("reader", 7)],
                )
            )

        assert append() == append()
        assert places(store.read(0, 10)) == [("a", 1), ("a", 2), ("b", 1)]

    def test_it_still_is_when_others_have_gone_on(self, store: EventStore) -> None:
        first = list(store.append(events("a", 1)))
        store.append(events("a", 2))
        assert list(store.append(events("a", 1))) == first

    def test_a_part_of_it_is_not_enough(self, store: EventStore) -> None:
        store.append(events("a", 1))
        says(StreamMoved, lambda: store.append(events("a", 1, 2)))
        says(StreamMoved, lambda: store.append(events("a", 1), answers=[Answer("c", "a", 1, 1)]))
        says(StreamMoved, lambda: store.append([NewEvent("a", 1, "something-else-happened", b"{}")]))
        assert places(store.read(0, 10)) == [("a", 1)]


class Answering:
    def test_a_command_id_has_one_answer(self, store: EventStore) -> None:
        store.append(events("a", 1), answers=[Answer("c", "a", 1, 1)])
        says(StreamMoved, lambda: store.append(events("b", 1), answers=[Answer("c", "b", 1, 1)]))
        assert store.answer("c") == Answer("c", "a", 1, 1)
        assert list(store.load("b")) == []

    def test_an_answer_may_have_no_events(self, store: EventStore) -> None:
        assert list(store.append([], answers=[Answer("c", "a", 1, 0), Answer("d", "a", 1, 0)])) == []
        assert store.answer("d") == Answer("d", "a", 1, 0)
        assert store.last_position() == 0

    def test_tracking_goes_with_the_events_and_only_forward(self, store: EventStore) -> None:
        store.append(events("a", 1), tracking=[Tracking("reader", 7), Tracking("another", 0)])
        assert (store.tracked("reader"), store.tracked("another")) == (7, 0)
        store.append([], tracking=[Tracking("reader", 9)])
        assert store.tracked("reader") == 9
        for stale in (8, 9):
            says(StreamMoved, lambda stale=stale: store.append(events("b", 1), tracking=[Tracking("reader", stale)]))  # type: ignore[misc]
        assert store.tracked("reader") == 9
        assert list(store.load("b")) == []


class Reading:
    NAMES = ("class:b", "matter:1", "matter:10", "matter:2", "matter:B", "matter:a", "matter:é", "matter:向", "matter;")

    def test_a_stream_is_read_from_a_version_on(self, store: EventStore) -> None:
        store.append(events("a", 1, 2, 3))
        assert places(store.load("a", after=1)) == [("a", 2), ("a", 3)]
        assert list(store.load("a", after=3)) == []

    def test_the_feed_is_read_page_by_page(self, store: EventStore) -> None:
        store.append([*events("a", 1, 2), *events("b", 1, 2, 3)])
        first = store.read(0, 3)
        assert places(first) == [("a", 1), ("a", 2), ("b", 1)]
        assert places(store.read(first[-1].position, 3)) == [("b", 2), ("b", 3)]
        assert list(store.read(store.last_position(), 3)) == []

    def test_streams_with_a_prefix_come_in_the_order_of_code_points(self, store: EventStore) -> None:
        for name in reversed(self.NAMES):
            store.append(events(name, 1, 2))
        matters = [name for name in self.NAMES if name.startswith("matter:")]
        assert list(store.streams("")) == list(self.NAMES)
        assert list(store.streams("matter:")) == matters
        assert list(store.streams("matter:1")) == ["matter:1", "matter:10"]
        assert list(store.streams("none")) == []
        assert places(list(store.load_prefix("matter:"))) == [(name, version) for name in matters for version in (1, 2)]
        assert places(list(store.load_prefix("matter:向"))) == [("matter:向", 1), ("matter:向", 2)]

    def test_names_of_streams_are_read_page_by_page(self, store: EventStore) -> None:
        for name in self.NAMES:
            store.append(events(name, 1))
        seen: list[str] = []
        while page := store.streams("matter", after=seen[-1] if seen else "", limit=3):
            assert len(page) <= 3
            seen += page
        assert seen == [name for name in self.NAMES if name.startswith("matter")]

    def test_a_prefix_may_have_many_events(self, store: EventStore) -> None:
        store.append([event for number in range(9) for event in events(f"unit:{number}", *range(1, 251))])
        assert places(list(store.load_prefix("unit:"))) == [(f"unit:{n}", v) for n in range(9) for v in range(1, 251)]


class RememberingAPlace:
    def test_a_store_has_an_id_and_a_first_lineage_of_the_same_name(self, store: EventStore) -> None:
        [store_id] = store.lineages()
        assert len(bytes.fromhex(store_id)) == 16
        assert history(store) == HistoryId(store_id, store_id)

    def test_a_lineage_holds_until_the_next(self, store: EventStore) -> None:
        first = history(store)
        second = begin_lineage(store)
        assert (second.store_id, history(store)) == (first.store_id, second)
        assert list(store.lineages()) == [first.lineage, second.lineage]
        assert second.lineage != first.lineage

    def test_a_place_stays_true_while_the_history_goes_on(self, store: EventStore) -> None:
        beginning = place(store, 0)
        [position] = store.append(events("a", 1))
        there = place(store, position)
        store.append(events("a", 2))
        begin_lineage(store)
        assert (misfit(store, beginning), misfit(store, there)) == ("", "")

    def test_a_place_names_the_event_that_stands_there(self, store: EventStore) -> None:
        [position] = store.append(events("a", 1))
        there = place(store, position)
        for other in (events("b", 1), events("a", 2), events("a", 1, data=b"[]")):
            digest = event_digest(*structs.astuple(other[0])).hex()
            assert (
                misfit(store, structs.replace(there, digest=digest)) == f"another event stands at position {position}"
            )

    def test_a_reader_ahead_of_its_store_is_told_so(self, store: EventStore) -> None:
        [position] = store.append(events("a", 1))
        ahead = structs.replace(place(store, position), position=position + 7)
        assert misfit(store, ahead) == f"it had come to position {position + 7}, and the store ends at {position}"

    def test_another_stores_place_is_told_so(self, store: EventStore) -> None:
        [position] = store.append(events("a", 1))
        elsewhere = structs.replace(place(store, position), store_id="0" * 32)
        assert misfit(store, elsewhere) == "it was made from another store"


class Waiting:
    def test_what_is_there_is_not_waited_for(self, store: EventStore) -> None:
        store.append(events("a", 1))
        assert store.wait(0, timeout=30)

    def test_waiting_ends(self, store: EventStore) -> None:
        started = time.monotonic()
        assert not store.wait(0, timeout=0.1)
        assert 0.05 < time.monotonic() - started < 10

    def test_an_append_wakes_whoever_waits(self, store: EventStore) -> None:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(store.wait, 0, 30)
            time.sleep(0.02)
            store.append(events("a", 1))
            assert waiting.result(timeout=30)


class WritingAtTheSameTime:
    def test_one_of_many_wins_each_version(self, store: EventStore) -> None:
        together = Barrier(WRITERS)

        def write(writer: int) -> list[int]:
            won = []
            for version in range(1, 21):
                together.wait(timeout=60)
                try:
                    store.append(events("a", version, data=b"%d" % writer))
                except StreamMoved:
                    continue
                won.append(version)
            return won

        with ThreadPoolExecutor(WRITERS) as pool:
            won = [version for versions in pool.map(write, range(WRITERS)) for version in versions]
        assert sorted(won) == list(range(1, 21))
        assert [event.version for event in store.load("a")] == list(range(1, 21))

    def test_a_reader_misses_nothing(self, store: EventStore) -> None:
        def write(writer: int) -> None:
            for version in range(1, 101, 2):
                store.append(events(f"writer:{writer}", version, version + 1))

        writers = [Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        seen: list[StoredEvent] = []
        while len(seen) < WRITERS * 100 and store.wait(seen[-1].position if seen else 0, timeout=60):
            seen += store.read(seen[-1].position if seen else 0, 50)
        for writer in writers:
            writer.join()
        assert all(before.position < after.position for before, after in pairwise(seen))
        assert sorted(places(seen)) == [(f"writer:{n}", v) for n in range(WRITERS) for v in range(1, 101)]


class Closing:
    def test_a_closed_store_answers_no_more(self, store: EventStore) -> None:
        store.append(events("a", 1))
        store.close()
        store.close()
        for act in (
            lambda: store.append(events("a", 2)),
            lambda: store.load("a"),
            lambda: store.read(0, 1),
            store.last_position,
            lambda: store.wait(1, timeout=0.1),
        ):
            says(StoreUnavailable, act)


class StoreExam(
    Appending,
    LosingAnAcknowledgement,
    Answering,
    Reading,
    RememberingAPlace,
    Waiting,
    WritingAtTheSameTime,
    Closing,
):
    """The whole exam."""
