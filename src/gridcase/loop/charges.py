"""Charges that follow from matters, proposed to the assessments of the units where they happened; a person decides.

Nothing is kept between runs: what is to be proposed follows from the matters, and each proposal has a command id of its
own, so a restart, or a second loop, repeats nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from gridcase.actors import THE_LOOP
from gridcase.assessments.commands import ProposeCharge
from gridcase.assessments.pack import GRAVE, ChargeRule, Occasion
from gridcase.assessments.periods import periods_of
from gridcase.assessments.state import Assessment
from gridcase.engine import Engine, Outcome, Submission
from gridcase.envelope import CityEvent, Recorded
from gridcase.matters import events as e
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore

BATCH = 50_000
"""Events read from the store at once."""

SEVERITIES = list(e.Severity)
MATTER, ASSESSMENT = "matter:", "assessment:"
TELLING = frozenset({"matter-classified", "matter-escalated", "feedback-recorded"})
"""The events that a charge can begin with."""


class Happened(Struct, frozen=True, kw_only=True):
    """Something that a unit may be charged with; ``cause`` is the id of the event."""

    occasion: Occasion
    matter_id: str
    unit: str
    list_code: str
    class_code: str
    severity: e.Severity
    at: datetime
    cause: str


def happened(history: Iterable[Recorded]) -> list[Happened]:
    """What a matter's unit may be charged with. A duplicate, and what was voided, is charged to nobody."""
    found: list[Happened] = []
    filed: e.MatterClassified | None = None
    closed, solved = False, True
    for recorded in history:
        event = recorded.event
        match event:
            case e.MatterClassified():
                filed = event
            case e.FeedbackRecorded(contacted=True):
                solved = event.solved
            case e.MatterClosed():
                closed = True
            case e.MatterReopened():
                closed, solved = False, True
            case e.MatterMerged() | e.MatterVoided():
                return []
            case _:
                pass
        occasion = occasion_of(event, unresolved=closed and not solved)
        if filed and occasion:
            found.append(
                Happened(
                    occasion=occasion,
                    matter_id=filed.matter_id,
                    unit=filed.unit,
                    list_code=filed.list_code,
                    class_code=filed.class_code,
                    severity=filed.severity,
                    at=event.at,
                    cause=recorded.event_id,
                )
            )
    return found


def occasion_of(event: CityEvent, *, unresolved: bool) -> Occasion | None:
    match event:
        case e.MatterClassified() if event.severity in GRAVE:
            return Occasion.FILED
        case e.MatterEscalated():
            return Occasion.ESCALATED
        case e.MatterClosed() | e.FeedbackRecorded() if unresolved:
            return Occasion.UNRESOLVED
        case _:
            return None


def charged(event: CityEvent) -> bool:
    """Whether an event alone makes its matter one to look at."""
    match event:
        case e.MatterClassified():
            return event.severity in GRAVE
        case e.FeedbackRecorded():
            return event.contacted and not event.solved
        case _:
            return isinstance(event, e.MatterEscalated)


def applies(rule: ChargeRule, thing: Happened) -> bool:
    named = not (rule.lists or rule.classes) or thing.list_code in rule.lists or thing.class_code in rule.classes
    severe = SEVERITIES.index(thing.severity) >= SEVERITIES.index(rule.severity)
    return rule.on is thing.occasion and named and severe


class Charges:
    """Follows the store, and remembers the few matters that something chargeable happened to."""

    def __init__(self, store: EventStore, codec: Codec, engine: Engine) -> None:
        self._store = store
        self._codec = codec
        self._engine = engine
        self._position = 0
        self._known: dict[str, list[Happened]] = {}

    def catch_up(self, at: datetime) -> list[Outcome]:
        """Propose everything that follows from what is new, and return what was proposed.

        New are matters with new events, and assessments opened since; these may be of a time long past.
        """
        touched: set[str] = set()
        opened: set[str] = set()
        while events := self._store.read(self._position, BATCH):
            for stored in events:
                name = stored.stream.partition(":")[2]
                if stored.tag == "assessment-opened":
                    opened.add(name)
                elif stored.stream.startswith(MATTER) and (
                    name in self._known or (stored.tag in TELLING and charged(self._codec.decode(stored).event))
                ):
                    touched.add(name)
            self._position = events[-1].position
        for matter_id in touched:
            self._known[matter_id] = happened(self._engine.matters.history(matter_id))
        found = (thing for matter_id in sorted(touched) for thing in self._known[matter_id])
        late = (thing for things in self._known.values() for thing in things) if opened else ()
        submissions = {
            said.command_id: said
            for things, only in ((found, None), (late, opened))
            for thing in things
            for said in self._proposals(thing, at, only)
        }
        outcomes = self._engine.execute_all(list(submissions.values()))
        return [
            outcome for outcome in outcomes if isinstance(outcome, Outcome) and outcome.events and not outcome.repeated
        ]

    def _proposals(self, thing: Happened, at: datetime, only: set[str] | None) -> Iterator[Submission]:
        """What the thing leads to in the open assessments of its unit and the units above, in its time."""
        policy = self._engine.policy
        for unit in policy.chain(thing.unit):
            for period in periods_of(thing.at, policy.time.zone):
                name = f"{unit}:{period}"
                state = self._engine.assessments.get(name).state if only is None or name in only else None
                if not isinstance(state, Assessment) or state.closed:
                    continue
                for rule in state.pack.charges:
                    if applies(rule, thing):
                        command = ProposeCharge(
                            unit=unit,
                            period=period,
                            at=max(at, state.last_at),
                            actor=THE_LOOP,
                            code=rule.code,
                            matter_id=thing.matter_id,
                            cause=thing.cause,
                        )
                        yield Submission(command=command, command_id=f"charge/{name}/{thing.cause}/{rule.code}")
