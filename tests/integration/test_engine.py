"""The engine over real stores: commands at once, commands twice, and two processes that want the same matter."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gridcase import rules as shared
from gridcase.engine import Engine
from gridcase.errors import Refused, StreamMoved
from gridcase.ids import matter_stream
from gridcase.matters import commands as c
from gridcase.matters import rules
from gridcase.store.memory import MemoryStore
from gridcase.store.open import open_store
from gridcase.store.port import EventStore, Tracking
from gridcase.submissions import Outcome, Submission
from gridcase.tags import tag_of
from gridcase.testing import script
from gridcase.testing.cast import CHEN, SmallCity, policy, running_city
from gridcase.testing.script import MATTER

ORDINARY_MONDAY = (
    script.report(),
    script.classify(),
    script.divert(),
    script.accept(),
    script.handle(),
    script.verify(),
    script.ask_feedback(),
    script.feedback(),
    script.evaluate(),
    script.close(),
)


def engine_over(store: EventStore) -> Engine:
    return running_city(store).engine


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EventStore]:
    opened = open_store(tmp_path / "events.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def engine(store: EventStore) -> Engine:
    return engine_over(store)


def tags(store: EventStore, matter_id: str = MATTER) -> list[str]:
    return [event.tag for event in store.load(matter_stream(matter_id))]


def test_a_matter_goes_through_the_whole_loop(engine: Engine, store: EventStore) -> None:
    for command in ORDINARY_MONDAY:
        engine.execute(command)
    assert tags(store)[0] == "matter-reported"
    assert tags(store)[-1] == "matter-closed"
    assert [event.version for event in store.load(matter_stream(MATTER))] == list(range(1, 11))


def test_many_commands_at_once_are_decided_in_their_order(engine: Engine, store: EventStore) -> None:
    outcomes = engine.execute_all([Submission(command=command) for command in ORDINARY_MONDAY])
    assert [len(outcome.events) for outcome in outcomes if isinstance(outcome, Outcome)] == [1] * 10
    assert store.last_position() == 10


def test_a_refusal_stands_in_its_place_and_the_others_go_on(engine: Engine, store: EventStore) -> None:
    commands = [script.report(), script.divert(), script.classify()]
    outcomes = engine.execute_all([Submission(command=command) for command in commands])
    assert isinstance(outcomes[1], Refused)
    assert tags(store) == ["matter-reported", "matter-classified"]


def test_nothing_to_do_is_no_trouble(engine: Engine) -> None:
    assert engine.execute_all([]) == []


def test_thirty_two_people_report_at_once(engine: Engine, store: EventStore) -> None:
    reports = [script.report(matter_id=f"M{number}") for number in range(320)]
    with ThreadPoolExecutor(32) as people:
        list(people.map(engine.execute, reports))
    assert store.last_position() == 320
    assert len(store.streams("matter:")) == 320


def test_thirty_two_people_urge_one_matter_and_every_urge_is_kept(engine: Engine, store: EventStore) -> None:
    engine.execute_all([Submission(command=command) for command in ORDINARY_MONDAY[:3]])
    urges = [script.urge(note=str(number), by=CHEN, at=f"Mon 10:{number:02}") for number in range(32)]
    with ThreadPoolExecutor(32) as people:
        results = list(people.map(lambda urge: outcome_or_refusal(engine, urge), urges))
    urged = Counter(tags(store))["matter-urged"]
    assert urged == sum(isinstance(result, Outcome) for result in results)
    assert all(result.rule == shared.TIME_GOES_BACKWARDS for result in results if isinstance(result, Refused))


def outcome_or_refusal(engine: Engine, command: c.MatterCommand) -> Outcome | Refused:
    try:
        return engine.execute(command)
    except Refused as refused:
        return refused


def test_the_same_command_id_is_answered_once(engine: Engine, store: EventStore) -> None:
    first = engine.execute(script.report(), command_id="web-1")
    second = engine.execute(script.report(), command_id="web-1")
    assert second.events == first.events
    assert (first.repeated, second.repeated) == (False, True)
    assert store.last_position() == 1


def test_the_answer_stays_when_the_matter_has_moved_on(engine: Engine) -> None:
    engine.execute(script.report(), command_id="web-1")
    engine.execute(script.classify())
    again = engine.execute(script.report(), command_id="web-1")
    assert [tag_of(event) for event in again.events] == ["matter-reported"]
    assert again.version == 1


def test_a_refusal_is_remembered_too(engine: Engine, store: EventStore) -> None:
    with pytest.raises(Refused) as first:
        engine.execute(script.classify(), command_id="web-2")
    engine.execute(script.report())
    with pytest.raises(Refused) as second:
        engine.execute(script.classify(), command_id="web-2")
    assert str(second.value) == str(first.value)
    assert second.value.rule == first.value.rule
    assert tags(store) == ["matter-reported"]


def test_the_same_command_id_twice_in_one_batch(engine: Engine, store: EventStore) -> None:
    twice = [Submission(command=script.report(), command_id="web-1") for _ in range(2)]
    first, second = engine.execute_all(twice)
    assert isinstance(first, Outcome)
    assert isinstance(second, Outcome)
    assert second.repeated
    assert second.events == first.events
    assert store.last_position() == 1


def test_a_command_id_belongs_to_one_matter(engine: Engine) -> None:
    engine.execute(script.report(), command_id="web-1")
    with pytest.raises(Refused, match="another command"):
        engine.execute(script.report(matter_id="M-other"), command_id="web-1")


def test_how_far_a_reader_has_come_is_stored_with_the_events_and_with_a_refusal(
    engine: Engine, store: EventStore
) -> None:
    engine.execute(script.report(), tracking=[Tracking("commands/0", 7)])
    assert store.tracked("commands/0") == 7
    with pytest.raises(Refused):
        engine.execute(script.divert(), tracking=[Tracking("commands/0", 8)])
    assert store.tracked("commands/0") == 8


def test_two_processes_with_the_same_matter_take_turns(tmp_path: Path) -> None:
    stores = [open_store(tmp_path / "events.sqlite") for _ in range(2)]
    here, there = map(engine_over, stores)
    here.execute(script.report())
    there.execute(script.classify())
    here.execute(script.divert())
    assert there.matters.stage_of(MATTER) == "handling"
    for store in stores:
        store.close()


def test_a_command_is_decided_again_when_another_was_faster(tmp_path: Path) -> None:
    """Between deciding and appending, somebody else classifies: the second classification builds on the first."""
    store = open_store(tmp_path / "events.sqlite")
    other = engine_over(store)
    other.execute(script.report())
    slow = Interrupted(store, lambda: other.execute(script.classify()))
    outcome = engine_over(slow).execute(script.classify(at="Mon 09:12", class_code="litter"))
    assert outcome.version == 3
    assert tags(store) == ["matter-reported", "matter-classified", "matter-classified"]
    store.close()


def test_in_one_batch_only_the_moved_matter_is_decided_again(tmp_path: Path) -> None:
    store = open_store(tmp_path / "events.sqlite")
    other = engine_over(store)
    other.execute(script.report())
    slow = Interrupted(store, lambda: other.execute(script.decline()))
    outcomes = engine_over(slow).execute_all(
        [Submission(command=script.classify()), Submission(command=script.report(matter_id="M-other"))]
    )
    assert isinstance(outcomes[0], Refused)
    assert isinstance(outcomes[1], Outcome)
    assert tags(store) == ["matter-reported", "matter-declined"]
    assert tags(store, "M-other") == ["matter-reported"]
    store.close()


@pytest.mark.parametrize("together", [1, 2])
def test_what_another_appended_just_before_a_group_is_seen_by_the_next(store: EventStore, together: int) -> None:
    """Who is refused appends nothing, so nothing but a look at the store can tell that the matter has moved."""
    other = engine_over(store)
    other.execute(script.report())
    engine = engine_over(Interrupted(store, lambda: other.execute(script.classify())))
    early = [Submission(command=script.divert()), Submission(command=script.divert(matter_id="M-0"))]
    assert all(isinstance(result, Refused) for result in engine.execute_all(early))
    engine.execute_all([Submission(command=script.report(matter_id=f"M-{number}")) for number in range(together)])
    in_time, unclassified = engine.execute_all(
        [Submission(command=script.divert()), Submission(command=script.divert(matter_id="M-0"))]
    )
    assert isinstance(in_time, Outcome)
    assert isinstance(unclassified, Refused)
    assert tags(store) == ["matter-reported", "matter-classified", "matter-diverted"]


class Interrupted:
    """A store in which somebody else acts just before the first append. Everything else is the real store's."""

    def __init__(self, store: EventStore, meanwhile: object) -> None:
        self._store = store
        self._meanwhile = [meanwhile]

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def append(self, *args: object, **kwargs: object) -> object:
        while self._meanwhile:
            self._meanwhile.pop()()  # type: ignore[operator]
        return self._store.append(*args, **kwargs)  # type: ignore[arg-type]


def test_somebody_who_is_always_faster_is_given_up_on() -> None:
    class Contested(MemoryStore):
        def append(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            raise StreamMoved("matter:x", 1)

    with pytest.raises(StreamMoved):
        engine_over(Contested()).execute(script.report())


def test_a_bug_reaches_its_caller_and_the_engine_lives_on(store: EventStore) -> None:
    class Broken(SmallCity):
        def has_unit(self, code: str) -> bool:
            return super().has_unit(code) or {}[code]

    engine = engine_over(store)
    engine.policy = policy(neighbours=engine.matters, directory=Broken())
    with pytest.raises(KeyError):
        engine.execute(script.report(unit="nowhere"))
    assert engine.execute(script.report()).version == 1


def test_a_bug_in_one_command_leaves_the_others_of_its_group_alone(store: EventStore) -> None:
    class Broken(SmallCity):
        def has_unit(self, code: str) -> bool:
            return super().has_unit(code) or {}[code]

    engine = engine_over(store)
    engine.policy = policy(neighbours=engine.matters, directory=Broken())
    good = [Submission(command=script.report(matter_id=f"M-{number}")) for number in range(3)]
    with pytest.raises(KeyError):
        engine.execute_all([good[0], Submission(command=script.report(unit="nowhere")), *good[1:]])
    assert [submission.result.version for submission in good if isinstance(submission.result, Outcome)] == [1, 1, 1]
    assert store.last_position() == 3


def test_what_may_be_said_again_is_decided_anew(engine: Engine, store: EventStore) -> None:
    early = Submission(command=script.classify(), command_id="loop/1", may_be_said_again=True)
    engine.execute_all([early])
    engine.execute(script.report())
    assert engine.execute(script.classify(), command_id="loop/1").version == 2


def test_a_duplicate_sees_its_master_close_beside_it(engine: Engine) -> None:
    ready = (script.report, script.classify, script.divert, script.handle, script.verify)
    for say in ready:
        engine.execute(say(matter_id="M-master"))
    engine.execute(script.report(matter_id="M-a", at="Mon 14:30"))
    engine.execute(script.merge(matter_id="M-a", master="M-master", at="Mon 14:40"))
    outcomes = engine.execute_all(
        [Submission(command=script.close(matter_id=matter_id)) for matter_id in ("M-master", "M-a")]
    )
    assert all(isinstance(outcome, Outcome) for outcome in outcomes)
    assert engine.matters.stage_of("M-a") == "closed"


def test_merges_that_wait_together_cannot_make_a_circle(engine: Engine) -> None:
    for matter_id in ("M-a", "M-b"):
        engine.execute(script.report(matter_id=matter_id))
    outcomes = engine.execute_all(
        [
            Submission(command=script.merge(matter_id="M-a", master="M-b")),
            Submission(command=script.merge(matter_id="M-b", master="M-a")),
        ]
    )
    assert isinstance(outcomes[0], Outcome)
    assert isinstance(outcomes[1], Refused)
    assert outcomes[1].rule == rules.MASTER_NOT_OPEN
