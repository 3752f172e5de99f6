"""Threads share commits: everything is done once, in order, and the lead never gets lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest

from gridcase.group_commit import GroupCommit


class Errand:
    def __init__(self, name: int) -> None:
        self.name = name
        self.done = False


class Office:
    """Runs errands slowly, and notes which were run together."""

    def __init__(self, seconds: float = 0.0, together: int = 100) -> None:
        self.batches: list[list[int]] = []
        self.seconds = seconds
        self.group: GroupCommit[Errand] = GroupCommit(self.work, together)

    def work(self, errands: list[Errand]) -> None:
        sleep(self.seconds)
        self.batches.append([errand.name for errand in errands])
        for errand in errands:
            errand.done = True


def test_alone_it_is_done_at_once() -> None:
    office = Office()
    office.group.run([Errand(1)])
    office.group.run([])
    assert office.batches == [[1]]


def test_many_are_split_into_commits_in_their_order() -> None:
    office = Office(together=2)
    office.group.run([Errand(number) for number in range(5)])
    assert office.batches == [[0, 1], [2, 3], [4]]


def test_who_waits_meanwhile_is_served_together() -> None:
    office, everybody = Office(seconds=0.01), Barrier(32)

    def run(name: int) -> None:
        everybody.wait()
        office.group.run([Errand(name)])

    with ThreadPoolExecutor(32) as people:
        list(people.map(run, range(32)))
    assert sorted(name for batch in office.batches for name in batch) == list(range(32))
    assert len(office.batches) < 16


def test_the_lead_is_handed_on_when_the_work_fails() -> None:
    class Moody(Office):
        def work(self, errands: list[Errand]) -> None:
            first = not self.batches
            super().work(errands)
            if first:
                raise KeyboardInterrupt

    office, started = Moody(seconds=0.02), Event()

    def interrupted() -> None:
        started.set()
        with pytest.raises(KeyboardInterrupt):
            office.group.run([Errand(1)])

    def patient() -> None:
        started.wait()
        sleep(0.005)
        office.group.run([Errand(2)])

    with ThreadPoolExecutor(2) as people:
        for waiting in [people.submit(interrupted), people.submit(patient)]:
            waiting.result(timeout=5)
    assert office.batches == [[1], [2]]
