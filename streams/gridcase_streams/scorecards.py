"""Scorecards for other platforms: the latest of each responsible body and period, on a compacted topic."""

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from gridcase.bodies import Body
from gridcase_streams.broker import Broker
from gridcase_streams.cloud_events import CloudEvent, ZonedTime, attribute_value, headers_of, timestamp
from gridcase_streams.topics import SCORECARDS_TOPIC, require_topics

DecimalText = Annotated[str, Meta(pattern=r"^[0-9]+(\.[0-9]+)?$")]
"""A number as text, which nobody rounds on the way."""


class MetricScore(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a department does by one metric. ``measure`` is share, mean, median, p90 or count; others may be added.

    ``value`` is what is published, rounded half up: a share is numerator / denominator to four places, a mean to two; a
    median, a p90 and a count are their numerator. It is absent where nothing counts. ``hundredths`` says that the
    numerator counts in these. ``version`` changes with what the metric means. Between ``low`` and ``high`` a share lies
    in 95 of 100 cases (Wilson).
    """

    metric: str
    version: int
    measure: str
    numerator: int
    denominator: int
    hundredths: bool = False
    value: DecimalText | None = None
    low: DecimalText | None = None
    high: DecimalText | None = None


class CompositeScore(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Several metrics weighed together: ``score`` is from 0 to 100 to two places, and has a grade and a place.

    It has none where no part says anything, or ``too_few`` cases do. The place is one of the bodies of its ``group``.
    ``vetoes`` name what put it into the last grade whatever its score.
    """

    preset: str
    score: DecimalText | None = None
    grade: str = ""
    place: int | None = None
    vetoes: tuple[str, ...] = ()
    group: str = ""
    too_few: bool = False


class ScorecardPublished(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="scorecard-published"):
    """How a responsible body scores in [``begins``, ``ends``), by what had happened by ``as_of``.

    ``period`` is what these bounds are called, if they are a period of the calendar. ``preset`` is the composite
    by which the city ranks whom it scores.
    """

    department: Body
    begins: ZonedTime
    ends: ZonedTime
    as_of: ZonedTime
    period: str = ""
    preset: str = ""
    composites: tuple[CompositeScore, ...] = ()
    scores: tuple[MetricScore, ...] = ()


SCORECARD_TAG = "scorecard-published"


def scorecard_key(card: ScorecardPublished) -> str:
    """What is kept the latest of: ``chengguan/2026-01-01T00:00:00Z/2026-04-01T00:00:00Z``."""
    return f"{card.department}/{timestamp(card.begins)}/{timestamp(card.ends)}"


def publish_scorecards(broker: Broker, cards: Sequence[ScorecardPublished], *, rehearsal: bool) -> None:
    """Put the scorecards on their topic; those of a rehearsal say so.

    Raises ``BrokerUnavailable``, ``TopicMissing``, ``NotAllowed``.
    """
    streams = broker.settings.streams
    [topic] = require_topics(broker, [streams.topic(SCORECARDS_TOPIC)])
    with closing(broker.producer()) as producer:
        for card in cards:
            event = scorecard_event(card, streams.source, rehearsal=rehearsal)
            producer.send(topic, scorecard_key(card).encode(), event.data, headers_of(event))
        producer.flush()


def scorecard_event(card: ScorecardPublished, source: str, *, rehearsal: bool) -> CloudEvent:
    marks = {"rehearsal": "true"} if rehearsal else {}
    return CloudEvent(
        id=attribute_value(f"{scorecard_key(card)}@{timestamp(card.as_of)}"),
        source=source,
        type=f"gridcase.{SCORECARD_TAG}.v1",
        subject=attribute_value(card.department),
        time=card.as_of,
        dataschema=f"urn:gridcase:schema:{SCORECARD_TAG}:v1",
        extensions={"partitionkey": attribute_value(scorecard_key(card)), **marks},
        data=msgspec.json.encode(card),
    )
