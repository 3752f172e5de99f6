"""Reaching the broker of the session's city."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import structs

from gridcase.errors import BadConfiguration
from gridcase_cli.output import note
from gridcase_cli.session import Session

if TYPE_CHECKING:
    from gridcase_streams.broker import Broker
    from gridcase_streams.settings import Settings

CHECK_TIMEOUT_SECONDS = 3
"""For whoever only looks whether the broker serves."""


def settings_of(session: Session) -> "Settings":
    """What ``city.toml`` and the environment say of Kafka. Raises ``BadConfiguration`` with file and line."""
    from gridcase_streams.settings import KafkaTable, Settings, StreamsTable

    kafka, streams = session.city.table("kafka", KafkaTable), session.city.table("streams", StreamsTable)
    with locating_errors(session):
        return Settings.of(kafka, streams, os.environ, session.home.path)


@contextmanager
def locating_errors(session: Session) -> Iterator[None]:
    """Say of a wrong setting where in ``city.toml`` it stands."""
    try:
        yield
    except BadConfiguration as error:
        raise error if error.where else session.city.document.bad(error.key, error.expected) from None


def streams_folder(session: Session) -> Path:
    """What the streams keep in the home: the publisher's status, dead letters."""
    return session.home.path / "streams"


class FailureNotes:
    """Notes each failure once, however often it is met, and when all are over; ``prefix`` stands before the words."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._noted: set[str] = set()

    def failed(self, error: Exception) -> None:
        if str(error) not in self._noted:
            self._noted.add(str(error))
            note(f"{self._prefix}{error}")

    def recovered(self) -> None:
        if self._noted:
            self._noted.clear()
            note(f"{self._prefix}it goes on")


@contextmanager
def open_broker(session: Session) -> Iterator["Broker"]:
    """The broker that ``city.toml`` and the environment name; a note if it will be slow."""
    from gridcase_streams.broker import Broker
    from gridcase_streams.client_options import missing_c_libraries

    if missing := missing_c_libraries():
        note(f"without {' and '.join(missing)} Kafka is several times slower: pip install 'gridcase[kafka]'")
    with locating_errors(session):
        broker = Broker(settings_of(session))
    with broker:
        yield broker


@contextmanager
def open_broker_for_check(session: Session) -> Iterator["Broker"]:
    """The broker, for whoever waits no longer than ``CHECK_TIMEOUT_SECONDS``."""
    from gridcase_streams.broker import Broker

    settings = settings_of(session)
    timeout_seconds = min(settings.streams.timeout_seconds, CHECK_TIMEOUT_SECONDS)
    streams = structs.replace(settings.streams, timeout_seconds=timeout_seconds)
    with locating_errors(session):
        broker = Broker(structs.replace(settings, streams=streams))
    with broker:
        yield broker
