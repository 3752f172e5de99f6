"""A city in which a great deal happens, told to the read models and to the plain count."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from gridcase.ids import patrol_key, patrol_stream
from gridcase.matters.events import MatterEvent
from gridcase.periods import Window
from gridcase.registry.events import UnitRegistered
from gridcase.registry.records import Unit
from gridcase.testing import cast, patrolling, scenario
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.catalogue import METRICS
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.scores import score
from gridcase_projections.runner import Projector
from tests.support.compliance import ABOUT, KNOWN
from tests.support.histories import encoded, matter, random_history, small_city, store_of, waited_for_a_co_handler
from tests.support.lives import lived
from tests.support.plain.scores import PlainCity, plain_score

MATTERS = 24
SHEDS = ("shed-1", "shed-2", "shed-3")
"""Places in the grid that is patrolled."""
RECORDED = timedelta(seconds=1)
"""How long after it is received an event is recorded in these histories."""


class LivedCity:
    """A city in which a great deal happens, told to both."""

    def __init__(self, seed: int, directory: Path) -> None:
        chance = random.Random(seed)
        histories: dict[str, list[MatterEvent]] = {}
        for number in range(MATTERS):
            matter_id = f"M{number}"
            some = lived(chance.randrange(2**32), matter_id) if number % 2 else acted(chance, matter_id)
            if some:
                histories[matter_id] = some
        histories["M-waited"] = waited_for_a_co_handler("M-waited")
        missed = [name for name in histories if chance.random() < 0.3]
        noted = [patrolling.note_miss(matter_id=name) for name in missed]
        looked = [patrolling.inspect(place=place) for place in SHEDS if chance.random() < 0.5]
        patrol = scenario.given(patrolling.start(), *looked, *noted, policy=KNOWN_ALL).events
        self.city = PlainCity(histories, patrol, {cast.LI.unit: SHEDS})
        streams = [matter(events) for events in histories.values()]
        day = encoded(patrol_stream(patrol_key(cast.LI.member, patrolling.start().date)), patrol)
        sheds = [
            encoded(
                f"unit:{code}",
                [UnitRegistered(**ABOUT, record=Unit(code=code, name=code, level="place", parent=cast.LI.unit))],
            )
            for code in SHEDS
        ]
        Projector(directory, store_of([*small_city(), *sheds, *streams, day], chance)).catch_up()
        self.directory = directory
        events = [event for happened in histories.values() for event in happened]
        moments = sorted({time for event in events for time in (event.at, *dues(event))})
        self.moments = [*moments, moments[-1] + timedelta(days=20)]
        first, last = self.moments[0] - timedelta(days=1), self.moments[-1]  # the patrol began before any report
        self.whole = Window(start=first, end=last, as_of=last)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with snapshot(self.directory) as connection:
            yield connection

    def differs(self, connection: Connection, name: str, question: Question) -> list[str]:
        fast = {one.key: (one.numerator, one.denominator) for one in score(connection, name, question)}
        slow = plain_score(self.known(question.window.as_known), METRICS[name], question)
        return [] if fast == slow else [f"{name} {question}: {fast}, by hand {slow}"]

    def known(self, as_known: datetime | None) -> PlainCity:
        """What had been recorded by then."""
        if as_known is None:
            return self.city
        return self.city.at(as_known - RECORDED)


def dues(event: MatterEvent) -> list[datetime]:
    """The deadlines that the event sets."""
    names = ("due", "due_accept", "due_close", "due_verify", "due_sign_in", "due_on_site")
    times = (getattr(one, name, None) for one in (event, *getattr(event, "called", ())) for name in names)
    return [due for due in times if due]


def acted(chance: random.Random, matter_id: str) -> list[MatterEvent]:
    return [event for event, _ in random_history(chance.randrange(2**32), matter_id, 30)]


class AllKnown(type(KNOWN.neighbours)):  # type: ignore[misc]
    """Neighbours to whom every matter is known."""

    def stage_of(self, matter_id: str) -> str:
        return "closed"

    def has_unit(self, code: str) -> bool:
        return code in SHEDS or super().has_unit(code)


KNOWN_ALL = cast.policy(AllKnown())
