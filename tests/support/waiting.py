"""Waiting for something rather than for some time."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Final

GIVE_UP_SECONDS: Final = 180.0
"""How long anything is waited for: much longer than it takes on the busiest of machines."""


def eventually(true: Callable[[], bool]) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not true():
        assert time.monotonic() < deadline, f"not so within {GIVE_UP_SECONDS} s"
        time.sleep(0.05)


def ended(thread: Thread) -> bool:
    """Whether it ends, now that it may."""
    thread.join(GIVE_UP_SECONDS)
    return not thread.is_alive()
