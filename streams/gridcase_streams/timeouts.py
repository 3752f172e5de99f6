"""Waiting for what may never come: kafka-python commits and aborts without a time limit."""

import time
from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from gridcase_streams.errors import BrokerUnavailable

T = TypeVar("T")

WAIT_POLL_SECONDS = 0.005
"""Between two looks whether what is waited for has come."""


def within(seconds: float, activity: str, action: Callable[[], T]) -> T:
    """The result of an action that may never return. Raises ``BrokerUnavailable`` when the time is over."""
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(action())
        except BaseException as error:
            errors.append(error)

    thread = Thread(target=run, name=activity, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not results:
        raise BrokerUnavailable(f"{activity} took more than {seconds:g} s")
    return results[0]


def wait_until(condition: Callable[[], bool], timeout_seconds: float) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(WAIT_POLL_SECONDS)
    return True
