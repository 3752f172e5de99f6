"""Writes docs/reference/rules.md and lifecycle.md from the code: run it when a rule or a command changes.

    uv run python tools/generate_matter_docs.py

What a command leads to is found by trying: every command, by everybody who may give it, on matters of every stage, and
again on what became of them.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Hashable, Iterator
from datetime import timedelta
from inspect import getdoc
from itertools import product
from pathlib import Path
from random import Random
from typing import get_args

from gridcase.actors import Role
from gridcase.aggregates import RULES as BY_CODE
from gridcase.errors import Refused
from gridcase.matters.commands import CloseMatter, MatterCommand
from gridcase.matters.decide import decide
from gridcase.matters.events import MatterEvent
from gridcase.matters.evolve import evolve
from gridcase.matters.permissions import MAY
from gridcase.matters.state import MatterState, Stage, Unreported
from gridcase.tags import tag_of
from gridcase.testing import cast
from gridcase.testing.lives import COMMANDS, CONTENT, MASTERS, anything, small_city, speakers

REFERENCE = Path(__file__).parents[1] / "docs/reference"
STAGES: tuple[type[MatterState], ...] = get_args(MatterState)
EVENTS: tuple[type[MatterEvent], ...] = get_args(MatterEvent)
OPEN, CLOSED = small_city(), cast.policy(cast.SmallCity(dict.fromkeys(MASTERS, "closed")))
"""A city in which masters are open to be merged into, and one in which they are closed, so that duplicates follow."""

SOON, LATE = timedelta(minutes=1), timedelta(days=10)

RULES = """\
# Rules

<!-- Written by tools/generate_matter_docs.py. -->

When gridcase says no, it names one of these rules, and nothing was written. The code is for machines and never changes
its meaning; the words are what a person is told, followed by what the matter at hand adds to them. The command line
prints them on one line and ends with exit code 3.

| code | in words |
|---|---|
"""

LIFECYCLE = """\
# The lifecycle of a matter

<!-- Written by tools/generate_matter_docs.py. -->

Why it is so: [the matter](../explanation/the-matter.md). What is refused, and why: [rules](rules.md).

## Stages

| stage | what it means | clocks that run |
|---|---|---|
"""

COMMANDS_HEAD = """
The clock of the whole, `close`, is set by the classification and counts from the report, or from the reopening of a
closed matter. It stands still where no clock runs.

## Commands

A command said again leads to nothing. In every stage that is not named here, it is refused.

| command | who may | in which stage | event |
|---|---|---|---|
"""


class Exploration:
    """What was found by trying: in which stages a command led to an event, and which clocks ran in a stage."""

    def __init__(self) -> None:
        self.stages: dict[tuple[type[MatterCommand], type[MatterEvent]], set[type[MatterState]]] = defaultdict(set)
        self.clocks: dict[type[MatterState], set[str]] = defaultdict(set)


def explore() -> Exploration:
    exploration = Exploration()
    tried: set[Hashable] = set()
    queue: deque[MatterState] = deque([Unreported()])
    random = Random(0)
    while queue:
        state = queue.popleft()
        exploration.clocks[type(state)] |= (
            {clock.step for clock in state.clocks()} if isinstance(state, Stage) else set()
        )
        for kind, event in attempts(state, random):
            exploration.stages[kind, type(event)].add(type(state))
            after = evolve(state, event)
            alike = (type(state), type(event), type(after), *traits(after))
            if alike not in tried:
                tried.add(alike)
                queue.append(after)
    return exploration


def traits(state: MatterState) -> tuple[bool, ...]:
    """What sets matters of one stage apart, as far as it opens or shuts a way."""
    if isinstance(state, Unreported):
        return ()
    matter = state.matter
    return bool(matter.hosts), bool(matter.due_close), bool(matter.level)


def attempts(state: MatterState, random: Random) -> Iterator[tuple[type[MatterCommand], MatterEvent]]:
    """Every command, by everybody who may give it, before deadlines and after them; and what it led to."""
    now = cast.at("Mon 09:00") if isinstance(state, Unreported) else state.matter.last_at
    for kind, pause in product(COMMANDS, (SOON, LATE)):
        city = CLOSED if kind is CloseMatter else OPEN
        for who in speakers(kind, state) * (3 if kind in CONTENT else 1):
            try:
                events = decide(anything(state, kind, who, now + pause, random.choice), state, city)
            except Refused:
                continue
            yield from ((kind, event) for event in events)


def rules() -> str:
    return RULES + "".join(f"| `{rule.code}` | {rule.words} |\n" for rule in BY_CODE.values())


def lifecycle() -> str:
    exploration = explore()
    return LIFECYCLE + "".join(stages(exploration)) + COMMANDS_HEAD + "".join(commands(exploration))


def stages(exploration: Exploration) -> Iterator[str]:
    for stage in STAGES:
        meaning, _, _ = (getdoc(stage) or "").partition("\n\n")
        clocks = ", ".join(sorted(exploration.clocks[stage])) or "none"
        yield f"| {stage.stage} | {' '.join(meaning.split())} | {clocks} |\n"


def commands(exploration: Exploration) -> Iterator[str]:
    for kind, event in product(COMMANDS, EVENTS):
        if (kind, event) in exploration.stages:
            who = ", ".join(role for role in Role if role in MAY[kind])
            yield f"| `{tag_of(kind)}` | {who} | {named(exploration.stages[kind, event])} | `{tag_of(event)}` |\n"


def named(stages: Collection[type[MatterState]]) -> str:
    """The stages, or what is missing from them where that is shorter."""
    missing = [stage.stage for stage in STAGES[1:] if stage not in stages]
    if len(missing) >= len(stages):
        return ", ".join(stage.stage for stage in STAGES if stage in stages)
    return f"any but {', '.join(missing)}" if missing else "any"


if __name__ == "__main__":
    (REFERENCE / "rules.md").write_text(rules(), encoding="utf-8")
    (REFERENCE / "lifecycle.md").write_text(lifecycle(), encoding="utf-8")
