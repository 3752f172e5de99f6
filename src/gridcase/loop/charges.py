"""Charges that follow from what somebody stated of matters, proposed to the assessments of the units where it was.

A person decides. Nothing is kept between runs: what is to be proposed follows from the matters, and each proposal has a
command id of its own, so a restart, or a second loop, repeats nothing.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from msgspec import Struct

from gridcase.actors import THE_LOOP, Role
from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments.commands import ProposeCharge
from gridcase.assessments.pack import Fact, FactRule
from gridcase.assessments.state import Assessment
from gridcase.engine import Engine
from gridcase.envelope import CityEvent, Recorded
from gridcase.errors import UnreadableEvent
from gridcase.feed import SCAN_BATCH
from gridcase.ids import is_matter, stream_key
from gridcase.loop.runner import give, was_early
from gridcase.matters import events as e
from gridcase.matters.policy import Policy
from gridcase.periods import periods_around
from gridcase.set_aside import SetAside
from gridcase.store.codec import Codec
from gridcase.store.port import EventStore, StoredEvent
from gridcase.submissions import Outcome, Submission, Timing

SEVERITIES = list(e.Severity)
OPENED_TAG = "assessment-opened"
CHARGEABLE_TAGS = frozenset(
    {"report-confirmed", "handling-reported", "feedback-recorded", "petition-recorded", "case-recorded"}
)
"""The events that a charge can begin with."""

HARMFUL = {e.Harm.CASUALTIES: Fact.CASUALTIES, e.Harm.LOSS: Fact.LOSS}


class Chargeable(Struct, frozen=True, kw_only=True):
    """Something that a unit may be charged with, or gain by; ``cause`` is the id of the event that states it.

    A petition went to a ``level``; what was found early was found by a member of the unit ``finder``.
    """

    fact: Fact
    matter_id: str
    unit: str
    list_code: str
    class_code: str
    severity: e.Severity
    at: datetime
    cause: str
    level: str = ""
    finder: str = ""


class Filing(Struct, frozen=True, kw_only=True):
    """What a matter was filed as: by its classification, or by whoever resolved it on the spot."""

    unit: str
    list_code: str
    class_code: str
    severity: e.Severity = e.Severity.ORDINARY

    @classmethod
    def on_the_spot(cls, event: e.MatterResolvedOnTheSpot, policy: Policy) -> "Filing":
        known = policy.directory.matter_class(event.class_code)
        return cls(unit=event.unit, list_code=known.list_code if known else "", class_code=event.class_code)


def chargeables(matter_id: str, history: Iterable[Recorded], policy: Policy) -> list[Chargeable]:
    """What a matter's unit may be charged with. A duplicate, and what was voided, is charged to nobody."""
    filed: Filing | None = None
    stated: list[tuple[Fact, Recorded]] = []
    finding, closed, solved = Finding(), False, True
    for recorded in history:
        event = recorded.event
        match event:
            case e.MatterClassified():
                filed = Filing(
                    unit=event.unit,
                    list_code=event.list_code,
                    class_code=event.class_code,
                    severity=event.severity,
                )
            case e.MatterResolvedOnTheSpot():
                filed = Filing.on_the_spot(event, policy)
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
        finding = finding.after(event)
        facts = facts_of(event, unresolved=closed and not solved, early=finding.confirmed)
        stated += [(fact, recorded) for fact in facts]
    if filed is None:
        return []
    harmful = any(fact in HARMFUL.values() for fact, _ in stated)
    return [
        Chargeable(
            fact=fact,
            matter_id=matter_id,
            unit=filed.unit,
            list_code=filed.list_code,
            class_code=filed.class_code,
            severity=filed.severity,
            at=recorded.happened_at,
            cause=recorded.event_id,
            level=recorded.event.level if isinstance(recorded.event, e.PetitionRecorded) else "",
            finder=finding.unit,
        )
        for fact, recorded in stated
        if not (fact is Fact.FOUND_EARLY and harmful)
    ]


class Finding(Struct, frozen=True):
    """Which grid member found a matter on patrol, of which unit; ``confirmed`` once somebody else saw it there."""

    member: str = ""
    unit: str = ""
    confirmed: bool = False

    def after(self, event: CityEvent) -> "Finding":
        match event:
            case e.MatterReported(channel=e.Channel.PATROL, by=by) if by.role is Role.GRID_MEMBER:
                return Finding(by.member, by.unit)
            case e.ReportConfirmed(by=by):
                return Finding(self.member, self.unit, event.found and self.member not in ("", by.member))
            case _:
                return self


def facts_of(event: CityEvent, *, unresolved: bool, early: bool) -> Iterator[Fact]:
    """What an event states that somebody may be charged with, or gain by."""
    match event:
        case e.HandlingReported(harm=e.Harm.NONE) if early:
            yield Fact.FOUND_EARLY
        case e.HandlingReported() if event.harm in HARMFUL:
            yield HARMFUL[event.harm]
        case e.PetitionRecorded():
            yield Fact.PETITION
        case e.CaseRecorded():
            if event.kind is e.CaseKind.CRIMINAL:
                yield Fact.CRIMINAL_CASE
            if event.major:
                yield Fact.MAJOR_CASE
        case e.MatterClosed() | e.FeedbackRecorded() if unresolved:
            yield Fact.UNRESOLVED
        case _:
            return


def begins_a_charge(event: CityEvent) -> bool:
    """Whether an event alone makes its matter one to look at."""
    match event:
        case e.ReportConfirmed():
            return event.found
        case e.HandlingReported():
            return event.harm in HARMFUL
        case e.FeedbackRecorded():
            return event.contacted and not event.solved
        case _:
            return isinstance(event, e.PetitionRecorded | e.CaseRecorded)


def applies(rule: FactRule, thing: Chargeable, unit: str, policy: Policy) -> bool:
    """Whether the rule holds for what was stated, of the unit that is assessed."""
    named = not (rule.lists or rule.classes) or thing.list_code in rule.lists or thing.class_code in rule.classes
    severe = SEVERITIES.index(thing.severity) >= SEVERITIES.index(rule.severity)
    return rule.on is thing.fact and named and severe and concerns(thing, unit, policy)


def concerns(thing: Chargeable, unit: str, policy: Policy) -> bool:
    """A petition concerns the units that it went over; what was found early, those whose own member found it."""
    match thing.fact:
        case Fact.PETITION:
            return policy.is_above(thing.level, unit)
        case Fact.FOUND_EARLY:
            return unit in policy.chain(thing.finder)
        case _:
            return True


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
                self._known[matter_id] = chargeables(
                    matter_id, self._engine.matters.history(matter_id), self._engine.policy
                )
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
                    policy = self._engine.policy
                    rules = (rule for rule in state.pack.rules if applies(rule, thing, state.unit, policy))
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


def proposal(thing: Chargeable, name: str, state: Assessment, rule: FactRule, at: datetime) -> Submission:
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
