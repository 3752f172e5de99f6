"""A history judged again by the rules that judged it comes out as it was."""

import random
from datetime import timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gridcase.periods import Window
from gridcase.testing.lives import small_city as small_policy
from gridcase_projections.database import snapshot
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.what_if import PROPOSED_TABLES, proposed
from gridcase_projections.runner import Projector
from gridcase_projections.times import to_utc
from tests.support.examples import seeded
from tests.support.histories import matter, small_city, store_of
from tests.support.lives import lived

COMPARED = {
    "rounds": "matter_id, round, due, in_time, ended, excluded",
    "closings": "matter_id, cycle, due, in_time, closed_at",
}

COUNTED = """
    where
        valid_from <= $at
        and $at < valid_to
        and matter_id not in (select matter_id from set_aside where valid_from <= $at and $at < valid_to)
"""
"""What was known then, of matters that count."""


@seeded(10)
@given(seed=st.integers(0, 2**32), part=st.floats(0, 1))
@example(seed=35, part=1.1754943508222875e-38)  # a round begins at the very end, and as of then it is known
def test_the_same_rules_give_the_same_verdicts(
    seed: int, part: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(seed)
    histories = [lived(chance.randrange(2**32), f"M{number}") for number in range(20)]
    moments = sorted(event.at for events in histories for event in events)
    as_of = moments[int(part * (len(moments) - 1))] + timedelta(minutes=1)
    directory = tmp_path_factory.mktemp("again")
    Projector(directory, store_of([*small_city(), *(matter(events) for events in histories if events)])).catch_up()
    policy = small_policy()
    with snapshot(directory) as connection:
        proposed(connection, Question(window=Window(start=moments[0], end=as_of, as_of=as_of)), policy, policy)
        for table, columns in COMPARED.items():
            was, again = (
                connection.execute(f"select {columns} from {place} {COUNTED}", {"at": to_utc(as_of)}).fetchall()
                for place in (table, PROPOSED_TABLES[table])
            )
            assert sorted(map(str, again)) == sorted(map(str, was))
