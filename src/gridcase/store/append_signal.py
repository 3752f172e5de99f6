"""How a reader learns that something new is there."""

import time
from collections.abc import Callable
from threading import Condition


class AppendSignal:
    """Given by whoever appends through the same store object.

    What other programs append is noticed within ``poll`` seconds.
    """

    def __init__(self, last_position: Callable[[], int], *, poll: float = 0.05) -> None:
        self._last_position = last_position
        self._poll = poll
        self._notified = Condition()
        self._count = 0

    def notify(self) -> None:
        with self._notified:
            self._count += 1
            self._notified.notify_all()

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until there is an event above ``after``, or ``timeout`` seconds are over; says whether there is."""
        until = time.monotonic() + timeout
        while True:
            seen = self._count
            if self._last_position() > after:
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            with self._notified:
                if self._count == seen:  # else it was given since the look above
                    self._notified.wait(min(left, self._poll))
