"""Any metric of any dimension, counted by hand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from gridcase.actors import Role
from gridcase.bodies import unit_of_body
from gridcase.matters import events as e
from gridcase.patrols.events import MissNoted, PatrolEvent, PatrolStarted, PlaceInspected
from gridcase.testing import cast
from gridcase_projections.metrics.catalogue import Dimension, Measure, Metric
from gridcase_projections.metrics.question import Question
from tests.support.plain.cohorts import COHORTS, Row, Window, demands
from tests.support.plain.walks import Events, class_of, filing, report_of, set_aside

STAFF = {actor.member for actor in cast.EVERYBODY if actor.role not in (Role.RESIDENT, Role.LOOP)}
"""Who can be scored: the city's own people."""

GRID_MEMBERS = {actor.member for actor in cast.EVERYBODY if actor.role is Role.GRID_MEMBER}

RESIDENTS_AND_INSPECTION = {"app", "phone", "web", "mail", "counter", "inspection"}


class PlainCity(Struct, frozen=True):
    """The events of every matter, in order, and of patrols; ``below`` are the units below each."""

    matters: Mapping[str, Sequence[e.MatterEvent]]
    patrols: Sequence[PatrolEvent] = ()
    below: Mapping[str, Sequence[str]] = {}

    def at(self, as_of: datetime) -> "PlainCity":
        """What had happened by then."""
        so_far = {name: [event for event in events if event.at <= as_of] for name, events in self.matters.items()}
        return PlainCity(
            {name: events for name, events in so_far.items() if events},
            [event for event in self.patrols if event.at <= as_of],
            self.below,
        )


def plain_score(city: PlainCity, metric: Metric, question: Question) -> dict[str, tuple[int, int]]:
    """Numerator and denominator of everybody with anything to score. ``as_known``, ``level`` and ``under`` stay out."""
    then = city.at(question.window.as_of)
    of = added_up(then, metric, metric.of, metric.numerator, question)
    if metric.measure in (Measure.MEDIAN, Measure.P90):
        percent = 50 if metric.measure is Measure.MEDIAN else 90
        return {
            key: (sorted(amounts)[ceil(len(amounts) * percent / 100) - 1], len(amounts)) for key, amounts in of.items()
        }
    if not metric.denominator:
        return {key: (sum(amounts), len(amounts)) for key, amounts in of.items()}
    by = added_up(then, metric, metric.by, metric.denominator, question)
    return {key: (sum(of.get(key, [])), sum(by.get(key, []))) for key in of.keys() | by.keys()}


def added_up(city: PlainCity, metric: Metric, cohort: str, counter: str, question: Question) -> dict[str, list[int]]:
    window = Window(
        question.window.start, question.window.end, question.basically_satisfied, question.co_handlers_answer
    )
    amounts: dict[str, list[int]] = {}
    for events, row in rows_of(city, cohort, window):
        key = key_of(events, row, question.by)
        if key and window.has(row.at) and row.at <= question.window.as_of and not left_out(events, row, metric.name):
            amounts.setdefault(key, []).append(int(row.counters[counter]))
    return amounts


def rows_of(city: PlainCity, cohort: str, window: Window) -> Iterator[tuple[Events, Row]]:
    if cohort == "missed":
        yield from missed(city)
    elif cohort == "to_report":
        yield from to_report(city)
    elif cohort == "repeats":
        yield from repeats(city)
    elif cohort == "patrol_days":
        yield from patrol_days(city)
    elif cohort == "grid_places":
        yield from grid_places(city, window)
    else:
        for events in city.matters.values():
            for row in COHORTS[cohort](events, window):
                yield events, row


def key_of(events: Events, row: Row, by: Dimension) -> str:
    match by:
        case Dimension.DEPARTMENT:
            return "" if unit_of_body(row.department) else row.department
        case Dimension.HOST:
            return unit_of_body(row.department)
        case Dimension.MEMBER:
            return row.member if row.member in STAFF else ""
        case Dimension.UNIT:
            return row.unit or report_of(events).unit
        case Dimension.CLASS:
            return row.class_code or class_of(events)
        case Dimension.CHANNEL:
            return report_of(events).channel.value


def left_out(events: Events, row: Row, metric: str) -> bool:
    """Whether an upheld appeal leaves the row out of the metric."""
    return any(
        isinstance(event, e.AppealDecided)
        and event.upheld
        and metric in event.metrics
        and event.department == row.department
        and row.round in (None, event.round)
        for event in events
    )


def missed(city: PlainCity) -> Iterator[tuple[Events, Row]]:
    noted = [event for event in city.patrols if isinstance(event, MissNoted)]
    for member, unit, matter_id in sorted({(miss.member, miss.unit, miss.matter_id) for miss in noted}):
        events = city.matters.get(matter_id, [])
        filed = filing(events)
        if filed and report_of(events).channel in RESIDENTS_AND_INSPECTION and not set_aside(events):
            yield events, Row(filed.at, {"missed": 1}, member=member, unit=unit)


def to_report(city: PlainCity) -> Iterator[tuple[Events, Row]]:
    """What grid members reported, and what they missed."""
    both = [(events, row) for events, row in missed(city)]
    known = {(events[0].matter_id, row.member) for events, row in both}
    for events, row in both:
        yield events, replace(row, counters={"missed": 1, "to_report": 1})
    for events in city.matters.values():
        filed, by = filing(events), report_of(events).by.member
        own = by in GRID_MEMBERS and (events[0].matter_id, by) not in known
        if filed and own and set_aside(events) != "merged":
            yield events, Row(filed.at, {"missed": 0, "to_report": 1}, member=by)


def patrol_days(city: PlainCity) -> Iterator[tuple[Events, Row]]:
    for event in city.patrols:
        if isinstance(event, PatrolStarted):
            yield (), Row(event.occurred_at, {"patrolled": 1}, member=event.member, unit=event.unit)


def grid_places(city: PlainCity, window: Window) -> Iterator[tuple[Events, Row]]:
    """Each place of each grid that was walked in the window, at the first time that it was."""
    first: dict[tuple[str, str], datetime] = {}
    inspected: set[tuple[str, str]] = set()
    for event in city.patrols:
        if isinstance(event, PatrolStarted) and window.has(event.occurred_at):
            walked = (event.member, event.unit)
            first[walked] = min(event.occurred_at, first.get(walked, event.occurred_at))
        elif isinstance(event, PlaceInspected) and window.has(event.occurred_at):
            inspected.add((event.member, event.place))
    for (member, unit), at in first.items():
        for place in city.below.get(unit) or [unit]:
            yield (), Row(at, {"of_grid": 1, "covered": (member, place) in inspected}, member=member, unit=unit)


def repeats(city: PlainCity) -> Iterator[tuple[Events, Row]]:
    """At least three complaints in thirty days about one class at one place, by one person or about one address.

    Of several at once, the last counts.
    """
    kept = [
        (events, demands(events, complained_of(city, events)))
        for events in city.matters.values()
        if set_aside(events) != "voided"
    ]
    kept.sort(key=lambda one: (one[0][0].at, one[0][0].matter_id))
    for place, (events, same_as) in enumerate(kept):
        since = events[0].at - timedelta(days=30)
        recent = [others for other, others in kept[: place + 1] if other[0].at > since]
        again = any(sum(demand in others for others in recent) >= 3 for demand in same_as)
        if same_as:
            yield events, Row(events[0].at, {"complained": 1, "again": again}, class_code=complained_of(city, events))


def complained_of(city: PlainCity, events: Events) -> str:
    """The class; of a duplicate that was given none, that of the master it was last merged into."""
    merges = [event.master for event in events if isinstance(event, e.MatterMerged)]
    return class_of(events) or (class_of(city.matters[merges[-1]]) if merges and merges[-1] in city.matters else "")
