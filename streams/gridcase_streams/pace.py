"""How often the publisher and the intake look, ask and try again."""

import time
from collections.abc import Callable

from gridcase.feed import POLL_SECONDS

RECHECK_SECONDS = 5.0
"""Between two checks whether the topics are still the same, and whether we are still the publisher."""

RETRY_SECONDS = 1.0
"""Before the next attempt, when the broker does not serve or a topic is missing."""


def sleep(seconds: float, stop: Callable[[], bool]) -> None:
    """Wait, but no longer than until ``stop`` says so."""
    until = time.monotonic() + seconds
    while not stop() and time.monotonic() < until:
        time.sleep(min(POLL_SECONDS, seconds))
