"""Reaching the broker of the desk's city."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from gridcase.errors import BadConfiguration
from gridcase_cli.output import note
from gridcase_cli.wiring import Desk

if TYPE_CHECKING:
    from gridcase_streams.broker import Broker
    from gridcase_streams.settings import Settings

BRIEF = 3
"""Seconds that a look at the broker may take."""


def settings_of(desk: Desk) -> "Settings":
    """What ``city.toml`` and the environment say of Kafka. Raises ``BadConfiguration`` with file and line."""
    from gridcase_streams.settings import KafkaTable, Settings, StreamsTable

    kafka, streams = desk.city.table("kafka", KafkaTable), desk.city.table("streams", StreamsTable)
    with located(desk):
        return Settings.of(kafka, streams, os.environ, desk.home.path)


@contextmanager
def located(desk: Desk) -> Iterator[None]:
    """Say of a wrong setting where in ``city.toml`` it stands."""
    try:
        yield
    except BadConfiguration as error:
        raise error if error.where else desk.city.document.bad(error.key, error.expected) from None


def folder_of(desk: Desk) -> Path:
    """What the streams keep in the home: the publisher's status, dead letters."""
    return desk.home.path / "streams"


class Troubles:
    """Says each trouble once, however often it is met, and when all are over; ``whose`` stands before the words."""

    def __init__(self, whose: str = "") -> None:
        self._whose = whose
        self._said: set[str] = set()

    def heard(self, error: Exception) -> None:
        if str(error) not in self._said:
            self._said.add(str(error))
            note(f"{self._whose}{error}")

    def over(self) -> None:
        if self._said:
            self._said.clear()
            note(f"{self._whose}it goes on")


@contextmanager
def open_broker(desk: Desk) -> Iterator["Broker"]:
    from gridcase_streams.broker import Broker
    from gridcase_streams.options import missing_speed

    if missing := missing_speed():
        note(f"without {' and '.join(missing)} Kafka is several times slower: pip install 'gridcase[kafka]'")
    with located(desk):
        reached = Broker(settings_of(desk))
    with reached as broker:
        yield broker


@contextmanager
def in_brief(desk: Desk) -> Iterator["Broker"]:
    """The broker, for whoever has little patience with it."""
    from gridcase_streams.broker import Broker

    settings = settings_of(desk)
    streams = structs.replace(settings.streams, patience=min(settings.streams.patience, BRIEF))
    with located(desk):
        reached = Broker(structs.replace(settings, streams=streams))
    with reached as broker:
        yield broker
