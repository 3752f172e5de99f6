"""Two engines on one store, commands in groups: answered as one engine answers that is told them one by one."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.store.memory import MemoryStore
from gridcase.submissions import Outcome, Submission
from gridcase.testing import script
from gridcase.testing.cast import running_city

SAYINGS = (
    script.report,
    script.classify,
    script.divert,
    script.accept,
    script.decline,
    script.urge,
    script.handle,
    script.verify,
    script.void,
)

commands = st.builds(lambda say, matter: say(matter_id=matter), st.sampled_from(SAYINGS), st.sampled_from("ABC"))
turns = st.lists(st.tuples(st.integers(0, 1), st.lists(commands, min_size=1, max_size=4)), max_size=12)


def answers(results: Sequence[Outcome | Refused]) -> list[object]:
    return [(one.rule, one.detail) if isinstance(one, Refused) else (one.events, one.version) for one in results]


def told_one_by_one(engine: Engine, group: Sequence[object]) -> list[object]:
    return [answer for command in group for answer in answers(engine.execute_all([Submission(command=command)]))]


@given(turns)
def test_groups_of_two_engines_are_answered_as_commands_one_by_one(turns: list[tuple[int, list[object]]]) -> None:
    shared = MemoryStore()
    two = [running_city(shared).engine for _ in range(2)]
    one = running_city(MemoryStore()).engine
    for who, group in turns:
        results = two[who].execute_all([Submission(command=command) for command in group])
        assert answers(results) == told_one_by_one(one, group)
