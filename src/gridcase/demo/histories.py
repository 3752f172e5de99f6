"""Plausible histories by the million, for benchmarks: what really went through the engine, told again.

Each retelling keeps the decisions and gives every matter another id and every time some weeks more. Events pass
through the codec; the engine, which would take longer, was asked once.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple, get_type_hints

from msgspec import structs

from gridcase.demo.simulation import month_in_memory
from gridcase.envelope import Envelope
from gridcase.ids import ALPHABET, matter_stream
from gridcase.matters.events import Event
from gridcase.store.codec import Codec
from gridcase.store.port import NewEvent

TRIPLETS = [first + second + third for first in ALPHABET for second in ALPHABET for third in ALPHABET]
DISTINCT_IDS = len(TRIPLETS) ** 2
"""So many matters have ids of their own."""

STRIDE = 611_953_291
"""Odd, so that numbers one after the other become ids that do not look alike, and no two the same."""


class SourceEvent(NamedTuple):
    """An event that is to be told again; ``matter`` numbers the matters by their reports, ``master`` likewise."""

    matter: int
    version: int
    envelope: Envelope
    master: int = -1


class Retelling(NamedTuple):
    """One retelling, of the first ``matters`` of all."""

    number: int
    matters: int
    shift: timedelta
    reported: Sequence[date]

    def matter_id(self, matter: int) -> str:
        number = (self.number * len(self.reported) + matter) * STRIDE % DISTINCT_IDS
        return f"M{in_digits(self.reported[matter] + self.shift)}-{TRIPLETS[number >> 15]}{TRIPLETS[number & 0x7FFF]}"

    def retold(self, source: SourceEvent, codec: Codec) -> NewEvent:
        """The event as it is stored this time."""
        matter_id = self.matter_id(source.matter)
        changes = shifted_times(source.envelope.event, self.shift)
        if reporter := getattr(source.envelope.event, "reporter", ""):
            changes["reporter"] = f"{reporter}-{self.number}"
        if source.master >= 0:
            changes["master"] = self.matter_id(source.master)
        envelope = Envelope(
            event=structs.replace(source.envelope.event, matter_id=matter_id, **changes),
            recorded_at=source.envelope.recorded_at + self.shift,
            command_id=f"{self.number:08x}{source.envelope.command_id[8:]}",
        )
        return codec.new_event(matter_stream(matter_id), source.version, envelope)


def histories(
    matters: int, seed: int = 1, *, weeks: int = 52, source: Iterable[tuple[int, Envelope]] | None = None
) -> Iterator[list[NewEvent]]:
    """The events of so many matters, reported over some ``weeks`` and a month: a list a day, in the order of time.

    ``source`` holds versions and envelopes in the order of a store; without one, a month of the small city is simulated
    first, which takes some seconds. The same arguments give the same bytes.
    """
    events_of_month = numbered(month_in_memory(seed) if source is None else source)
    reports = [one.envelope.event.at for one in events_of_month if one.version == 1]
    retellings = drawn_retellings(matters, [at.date() for at in reports], weeks, Random(seed))
    days = by_day(events_of_month, reports[0])
    codec = Codec()
    for day in range(max(days) + 7 * weeks):
        events = [
            (one.envelope.recorded_at + retelling.shift, retelling.retold(one, codec))
            for week, started in retellings.items()
            for one in days.get(day - 7 * week, ())
            for retelling in started
            if one.matter < retelling.matters
        ]
        if events:
            events.sort(key=lambda event: event[0])
            yield [event for _, event in events]


def numbered(events: Iterable[tuple[int, Envelope]]) -> list[SourceEvent]:
    """The events of matters, in order, their matters numbered by their reports."""
    numbers: dict[str, int] = {}
    numbered_events = []
    for version, envelope in events:
        event = envelope.event
        if isinstance(event, Event):
            matter = numbers.setdefault(event.matter_id, len(numbers))
            master = numbers.get(getattr(event, "master", ""), -1)
            numbered_events.append(SourceEvent(matter, version, envelope, master))
    return numbered_events


def drawn_retellings(matters: int, reported: Sequence[date], weeks: int, random: Random) -> dict[int, list[Retelling]]:
    """Retellings of all matters together, by the week in which they begin; the last tells what is still missing."""
    retellings = defaultdict(list)
    for number, first in enumerate(range(0, matters, len(reported))):
        week = random.randrange(weeks)
        here = min(len(reported), matters - first)
        retellings[week].append(Retelling(number, here, timedelta(weeks=week), reported))
    return retellings


def by_day(events: Iterable[SourceEvent], begin: datetime) -> dict[int, list[SourceEvent]]:
    """The events by the days that had passed when they were recorded."""
    days = defaultdict(list)
    for one in events:
        days[(one.envelope.recorded_at - begin).days].append(one)
    return days


def shifted_times(thing: Any, shift: timedelta) -> dict[str, Any]:
    """The fields of a struct that hold times, with ``shift`` added."""
    changes: dict[str, Any] = {}
    kind: Any = type(thing)
    for name in time_fields(kind):
        value = getattr(thing, name)
        if isinstance(value, datetime):
            changes[name] = value + shift
        elif value:
            changes[name] = tuple(structs.replace(part, **shifted_times(part, shift)) for part in value)
    return changes


@cache
def in_digits(day: date) -> str:
    """``260921``"""
    return f"{day:%y%m%d}"


@cache
def time_fields(kind: Any) -> tuple[str, ...]:
    """The names of a struct's fields that are times, or parts that have some."""
    hints = get_type_hints(kind)
    return tuple(name for name, hint in hints.items() if "datetime" in str(hint) or name in ("co_handlers", "called"))
