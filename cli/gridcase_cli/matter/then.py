"""A matter as it was, or as it was known, at a time."""

from datetime import datetime
from typing import NamedTuple, cast

from gridcase.envelope import Recorded
from gridcase.errors import UnknownMatter
from gridcase.matters.events import MatterEvent
from gridcase_cli.session import Session


class HistoryThen(NamedTuple):
    """What had happened to a matter at a time, and the time."""

    matter_id: str
    recorded: list[Recorded]
    at: datetime

    @property
    def events(self) -> list[MatterEvent]:
        return [cast(MatterEvent, recorded.event) for recorded in self.recorded]


def history_then(session: Session, matter: str, as_of: str, as_known: str) -> HistoryThen:
    """What had happened as of a time, as far as the store had been told; now and all, where nothing is written.

    Raises ``UnknownMatter`` where there was no such matter then.
    """
    matter_id, moment = session.find(matter), session.moment_of(as_of)
    recorded = session.matters.history(matter_id)
    if moment:
        recorded = [one for one in recorded if one.event.at <= moment]
    if as_known:
        known = session.read_time(as_known, "--as-known")
        recorded = [one for one in recorded if one.envelope.recorded_at <= known]
    if not recorded:
        raise UnknownMatter(matter_id)
    return HistoryThen(matter_id, recorded, moment or session.at)
