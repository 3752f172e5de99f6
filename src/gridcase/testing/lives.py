"""Random lives of matters in the small city: whoever may speak says whatever can be said, at any time.

``pick`` chooses one of several: ``random.Random(seed).choice`` here, a drawn choice in ``gridcase.testing.strategies``.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, get_args

from msgspec import Struct

from gridcase.actors import Actor, Role
from gridcase.errors import Refused
from gridcase.matters import commands as c
from gridcase.matters.decide import decide
from gridcase.matters.events import CaseKind, Channel, Harm, MatterEvent, ReworkCause, Satisfaction, Severity, Step
from gridcase.matters.evolve import evolve
from gridcase.matters.permissions import MAY, belongs
from gridcase.matters.policy import Policy
from gridcase.matters.state import AwaitingVerification, Handling, MatterState, Suspended, Unreported
from gridcase.testing import cast
from gridcase.testing.script import MATTER

Pick = Callable[[Sequence[Any]], Any]

COMMANDS: tuple[type[c.MatterCommand], ...] = get_args(c.MatterCommand)
MASTERS = {"M260302-MASTER": "handling", "M260302-CLOSED": "closed", "M260302-VOIDED": "voided"}
"""The other matters of the small city, and their stages."""

EVIDENCE = ((), ("a" * 64,), ("a" * 64, "b" * 64))
LIMITS = ("", "2 urgent hours", "5 working hours", "3 working days")
LEVELS = ("", "village", "county", "city")
HOSTS = ("", *cast.DEPARTMENTS, cast.VILLAGE)
REASONS = ("不属于本部门", "等待配件")
CO_HANDLERS = (
    (),
    (c.CoHandlerAsked(department="huanbao"),),
    (c.CoHandlerAsked(department="shijian", limit="1 urgent hour", mandatory=False),),
    (c.CoHandlerAsked(department="huanbao", limit="2 working hours"), c.CoHandlerAsked(department="shijian")),
)

CONTENT: dict[type[c.MatterCommand], dict[str, Sequence[Any]]] = {
    c.ReportMatter: {
        "channel": tuple(Channel),
        "unit": cast.UNITS,
        "class_code": ("", "fumes", "dispute"),
        "reporter": ("r-zhao", ""),
        "text": ("楼下饭店油烟呛人", ""),
        "evidence_before": EVIDENCE,
    },
    c.AddEvidence: {"evidence_before": EVIDENCE, "evidence_after": EVIDENCE, "note": ("", "现场照片")},
    c.ConfirmReport: {"found": (True, False)},
    c.ClassifyMatter: {"class_code": tuple(cast.CLASSES), "severity": tuple(Severity), "level": LEVELS},
    c.DeclineMatter: {"reason": REASONS},
    c.ResolveOnTheSpot: {
        "class_code": ("", "litter"),
        "evidence_after": EVIDENCE,
        "micro_grid": ("", "", "m-li", "m-sun"),
        "agreement": ("", "c" * 64),
    },
    c.ReviewOnTheSpot: {"accepted": (True, False)},
    c.DivertMatter: {
        "host": HOSTS,
        "co_handlers": CO_HANDLERS,
        "limit": LIMITS,
        "level": LEVELS,
    },
    c.AskReturn: {"reason": REASONS},
    c.DecideReturn: {"granted": (True, False)},
    c.DisputeJurisdiction: {"reason": REASONS, "claimed_host": ("", "huanbao")},
    c.RuleOnJurisdiction: {"ruled_host": (*cast.DEPARTMENTS, cast.VILLAGE)},
    c.EscalateMatter: {"to_level": LEVELS},
    c.SendUpMatter: {"reason": REASONS, "to_level": ("", "village", "county")},
    c.OrderDownMatter: {"host": (cast.VILLAGE, cast.COUNTY), "reason": REASONS, "limit": LIMITS},
    c.BlowWhistle: {
        "departments": (("huanbao",), ("huanbao", "shijian"), (cast.COUNTY, "chengguan")),
        "reason": REASONS,
        "limit": LIMITS,
    },
    c.ContestWhistle: {"reason": REASONS},
    c.RuleOnWhistle: {"department": (*cast.DEPARTMENTS, cast.COUNTY), "stays": (True, False)},
    c.RateWhistle: {"department": (*cast.DEPARTMENTS, cast.COUNTY), "rating": (1, 3, 4, 5)},
    c.PutInCharge: {"in_charge": ("ma", "liu", "han"), "reason": REASONS},
    c.AskExtension: {"limit": LIMITS[1:], "reason": REASONS},
    c.DecideExtension: {"granted": (True, False)},
    c.AskSuspension: {"reason": REASONS},
    c.DecideSuspension: {"granted": (True, False)},
    c.SuperviseMatter: {"supervision": (1, 2, 3)},
    c.OrderRework: {"cause": tuple(ReworkCause)},
    c.ReportHandling: {"harm": tuple(Harm)},
    c.RecordFeedback: {"contacted": (True, False), "solved": (True, False), "satisfaction": tuple(Satisfaction)},
    c.ReopenMatter: {"reason": REASONS},
    c.RecordPetition: {"level": (*LEVELS[1:], "nation")},
    c.RecordCase: {"kind": tuple(CaseKind), "major": (True, False)},
    c.MergeMatter: {"master": tuple(MASTERS)},
    c.VoidMatter: {"reason": REASONS},
    c.FileAppeal: {"metrics": (("rework",), ("on-time-handling", "closing")), "reason": REASONS, "round": (0, 1, 2)},
    c.JudgeDemand: {"unmeetable": (True, True, False), "reason": REASONS},
    c.DecideAppeal: {"upheld": (True, False), "appeal": (0, 1)},
}
"""What can be said in each command; one that is not here says nothing but itself."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (0, 0, 1, 1, 5, 10, 60, 300, 1440, 4320))

SELDOM = frozenset({c.ResolveOnTheSpot, c.DeclineMatter, c.VoidMatter, c.MergeMatter, c.RecordPetition, c.RecordCase})
"""What ends a life, keeps it short or leaves it as it is, and so is said less often."""

OFTEN = tuple(kind for kind in COMMANDS if kind not in SELDOM)


BY_CALLED: tuple[type[c.MatterCommand], ...] = (c.SignIn, c.ReportOnSite, c.ContestWhistle)
"""What those say whom a whistle called."""


ANSWERS: tuple[type[c.MatterCommand], ...] = (*BY_CALLED, c.RuleOnWhistle, c.RateWhistle, c.ReportCoHandling)
"""What follows a whistle, and is hardly said without one."""

UNCALLED = tuple(kind for kind in OFTEN if kind not in ANSWERS[:-1])
CALLED = (*OFTEN, *ANSWERS, *ANSWERS)


class Spoken(Struct, frozen=True):
    """A command put to a matter in some state: the events it led to, or the refusal."""

    command: c.MatterCommand
    before: MatterState
    answer: list[MatterEvent] | Refused

    @property
    def events(self) -> list[MatterEvent]:
        """None where it was refused, or was so already."""
        return [] if isinstance(self.answer, Refused) else self.answer


def anything(
    state: MatterState, kind: type[c.MatterCommand], actor: Actor, at: datetime, pick: Pick
) -> c.MatterCommand:
    """A command of this kind; a deadline that it names is one that runs, and a body one that was called, if any."""
    content = {field: pick(values) for field, values in CONTENT.get(kind, {}).items()}
    if kind in (c.AskSuspension, c.DecideSuspension):
        content["until"] = pick((None, at + timedelta(days=2), at + timedelta(days=40)))
    if kind is c.RemindOfSuspension:
        content["until"] = state.until if isinstance(state, Suspended) and state.until else at
    if kind in (c.WarnDue, c.NoteOverdue):
        clocks = [] if isinstance(state, Unreported) else [(clock.step, clock.due) for clock in state.clocks()]
        content["step"], content["due"] = pick(clocks or [(Step.HANDLE, at)])
    if kind in (c.RuleOnWhistle, c.RateWhistle) and called_to(state):
        content["department"] = pick(called_to(state))
    if pick((True, False)) and "occurred_at" in kind.__struct_fields__:
        content["occurred_at"] = at - pick(PAUSES)
    return kind(matter_id=MATTER, at=at, actor=actor, **content)


def called_to(state: MatterState) -> list[str]:
    """Those whom a whistle called to its round."""
    if isinstance(state, Handling | AwaitingVerification):
        return [call.department for call in state.round.calls]
    return []


def speakers(kind: type[c.MatterCommand], state: MatterState) -> list[Actor]:
    """Those of the cast who may say it: of the departments, if any has the matter or was called, only its people."""
    may = [actor for actor in cast.EVERYBODY if actor.role in MAY[kind]]
    if isinstance(state, Unreported):
        return may
    if kind in BY_CALLED and called_to(state):
        return [who for who in may if who.body in called_to(state)]
    theirs = [who for who in may if who.role is not Role.DEPARTMENT or belongs(who.body, state, state.matter)]
    return theirs or may


def life(seed: int, policy: Policy, attempts: int = 300) -> Iterator[Spoken]:
    """What was said in one random life, and what came of it. The same seed is the same life."""
    random = Random(seed)
    state: MatterState = Unreported()
    at = cast.at("Mon 09:00")
    for _ in range(attempts):
        kind = random.choice(COMMANDS if random.random() < 0.05 else CALLED if called_to(state) else UNCALLED)
        actor = random.choice(cast.EVERYBODY if random.random() < 0.1 else speakers(kind, state))
        command = anything(state, kind, actor, at, random.choice)
        try:
            events = decide(command, state, policy)
        except Refused as refused:
            yield Spoken(command, state, refused)
            continue
        yield Spoken(command, state, events)
        for event in events:
            state = evolve(state, event)
        if events:
            at += random.choice(PAUSES)


def small_city(**changes: object) -> Policy:
    """The policy that lives are lived under: the small city's, with other matters to merge into."""
    return cast.policy(cast.SmallCity(dict(MASTERS)), **{"contact": "3 working hours", **changes})
