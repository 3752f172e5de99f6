"""Shared commits: threads that ask at the same time are served together, by one of themselves.

Whoever comes first leads: it works for everything that queues, wakes those whose work is done, and hands the lead to
the next that still waits. A thread that is alone does its own work at once, without waiting for anybody.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Task(Protocol):
    """Something to be done."""

    @property
    def done(self) -> bool: ...


T = TypeVar("T", bound=Task)


class Waiting(Generic[T]):
    """A thread that sleeps until its last task is done, or until it is its turn to lead."""

    def __init__(self, last: T) -> None:
        self.last = last
        self.leads = False
        self.sleep = Lock()
        self.sleep.acquire()


class GroupCommit(Generic[T]):
    """Runs ``work`` on tasks in the order they came, at most ``together`` at a time. ``work`` marks each as done."""

    def __init__(self, work: Callable[[list[T]], None], together: int) -> None:
        self._work = work
        self._together = together
        self._mutex = Lock()
        self._led = False
        self._queue: deque[T] = deque()
        self._waiting: dict[Waiting[T], None] = {}  # in the order they came; looked up without a walk over them all

    def run(self, tasks: Sequence[T]) -> None:
        """Returns when all the tasks are done."""
        if not tasks:
            return
        me = Waiting(tasks[-1])
        with self._mutex:
            self._queue.extend(tasks)
            me.leads, self._led = not self._led, True
            if not me.leads:
                self._waiting[me] = None
        try:
            if not me.leads:
                me.sleep.acquire()
            while not me.last.done:
                self._work(self._take())
                self._wake()
        finally:
            self._leave(me)

    def _take(self) -> list[T]:
        with self._mutex:
            return [self._queue.popleft() for _ in range(min(self._together, len(self._queue)))]

    def _wake(self) -> None:
        with self._mutex:
            done = [waiting for waiting in self._waiting if waiting.last.done]
            for waiting in done:
                del self._waiting[waiting]
        for waiting in done:
            waiting.sleep.release()

    def _leave(self, me: Waiting[T]) -> None:
        with self._mutex:
            self._waiting.pop(me, None)
            if not me.leads:
                return
            self._led = bool(self._waiting)
            if self._waiting:
                heir = next(iter(self._waiting))
                del self._waiting[heir]
                heir.leads = True
                heir.sleep.release()
