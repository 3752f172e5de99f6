"""Histories to project: random ones that the engine itself allowed, and stores that hold them."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from gridcase.actors import Actor, Role
from gridcase.envelope import CityEvent, Envelope
from gridcase.errors import Refused
from gridcase.ids import matter_stream
from gridcase.matters.commands import CoHandlerAsked, MatterCommand
from gridcase.matters.decide import decide
from gridcase.matters.events import MatterEvent, ReworkCause, Satisfaction
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy
from gridcase.matters.state import MatterState, Unreported
from gridcase.registry import events as r
from gridcase.registry.events import RegistryEvent
from gridcase.registry.records import Department, ManagementList, Member, Unit
from gridcase.store.codec import Codec
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore, NewEvent
from gridcase.tags import tag_of
from gridcase.testing import cast, script
from gridcase.testing.cast import SmallCity
from gridcase.testing.scenario import given

MASTER = "M260302-MASTER"

LINES = [
    *(script.add_evidence, script.confirm, script.classify, script.decline, script.resolve, script.review),
    *(script.divert, script.accept, script.ask_return, script.decide_return, script.dispute, script.rule),
    *(script.escalate, script.ask_extension, script.decide_extension, script.ask_suspension),
    *(script.decide_suspension, script.resume, script.urge, script.supervise, script.handle, script.verify),
    *(script.rework, script.ask_feedback, script.feedback, script.evaluate, script.close, script.reopen),
    *(script.merge, script.unmerge, script.void, script.appeal, script.decide_appeal),
]

SELDOM = {
    **dict.fromkeys([script.urge, script.supervise, script.add_evidence, script.confirm, script.escalate], 0.1),
    **dict.fromkeys([script.appeal, script.resolve, script.merge, script.rework, script.reopen], 0.2),
    **dict.fromkeys([script.decline, script.void], 0.03),
}
"""What would crowd out the rest, or end a history too soon, is said now and then only."""


def waited_for_a_co_handler(matter_id: str) -> list[MatterEvent]:
    """What seldom happens by chance: a round that came late only through a co-handler, and what the reporter says."""
    about = {"matter_id": matter_id}
    jointly = script.divert(co_handlers=(CoHandlerAsked(department="huanbao", limit="2 working hours"),), **about)
    late = (script.co_handle(at="Tue 16:00", **about), script.handle(at="Tue 16:30", **about))
    answered = (script.verify(at="Tue 17:00", **about), script.feedback(at="Wed 10:00", **about))
    begun = (script.report(**about), script.classify(**about))
    return list(given(*begun, jointly, *late, *answered, policy=cast.policy(SmallCity())).events)


HOST = {member.department: member for member in (cast.WU, cast.ZHENG, cast.FENG)}


def random_history(seed: int, matter_id: str, length: int = 20) -> list[tuple[MatterEvent, MatterState]]:
    """What could happen to a matter, up to so many events, each with the state after it."""
    chance = random.Random(seed)
    policy = cast.policy(SmallCity({MASTER: "handling"}))
    at = cast.at("Mon 09:00") + timedelta(minutes=chance.randrange(10_000))
    state: MatterState = Unreported()
    commands = [replace(script.report(matter_id=matter_id), at=at)]
    history: list[tuple[MatterEvent, MatterState]] = []
    while commands and len(history) < length:
        for event in decide(commands[0], state, policy):
            state = evolve(state, event)
            history.append((event, state))
        at += timedelta(minutes=chance.choice([0, 1, 30, 240, 1500, 6000]))
        commands = next_words(chance, matter_id, at, state, policy)
    return history


def next_words(
    chance: random.Random, matter_id: str, at: datetime, state: MatterState, policy: Policy
) -> list[MatterCommand]:
    """A command that leads to something now, if there is one."""
    host = getattr(getattr(state, "round", None), "host", "chengguan")
    for line in chance.sample(LINES, len(LINES)):
        if chance.random() > SELDOM.get(line, 1):
            continue
        command = vary(chance, replace(line(matter_id=matter_id), at=at), HOST.get(host, cast.WU))
        try:
            if decide(command, state, policy):
                return [command]
        except Refused:
            continue
    return []


def vary(chance: random.Random, command: MatterCommand, host: Actor) -> MatterCommand:
    """The command as others might have said it."""
    fields = command.__struct_fields__
    changes = {
        "granted": chance.random() < 0.6,
        "accepted": chance.random() < 0.5,
        "upheld": chance.random() < 0.7,
        "contacted": chance.random() < 0.8,
        "solved": chance.random() < 0.7,
        "satisfaction": chance.choice([*Satisfaction][:5]),
        "cause": chance.choice([*ReworkCause]),
        "ruled_host": chance.choice(cast.DEPARTMENTS),
        "metrics": tuple(chance.sample(("on-time-handling", "handling", "rework"), 2)),
        "supervision": chance.randrange(1, 4),
    }
    if command.actor == cast.WU:
        changes["actor"] = host
    if "host" in fields and "limit" in fields:
        changes |= {"host": chance.choice(cast.DEPARTMENTS)}
    if "appeal" in fields:
        changes["actor"] = chance.choice([cast.HAN, cast.YANG])
    return replace(command, **{name: value for name, value in changes.items() if name in (*fields, "actor")})


def encoded(stream: str, events: Iterable[CityEvent], *, recorded: timedelta = timedelta(seconds=1)) -> list[NewEvent]:
    """Events of one stream as a store is given them, recorded so much later than they were received."""
    codec = Codec()
    return [
        codec.new_event(stream, version, Envelope(event=event, recorded_at=event.at + recorded))
        for version, event in enumerate(events, 1)
    ]


def matter(events: Sequence[MatterEvent], **options: timedelta) -> list[NewEvent]:
    return encoded(matter_stream(events[0].matter_id), events, **options)


def store_of(histories: Iterable[Sequence[NewEvent]], chance: random.Random | None = None) -> EventStore:
    """A store in which the histories happened one after the other, or all at once as ``chance`` has it."""
    store = MemoryStore()
    left = [list(history) for history in histories]
    while left:
        history = chance.choice(left) if chance else left[0]
        taken = [history.pop(0)] if chance else [history.pop(0) for _ in range(len(history))]
        store.append(taken)
        left = [history for history in left if history]
    return store


def small_city() -> list[list[NewEvent]]:
    """The register of the small city, each record as its own stream."""
    about = {"at": cast.at("Mon 08:00"), "by": cast.member("registrar", Role.REGISTRAR)}
    parents = dict(zip(cast.UNITS, ("", "weibin", "xiangyang", "xiangyang"), strict=True))
    changes: list[RegistryEvent] = [
        *(
            r.UnitRegistered(**about, record=Unit(code=code, name=f"the grid {code}", level="grid", parent=parent))
            for code, parent in parents.items()
        ),
        *(
            r.DepartmentRegistered(**about, record=Department(code=code, name=f"the bureau {code}", group="municipal"))
            for code in cast.DEPARTMENTS
        ),
        *(r.ClassRegistered(**about, record=matter_class) for matter_class in cast.CLASSES.values()),
        *(r.MicroGridRegistered(**about, record=micro_grid) for micro_grid in cast.MICRO_GRIDS.values()),
        r.ListRegistered(**about, record=ManagementList(code="environment", name="环境清单")),
        *(
            r.MemberRegistered(
                **about,
                record=Member(
                    code=actor.member,
                    name=f"CANARY {actor.member}",
                    role=actor.role,
                    unit=actor.unit,
                    department=actor.department,
                ),
            )
            for actor in cast.EVERYBODY
        ),
    ]
    return [encoded(f"{tag_of(change).rpartition('-')[0]}:{change.record.code}", [change]) for change in changes]
