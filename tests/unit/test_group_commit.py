"""Threads share commits: everything is done once, in order, and the lead never gets lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from gridcase.group_commit import GroupCommit
from tests.support.waiting import GIVE_UP_SECONDS, eventually


class Errand:
    def __init__(self, name: int) -> None:
        self.name = name
        self.done = False


class Office:
    """Runs errands and notes which were run together; the first of them only when its door is opened."""

    def __init__(self, *, together: int = 100, door: Event | None = None) -> None:
        self.batches: list[list[int]] = []
        self.door = door
        self.group: GroupCommit[Errand] = GroupCommit(self.work, together)

    def work(self, errands: list[Errand]) -> None:
        if self.door and not self.batches:
            self.door.wait(GIVE_UP_SECONDS)
        self.batches.append([errand.name for errand in errands])
        for errand in errands:
            errand.done = True

    def run(self, name: int) -> None:
        self.group.run([Errand(name)])

    def waiting(self) -> int:
        """How many wait, beside the one whose errand is run."""
        return len(self.group._waiting)


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
    door = Event()
    office = Office(door=door)
    with ThreadPoolExecutor(32) as people:
        runs = [people.submit(office.run, name) for name in range(32)]
        eventually(lambda: office.waiting() == 31)
        door.set()
        for run in runs:
            run.result(GIVE_UP_SECONDS)
    assert sorted(name for batch in office.batches for name in batch) == list(range(32))
    assert len(office.batches) <= 2, "those with whom the first began, and all who came meanwhile"


def test_the_lead_is_handed_on_when_the_work_fails() -> None:
    class Moody(Office):
        def work(self, errands: list[Errand]) -> None:
            first = not self.batches
            super().work(errands)
            if first:
                raise KeyboardInterrupt

    door = Event()
    office = Moody(door=door)

    def interrupted() -> None:
        with pytest.raises(KeyboardInterrupt):
            office.run(1)

    with ThreadPoolExecutor(2) as people:
        first = people.submit(interrupted)
        eventually(lambda: office.group._led)
        second = people.submit(office.run, 2)
        eventually(lambda: office.waiting() == 1)
        door.set()
        for run in (first, second):
            run.result(GIVE_UP_SECONDS)
    assert office.batches == [[1], [2]]
