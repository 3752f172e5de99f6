"""Stopping what runs for long."""

import signal
from threading import Event
from typing import Any


def stop_at(number: signal.Signals) -> Event:
    """An event that the signal sets, so that what is being done is finished first."""
    stop = Event()

    def set_stop(*_: Any) -> None:
        stop.set()

    signal.signal(number, set_stop)
    return stop
