"""Charges that follow from matters, proposed to the assessments of the units where they happened; a person decides.

Nothing is kept between runs: what is to be proposed follows from the matters, and each proposal has a command id of its
own, so a restart, or a second loop, repeats nothing.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from gridcase.actors import THE_LOOP
from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments.commands import ProposeCharge
from gridcase.assessments.pack import GRAVE, ChargeRule, Occasion
from gridcase.assessments.state import Assessment
from gridcase.engine import Engine
from gridcase.envelope import CityEvent, Recorded
from gridcase.errors import UnreadableEvent
from gridcase.feed import SCAN_BATCH
from gridcase.ids import is_matter, stream_key
from gridcase.loop.runner import give, was_early
from gridcase.matters import events as e
from gridcase.periods import periods_around
from gridcase.set_aside import SetAside
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, StoredEvent
from gridcase.submissions import Outcome, Submission, Timing

SEVERITIES = list(e.Severity)
OPENED_TAG = "assessment-opened"
CHARGEABLE_TAGS = frozenset({"matter-classified", "matter-escalated", "feedback-recorded"})
"""The events that a charge can begin with."""


class Chargeable(Struct, frozen=True, kw_only=True):
    """Something that a unit may be charged with; ``cause`` is the id of the event."""

    occasion: Occasion
    matter_id: str
    unit: str
    list_code: str
    class_code: str
    severity: e.Severity
    at: datetime
    cause: str


def chargeables(history: Iterable[Recorded]) -> list[Chargeable]:
    """What a matter's unit may be charged with. A duplicate, and what was voided, is charged to nobody."""
    charges: list[Chargeable] = []
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
            charges.append(
                Chargeable(
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
    return charges


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


def begins_a_charge(event: CityEvent) -> bool:
    """Whether an event alone makes its matter one to look at."""
    match event:
        case e.MatterClassified():
            return event.severity in GRAVE
        case e.FeedbackRecorded():
            return event.contacted and not event.solved
        case _:
            return isinstance(event, e.MatterEscalated)


def applies(rule: ChargeRule, thing: Chargeable) -> bool:
    named = not (rule.lists or rule.classes) or thing.list_code in rule.lists or thing.class_code in rule.classes
    severe = SEVERITIES.index(thing.severity) >= SEVERITIES.index(rule.severity)
    return rule.on is thing.occasion and named and severe


class Charges:
    """Follows the store, and remembers the few matters that something chargeable happened to."""

    def __init__(self, store: EventStore, codec: Codec, engine: Engine, set_aside: SetAside | None = None) -> None:
        self.set_aside = set_aside or SetAside()
        self._store = store
        self._codec = codec
        self._engine = engine
        self._position = 0
        self._known: dict[str, list[Chargeable]] = {}
        self._assessed: defaultdict[str, list[str]] = defaultdict(list)
        self._again: set[str] = set()

    def catch_up(self, at: datetime) -> list[Outcome]:
        """Propose everything that follows from what is new, and return what was proposed.

        New are matters with new events, and assessments opened since; these may be of a time long past. What could not
        be read, or not be proposed yet, is tried again.
        """
        touched, opened = self._news()
        touched |= self._again
        self._again = set(touched)
        for matter_id in touched:
            self._known[matter_id] = []
            with self.set_aside.catching():
                self._known[matter_id] = chargeables(self._engine.matters.history(matter_id))
                self._again.remove(matter_id)
        proposals = [*self._proposals(touched, at)]
        if opened:
            proposals += self._proposals(self._known, at, opened)
        once = {proposal.command_id: proposal for proposal in proposals}
        outcomes = give(self._engine, list(once.values()), self.set_aside)
        early = (proposal.command for proposal in once.values() if was_early(proposal))
        self._again |= {command.matter_id for command in early if isinstance(command, ProposeCharge)}
        return [done for done in outcomes if isinstance(done, Outcome) and done.events and not done.repeated]

    def _news(self) -> tuple[set[str], set[str]]:
        """The matters to look at, and the assessments opened, since the last time."""
        touched: set[str] = set()
        opened: set[str] = set()
        while events := self._store.read(self._position, SCAN_BATCH):
            for stored in events:
                name = stream_key(stored.stream)
                if stored.tag == OPENED_TAG:
                    opened.add(name)
                    self._assessed[of_a_period(name)].append(name)
                elif is_matter(stored.stream) and (name in self._known or self._may_begin_a_charge(stored)):
                    touched.add(name)
            self._position = events[-1].position
        return touched, opened

    def _may_begin_a_charge(self, stored: StoredEvent) -> bool:
        try:
            return stored.tag in CHARGEABLE_TAGS and begins_a_charge(self._codec.decode(stored).event)
        except UnreadableEvent as error:
            self.set_aside.add(error)
            return False

    def _proposals(
        self, matters: Iterable[str], at: datetime, only: Container[str] | None = None
    ) -> Iterator[Submission]:
        """What happened to the matters, as charges to the assessments that it falls to, or to these alone."""
        for matter_id in sorted(matters):
            for thing in self._known[matter_id]:
                for name, state in self._open_for(thing, only):
                    rules = (rule for rule in state.pack.charges if applies(rule, thing))
                    yield from (proposal(thing, name, state, rule, at) for rule in rules)

    def _open_for(self, thing: Chargeable, only: Container[str] | None) -> Iterator[tuple[str, Assessment]]:
        """The open assessments, by name, of its unit, and of the units above, in the periods in which it happened."""
        policy, assessments = self._engine.policy, self._engine.histories(ASSESSMENTS)
        for unit in policy.chain(thing.unit):
            for period in periods_around(thing.at, policy.time.zone):
                for name in self._assessed[f"{unit}:{period}"]:
                    if only is None or name in only:
                        with self.set_aside.catching():
                            state = assessments.get(name).state
                            if isinstance(state, Assessment) and not state.closed:
                                yield name, state


def of_a_period(name: str) -> str:
    """The unit and the period of an assessment's name."""
    return ":".join(name.split(":")[:2])


def proposal(thing: Chargeable, name: str, state: Assessment, rule: ChargeRule, at: datetime) -> Submission:
    command = ProposeCharge(
        unit=state.unit,
        period=state.period,
        pack_name=name.removeprefix(of_a_period(name)).removeprefix(":"),
        at=at,
        actor=THE_LOOP,
        code=rule.code,
        matter_id=thing.matter_id,
        cause=thing.cause,
    )
    return Submission(
        command=command,
        command_id=f"charge/{command.key}/{thing.cause}/{rule.code}",
        may_be_said_again=True,
        timing=Timing.OWED,
    )
