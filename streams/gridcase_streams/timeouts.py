"""Waiting for what may never come: kafka-python commits and aborts without a time limit."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from gridcase_streams.errors import BrokerUnavailable

T = TypeVar("T")


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
