"""Why each due time of a matter is what it is: how it was counted, what moved it, and how it was judged.

Everything comes from the matter's history. The rules of today only put words to a limit, and only where it still gives
the very due time that was written down.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from gridcase.matters import events as e
from gridcase.matters.events import Step
from gridcase.matters.policy import Policy, read_limit
from gridcase.tags import tag_of
from gridcase.working_time import Clock, Interval, Light

NO_RULE = "no limit of today's rules gives this time: it stands as it was given"
STOOD = "suspended, or merged into a master"

PAUSABLE = (Step.HANDLE, Step.CLOSE)
"""The clocks that stand while a matter is suspended; the others end with it."""


class Allowance(Struct, kw_only=True):
    """The time that something may take: from its ``start`` to ``due``, interval by interval without a gap.

    ``department`` is set for a co-handler's. ``limit`` is empty where no rule of today gives the due time;
    ``extensions`` were granted on top of it. ``stands_since`` is set while the clock stands, and the intervals end
    there. ``ended_by`` is the tag of the event that stopped the clock, empty while it runs; ``in_time`` is the verdict
    given then, ``None`` where none was. ``used`` is in seconds of the limit's clock, without the time it stood.
    """

    step: Step
    round: int
    department: str
    start: datetime
    limit: str
    due: datetime
    provisional: bool
    policy: str
    extensions: list[str] = []
    stands_since: datetime | None = None
    ended: datetime | None = None
    ended_by: str = ""
    in_time: bool | None = None
    used: int | None = None
    intervals: list[Interval] = []

    @property
    def key(self) -> "ClockKey":
        return ClockKey(self.step, self.department)

    def light(self, at: datetime, near: int) -> Light:
        """The traffic light at a time: green up to ``near`` percent of the allowance, yellow until it is due."""
        if at > self.due and not self.stands_since:
            return Light.RED
        allowed = sum(interval.seconds for interval in self.intervals)
        used = sum(elapsed(interval, at) for interval in self.intervals)
        return Light.GREEN if used * 100 <= allowed * near else Light.YELLOW


def elapsed(interval: Interval, at: datetime) -> int:
    """The seconds of an interval that count and are over."""
    return min(interval.seconds, max(0, int((at - interval.start).total_seconds())))


class ClockKey(NamedTuple):
    """A clock, and whose it is."""

    step: Step
    department: str = ""


def explain(history: Iterable[e.MatterEvent], policy: Policy) -> list[Allowance]:
    """The account of every due time that the matter had, in the order in which their clocks began."""
    account = Account(policy)
    for event in history:
        account.read(event)
    return account.allowances()


class Account:
    """The allowances of one matter, and when all of its clocks stood."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._all: list[Allowance] = []
        self._running: dict[ClockKey, Allowance] = {}
        self._stood: list[tuple[datetime, datetime]] = []
        self._since: datetime | None = None
        self._began: datetime | None = None
        self._class_code = ""

    def read(self, event: e.MatterEvent) -> None:  # noqa: C901 a table
        match event:
            case e.MatterReported():
                self._class_code, self._began = event.class_code, event.at
                self._open(event, Step.CLASSIFY, event.due)
            case e.MatterClassified():
                self._class_code = event.class_code
                self._end(event, Step.CLASSIFY, in_time=event.in_time)
                waiting = self._running.get(ClockKey(Step.DIVERT))
                self._open(event, Step.DIVERT, event.due, start=waiting.start if waiting else None)
                self._open(event, Step.CLOSE, event.due_close, start=self._began)
            case e.MatterResolvedOnTheSpot():
                self._end(event, Step.CLASSIFY, Step.DIVERT)
            case e.OnTheSpotReviewed() | e.ReworkOrdered():
                self._end(event, Step.VERIFY, Step.FEEDBACK)
                self._open(event, Step.DIVERT, event.due)
            case e.MatterDiverted():
                self._diverted(event)
            case e.MatterAccepted():
                self._end(event, Step.ACCEPT, in_time=event.in_time)
            case e.ReturnGranted():
                self._end_round(event)
                self._open(event, Step.DIVERT, event.due)
            case e.JurisdictionRuled(host=host, ruled_host=ruled) if host != ruled:
                self._end_round(event)
                self._open(event, Step.DIVERT, event.due)
            case e.ExtensionGranted():
                self._move(ClockKey(Step.HANDLE), event.due, event.limit)
                self._move(ClockKey(Step.CLOSE), event.due_close, event.limit)
            case e.SuspensionGranted():
                self._end(event, Step.ACCEPT)
                self._since = event.at
            case e.MatterResumed():
                self._resumed(event)
            case e.CoHandlingReported():
                self._end(event, ClockKey(Step.HANDLE, event.department), in_time=event.in_time, used=event.used)
            case e.HandlingReported():
                self._end(event, Step.HANDLE, in_time=event.in_time, used=event.used)
                self._end_round(event)
                self._open(event, Step.VERIFY, event.due_verify, number=event.round)
            case e.ResultConfirmed():
                self._end(event, Step.VERIFY, in_time=event.in_time)
            case e.FeedbackAsked():
                self._open(event, Step.FEEDBACK, event.due)
            case e.FeedbackRecorded(contacted=True):
                self._end(event, Step.FEEDBACK, in_time=event.in_time)
            case e.MatterEvaluated():
                self._end(event, Step.FEEDBACK)
            case e.MatterClosed(master=""):
                self._end(event, Step.CLOSE, in_time=event.in_time)
                self._end(event, *self._running)
            case e.MatterClosed() | e.MatterDeclined() | e.MatterVoided():
                self._end(event, *self._running)
            case e.MatterReopened():
                self._reopened(event)
            case e.MatterMerged():
                self._end_round(event)
                self._since = event.at
            case e.MatterUnmerged():
                self._go_on(event.at)
                self._move(ClockKey(Step.CLOSE), event.due_close)
                self._open(event, Step.DIVERT, event.due)
            case _:
                pass

    def allowances(self) -> list[Allowance]:
        for allowance in self._all:
            if allowance.ended is None and allowance.step in PAUSABLE:
                allowance.stands_since = self._since
            allowance.intervals = list(self._intervals(allowance))
        return self._all

    def _diverted(self, event: e.MatterDiverted) -> None:
        self._end(event, Step.DIVERT, in_time=event.in_time)
        self._open(event, Step.ACCEPT, event.due_accept, number=event.round)
        self._open(event, Step.HANDLE, event.due, number=event.round, limit=event.limit)
        for co in event.co_handlers:
            self._open(event, Step.HANDLE, co.due, number=event.round, limit=co.limit, department=co.department)

    def _resumed(self, event: e.MatterResumed) -> None:
        self._go_on(event.at)
        self._move(ClockKey(Step.HANDLE), event.due)
        self._move(ClockKey(Step.CLOSE), event.due_close)
        for co in event.co_handlers:
            self._move(ClockKey(Step.HANDLE, co.department), co.due)

    def _reopened(self, event: e.MatterReopened) -> None:
        whole = self._running.get(ClockKey(Step.CLOSE))
        self._end_round(event)
        self._open(event, Step.DIVERT, event.due)
        if not whole or whole.due != event.due_close:
            self._began = event.at
            self._open(event, Step.CLOSE, event.due_close)

    def _go_on(self, at: datetime) -> None:
        if self._since:
            self._stood.append((self._since, at))
        self._since = None

    def _move(self, key: ClockKey, due: datetime | None, extension: str = "") -> None:
        allowance = self._running.get(key)
        if allowance and due:
            allowance.due = due
            allowance.extensions += [extension] if extension else []

    def _open(
        self,
        event: e.MatterEvent,
        step: Step,
        due: datetime | None,
        *,
        start: datetime | None = None,
        number: int = 0,
        limit: str = "",
        department: str = "",
    ) -> None:
        self._end(event, ClockKey(step, department))
        if due is None:
            return
        allowance = Allowance(
            step=step,
            round=number,
            department=department,
            start=start or event.at,
            limit=limit or self._policy.limit(step, self._class_code),
            due=due,
            provisional=getattr(event, "due_provisional", False),
            policy=getattr(event, "policy", ""),
        )
        if self._counted(allowance) != self._seconds(allowance.limit):
            allowance.limit = ""
        self._all.append(allowance)
        self._running[allowance.key] = allowance

    def _seconds(self, limit: str) -> int:
        return self._policy.time.seconds(read_limit(limit)) if limit else -1

    def _counted(self, allowance: Allowance) -> int:
        return sum(interval.seconds for interval in self._intervals(allowance))

    def _end(
        self, event: e.MatterEvent, *clocks: Step | ClockKey, in_time: bool | None = None, used: int | None = None
    ) -> None:
        for clock in clocks:
            allowance = self._running.pop(ClockKey(clock) if isinstance(clock, Step) else clock, None)
            if allowance:
                allowance.ended, allowance.ended_by = event.at, tag_of(event)
                allowance.in_time, allowance.used = in_time, used

    def _end_round(self, event: e.MatterEvent) -> None:
        """Every clock but that of the whole."""
        self._end(event, *(key for key in self._running if key.step is not Step.CLOSE))

    def _intervals(self, allowance: Allowance) -> Iterator[Interval]:
        here, end = allowance.start, allowance.due
        for since, until in self._stood:
            if here < until and since < end:
                yield from self._stretch(allowance, here, since)
                yield Interval(max(here, since), min(until, end), 0, STOOD)
                here = until
        yield from self._stretch(allowance, here, min(end, allowance.stands_since or end))

    def _stretch(self, allowance: Allowance, start: datetime, end: datetime) -> Iterator[Interval]:
        clock = read_limit(allowance.limit).clock if allowance.limit else None
        if start >= end:
            return
        if clock is Clock.WORKING:
            yield from self._policy.time.explain(start, end)
        else:
            why = "every second counts" if clock else NO_RULE
            yield Interval(start, end, int((end - start).total_seconds()), why)
