"""Waiting for what may never come: kafka-python commits and aborts without a time limit."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from gridcase_streams.errors import BrokerUnavailable

T = TypeVar("T")


def within(seconds: float, what: str, action: Callable[[], T]) -> T:
    """The result of an action that may never return. Raises ``BrokerUnavailable`` when the time is over."""
    done: list[T] = []
    failed: list[BaseException] = []

    def act() -> None:
        try:
            done.append(action())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=act, name=what, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise BrokerUnavailable(f"{what} took more than {seconds:g} s")
    return done[0]
