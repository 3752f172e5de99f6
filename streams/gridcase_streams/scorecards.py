"""Scorecards for other platforms: the latest of each department and period, on a compacted topic."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gridcase_streams.broker import Broker
from gridcase_streams.envelope import CloudEvent, clean, headers_of, timestamp
from gridcase_streams.topics import SCORECARDS

Moment = Annotated[datetime, Meta(tz=True)]
Share = Annotated[str, Meta(pattern=r"^[01]\.[0-9]{4}$")]


class MetricScore(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``value`` is numerator / denominator to four places, as text that nobody rounds; absent if nothing counts."""

    metric: str
    numerator: int
    denominator: int
    value: Share | None = None


class ScorecardPublished(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="scorecard-published"):
    """How a department scores on what fell due in [``begins``, ``ends``), by what had happened by ``as_of``."""

    department: str
    begins: Moment
    ends: Moment
    as_of: Moment
    scores: tuple[MetricScore, ...]


SCORECARD_TAG = "scorecard-published"


def key_of(card: ScorecardPublished) -> str:
    """What is kept the latest of: ``chengguan/2026-01-01T00:00:00Z/2026-04-01T00:00:00Z``."""
    return f"{card.department}/{timestamp(card.begins)}/{timestamp(card.ends)}"


def publish_scorecards(broker: Broker, cards: Sequence[ScorecardPublished]) -> None:
    """Put the scorecards on their topic. Raises ``BrokerUnavailable``, ``TopicMissing``, ``NotAllowed``."""
    streams = broker.settings.streams
    sending = broker.sending()
    try:
        for card in cards:
            event = event_of(card, streams.source)
            sending.send(streams.topic(SCORECARDS), key_of(card).encode(), event.data, headers_of(event))
        sending.flush()
    finally:
        sending.close()


def event_of(card: ScorecardPublished, source: str) -> CloudEvent:
    return CloudEvent(
        id=clean(f"{key_of(card)}@{timestamp(card.as_of)}"),
        source=source,
        type=f"gridcase.{SCORECARD_TAG}.v1",
        subject=clean(card.department),
        time=card.as_of,
        dataschema=f"urn:gridcase:schema:{SCORECARD_TAG}:v1",
        extensions={"partitionkey": clean(key_of(card))},
        data=msgspec.json.encode(card),
    )
