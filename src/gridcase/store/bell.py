"""How a reader learns that something new is there."""

import time
from collections.abc import Callable
from threading import Condition


class Bell:
    """Rung by whoever appends through the same store object.

    What other programs append is noticed within ``poll`` seconds.
    """

    def __init__(self, last_position: Callable[[], int], *, poll: float = 0.05) -> None:
        self._last_position = last_position
        self._poll = poll
        self._rung = Condition()
        self._times = 0

    def ring(self) -> None:
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait(self, after: int, timeout: float) -> bool:
        """Sleep until there is an event above ``after``, or ``timeout`` seconds are over; says whether there is."""
        until = time.monotonic() + timeout
        while True:
            heard = self._times
            if self._last_position() > after:
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            with self._rung:
                if self._times == heard:  # else it rang since the look above
                    self._rung.wait(min(left, self._poll))
