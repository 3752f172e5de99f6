"""A month of the invented city: people act, the loop looks at its clock, and everything goes through the engine."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush

from msgspec import Struct

from gridcase.bodies import Body, unit_of_body
from gridcase.demo.next_actions import next_action, whose_turn
from gridcase.demo.people import People
from gridcase.demo.reports import Report
from gridcase.demo.simulated_matter import SimulatedMatter
from gridcase.engine import Engine
from gridcase.errors import Refused
from gridcase.loop.runner import Watch, tick
from gridcase.matters import rules
from gridcase.matters.commands import MatterCommand
from gridcase.matters.state import Handling

LOOP_INTERVAL = timedelta(minutes=10)
"""How often the loop looks at the clock."""


class SimulatedClock(Struct):
    """The simulated time."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


class Month:
    """Everybody's next action in the order of time. Between two looks of the loop, people act; then the loop does."""

    def __init__(self, engine: Engine, watch: Watch, clock: SimulatedClock, people: People) -> None:
        self.refused: Counter[str] = Counter()
        self._engine = engine
        self._watch = watch
        self._clock = clock
        self._people = people
        self._matters: dict[str, SimulatedMatter] = {}
        self._turns: dict[str, Hashable] = {}
        self._queue: list[tuple[datetime, int, MatterCommand]] = []
        self._newest: dict[str, int] = {}
        self._number = 0

    def run(self, reports: Iterable[Report], until: datetime, day_over: Callable[[date], None]) -> None:
        """From the clock's time until another; ``day_over`` is called with each day of the city that is."""
        for report in reports:
            matter_id = report.command.matter_id
            self._matters[matter_id] = SimulatedMatter(
                matter_id=matter_id, nature=report.nature, people=self._people, policy=self._engine.policy
            )
            self._schedule(report.command)
        look = self._clock.now
        while look < until:
            look += LOOP_INTERVAL
            self._act_until(look)
            self._clock.now = look
            for outcome in tick(self._watch, self._engine, look):
                self._plan_next(outcome.matter_id)
            local = look.astimezone(self._engine.policy.time.zone)
            if local.time() == time():
                day_over(local.date() - timedelta(days=1))

    def with_units(self) -> Iterator[tuple[str, Body]]:
        """The matters that units are handling, each with its host."""
        for matter_id in self._matters:
            state = self._engine.matters.get(matter_id).state
            if isinstance(state, Handling) and unit_of_body(state.round.host):
                yield matter_id, state.round.host

    def _act_until(self, look: datetime) -> None:
        while self._queue and self._queue[0][0] < look:
            when, number, command = heappop(self._queue)
            if self._newest[command.matter_id] == number:
                self._clock.now = when
                self._act(command)

    def _act(self, command: MatterCommand) -> None:
        try:
            self._engine.execute(command)
        except Refused as refused:
            if refused.rule is not rules.MASTER_NOT_OPEN:
                raise
            self.refused[refused.rule.code] += 1
            self._matters[command.matter_id].nature.duplicate_of = ""
        self._turns.pop(command.matter_id, None)
        self._plan_next(command.matter_id)

    def _plan_next(self, matter_id: str) -> None:
        """What somebody will do next, unless it is still their turn to do what they meant to."""
        state = self._engine.matters.get(matter_id).state
        if self._turns.get(matter_id) == whose_turn(state):
            return
        self._turns[matter_id] = whose_turn(state)
        command = next_action(self._matters[matter_id], state, self._clock.now)
        if command:
            self._schedule(command)
        else:
            self._newest[matter_id] = 0

    def _schedule(self, command: MatterCommand) -> None:
        self._number += 1
        self._newest[command.matter_id] = self._number
        heappush(self._queue, (command.at, self._number, command))
