"""Warning, ladder, due time, explanation, what-if and read models read one and the same clock.

The working day has seven hours, 9:00–12:00 and 13:30–17:30. Fumes are handled in one working day and closed in five;
an acceptance has two working hours.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from gridcase.explanation import STOOD, Allowance, explain
from gridcase.loop.agenda import agenda
from gridcase.matters import commands as c
from gridcase.matters import rules
from gridcase.matters.clocks import Light, due_by_rule, grants, measure_of, read_clock
from gridcase.matters.deadline import Deadline
from gridcase.matters.events import (
    ExtensionGranted,
    HandlingReported,
    MatterClassified,
    MatterDiverted,
    MatterEvent,
    MatterResumed,
    MatterSupervised,
    Severity,
    Step,
)
from gridcase.matters.evolve import evolve
from gridcase.matters.policy import Policy, read_limit
from gridcase.matters.state import (
    Known,
    Unreported,
)
from gridcase.periods import Window
from gridcase.picture import picture
from gridcase.testing import cast
from gridcase.testing.cast import ZHENG, SmallCity, at, policy
from gridcase.testing.lives import life, small_city
from gridcase.testing.scenario import Story, given
from gridcase.testing.script import (
    ask_extension,
    ask_return,
    ask_suspension,
    classify,
    close,
    decide_extension,
    decide_return,
    decide_suspension,
    dispute,
    divert,
    evaluate,
    feedback,
    handle,
    merge,
    reopen,
    resolve,
    resume,
    review,
    rework,
    rule,
    unmerge,
)
from gridcase.working_time import WorkingTime
from gridcase_projections.database import Connection, snapshot
from gridcase_projections.metrics.question import Question
from gridcase_projections.metrics.what_if import PROPOSED_TABLES, proposed
from gridcase_projections.queries import list_overdue
from gridcase_projections.runner import Projector, bring_up_to_date
from gridcase_projections.times import from_utc, to_utc
from tests.support.examples import examples, seeded
from tests.support.histories import matter, store_of
from tests.support.histories import small_city as registered_city
from tests.unit.matters.stories import ACCEPTED, CLOSED, FILED, REVIEWED, SUSPENDED, WITH_HOST

HOUR = 3600
MINUTE = timedelta(minutes=1)
DAY = 7 * HOUR


def clock(story: Story, step: Step) -> Deadline:
    return next(deadline for deadline in story.state.deadlines() if deadline.step is step)


def looped(story: Story, when: str) -> Story:
    """The story after the loop has said everything that it owes by a time."""
    while due := [entry for entry in agenda(story.state, story.policy) if entry.is_owed(at(when))]:
        story = story.and_(due[0].command(at(when)))
    return story


def owed(story: Story, when: str) -> list[type[MatterEvent]]:
    """What the loop does by a time."""
    return [type(event) for event in looped(story, when).events[len(story.events) :]]


def allowance(story: Story, step: Step) -> Allowance:
    return next(each for each in reversed(explain(story.events, story.policy)) if each.step is step)


def counted(allowance: Allowance) -> int:
    return sum(interval.seconds for interval in allowance.intervals)


class TestWhatStoodIsNeitherWarnedOfNorMissed:
    FOUR_WEEKS = (*SUSPENDED, resume(at="Mon+4 10:30"))

    def test_fumes_that_stood_for_four_weeks_are_not_warned_of_a_minute_later(self) -> None:
        assert owed(given(*self.FOUR_WEEKS), "Mon+4 10:31") == []

    def test_the_whole_is_warned_of_when_four_of_its_five_days_are_used(self) -> None:
        # An hour and a half before it stood; on Monday 5 h 30, and three days of seven.
        story = given(*self.FOUR_WEEKS)
        reading = read_clock(clock(story, Step.CLOSE), at("Thu+4 17:30"), story.policy)
        assert (reading.used, reading.allowed, reading.warned_from) == (4 * DAY, 5 * DAY, at("Thu+4 17:30"))
        assert reading.stood == 28 * 24 * HOUR

    def test_a_duplicate_that_was_merged_for_weeks_is_not_warned_of_when_it_is_its_own_again(self) -> None:
        city = policy(SmallCity({"M260302-MASTER": "handling"}))
        story = given(*FILED, merge(), unmerge(at="Mon+4 09:50"), policy=city)
        assert owed(story, "Mon+4 09:51") == []

    def test_the_ladder_does_not_climb_while_a_matter_stands(self) -> None:
        # Due on Tuesday at 09:20, missed, and suspended from 10:30 on: 5 h 50 of the day until supervision are left.
        missed = looped(given(*WITH_HOST), "Tue 09:21")
        resumed = missed.and_(
            ask_suspension(at="Tue 10:00"), decide_suspension(at="Tue 10:30"), resume(at="Fri+2 10:30")
        )
        assert owed(resumed, "Fri+2 10:31") == []
        assert owed(resumed, "Mon+3 09:19") == []
        assert owed(resumed, "Mon+3 09:20") == [MatterSupervised]

    def test_a_matter_that_stands_climbs_nothing_either(self) -> None:
        missed = looped(given(*WITH_HOST), "Tue 09:21")
        standing = missed.and_(ask_suspension(at="Tue 10:00"), decide_suspension(at="Tue 10:30"))
        assert owed(standing, "Fri+2 10:31") == []


class TestTheExplanationOfAClock:
    def test_a_step_that_ended_before_does_not_stand(self) -> None:
        """The acceptance ends with the suspension; what is left of its time is told as it was given."""
        half_an_hour = (*SUSPENDED, resume(at="Mon 11:00"))
        acceptance = allowance(given(*half_an_hour), Step.ACCEPT)
        assert (acceptance.limit, counted(acceptance)) == ("2 working hours", 2 * HOUR)
        assert STOOD not in {interval.reason for interval in acceptance.intervals}

    def test_a_round_that_was_returned_does_not_stand_with_the_next(self) -> None:
        returned = (*WITH_HOST, ask_return(), decide_return(at="Mon 10:10"))
        again = (divert(at="Mon 10:20"), ask_suspension(at="Mon 10:30"), decide_suspension(at="Mon 10:40"))
        story = given(*returned, *again, resume(at="Wed 10:40"))
        first, second = (each for each in explain(story.events, story.policy) if each.step is Step.HANDLE)
        assert counted(first) == counted(second) == DAY
        assert [STOOD in {interval.reason for interval in each.intervals} for each in (first, second)] == [False, True]

    def test_a_due_time_that_is_moved_past_the_published_calendar_is_provisional(self) -> None:
        story = given(*WITH_HOST, ask_extension(limit="300 working days"), decide_extension())
        assert {step: allowance(story, step).provisional for step in (Step.ACCEPT, Step.HANDLE, Step.CLOSE)} == {
            Step.ACCEPT: False,
            Step.HANDLE: True,
            Step.CLOSE: True,
        }

    def test_a_cycle_is_told_by_the_limit_of_its_own_class(self) -> None:
        """Classified as fumes, resolved on the spot as litter: reopened, the whole has the nine days of litter."""
        nine_days = policy(limits=replace(cast.LIMITS, close="9 working days"))
        resolved = (resolve(at="Mon 09:15"), review(), feedback(), evaluate(), close())
        story = given(*FILED, *resolved, reopen(), policy=nine_days)
        wholes = [allowance for allowance in explain(story.events, story.policy) if allowance.step is Step.CLOSE]
        assert [allowance.limit for allowance in wholes] == ["5 working days", "9 working days"]

    def test_a_light_is_the_one_that_the_loop_goes_by(self) -> None:
        story = given(*SUSPENDED, resume(at="Mon+4 10:30"))
        shown = picture(story.events, story.policy, at("Thu+4 17:30"))
        assert {each.step: each.light for each in shown.clocks} == {"close": Light.GREEN, "handle": Light.RED}
        later = picture(story.events, story.policy, at("Fri+4 09:01"))
        assert {each.step: each.light for each in later.clocks} == {"close": Light.YELLOW, "handle": Light.RED}


class TestWhatWasGrantedStays:
    EXTENDED = (*WITH_HOST, ask_extension(), decide_extension())
    RETURNED = (ask_return(at="Mon 11:00"), decide_return(at="Mon 11:10"))

    def test_an_extension_survives_that_the_matter_is_classified_again(self) -> None:
        # Five days from Monday 09:00 end on Friday evening; with one more, on Monday evening.
        extended = given(*self.EXTENDED)
        assert clock(extended, Step.CLOSE).due == at("Mon+1 17:30")
        again = classify(at="Mon 11:20", severity=Severity.SERIOUS)
        extended.and_(*self.RETURNED).when(again).then(MatterClassified, due_close=at("Mon+1 17:30"))

    def test_and_that_it_stood_in_between(self) -> None:
        held = (ask_suspension(at="Mon 10:20"), decide_suspension(at="Mon 10:30"), resume())
        returned = (ask_return(at="Wed 11:00"), decide_return(at="Wed 11:10"))
        story = given(*self.EXTENDED, *held)
        due = clock(story, Step.CLOSE).due
        again = classify(at="Wed 11:20", severity=Severity.SERIOUS)
        story.and_(*returned).when(again).then(MatterClassified, due_close=due)

    def test_reopened_after_it_was_closed_it_begins_anew_without_it(self) -> None:
        story = given(*self.EXTENDED, *CLOSED[len(WITH_HOST) :], reopen())
        assert clock(story, Step.CLOSE).due == at("Mon+1 17:30")
        assert clock(story, Step.CLOSE).extensions == ()

    def test_urgent_hours_granted_on_working_hours_are_not_lost_in_a_suspension(self) -> None:
        """Two urgent hours after Tuesday, 09:20; suspended at 10:20, one of them is left, whatever the hour."""
        urgent = (*WITH_HOST, ask_extension(limit="2 urgent hours"), decide_extension())
        held = (ask_suspension(at="Tue 10:00"), decide_suspension(at="Tue 10:20"))
        resumed = given(*urgent, *held).when(resume(at="Wed 20:00")).then(MatterResumed, due=at("Wed 21:00"))
        handling = allowance(resumed, Step.HANDLE)
        assert (handling.limit, handling.extensions, counted(handling)) == (
            "1 working day",
            ["2 urgent hours"],
            DAY + 2 * HOUR,
        )
        resumed.when(handle(at="Wed 20:30")).then(HandlingReported, in_time=True, used=DAY + HOUR + HOUR // 2)

    def test_what_the_whole_had_missed_before_is_extended_but_for_the_time_it_stood(self) -> None:
        """The whole was due on Friday, 6 March, and stood the week after: a day more is Monday, 16 March."""
        story = given(*FILED, divert(limit="30 working days"))
        held = (ask_suspension(at="Mon+1 08:50"), decide_suspension(at="Mon+1 08:55"), resume(at="Mon+2 08:55"))
        pending = story.and_(*held, ask_extension(at="Mon+2 09:00"))
        pending.when(decide_extension(at="Mon+2 09:10")).then(ExtensionGranted, due_close=at("Mon+2 17:30"))


class TestARulingStands:
    RULED = (*WITH_HOST, dispute(), rule(), divert(at="Mon 10:40"))
    """Ruled to huanbao, and diverted there."""

    @pytest.mark.parametrize(
        "back",
        [
            (handle(at="Mon 11:00", by=ZHENG), rework()),
            (*(handle(at="Mon 11:00", by=ZHENG), *CLOSED[len(WITH_HOST) + 1 :]), reopen()),
            (ask_return(at="Mon 11:00", by=ZHENG), decide_return(at="Mon 11:10")),
        ],
        ids=["reworked", "reopened", "returned"],
    )
    def test_until_another_ruling_in_every_round_to_come(self, back: tuple[c.MatterCommand, ...]) -> None:
        story = given(*self.RULED, *back)
        story.when(divert(at="Tue 09:10", host="chengguan")).then_refused(rules.RULED_OTHERWISE, "huanbao")
        story.when(divert(at="Tue 09:10")).then(MatterDiverted, host="huanbao")

    def test_a_duplicate_keeps_it(self) -> None:
        city = policy(SmallCity({"M260302-MASTER": "handling"}))
        story = given(*self.RULED, merge(at="Mon 11:00"), unmerge(at="Mon 11:10"), policy=city)
        story.when(divert(at="Mon 11:20", host="chengguan")).then_refused(rules.RULED_OTHERWISE, "huanbao")

    def test_a_ruling_for_the_host_binds_as_well(self) -> None:
        story = given(*WITH_HOST, dispute(), rule(ruled_host="chengguan"), handle(), rework())
        story.when(divert(at="Mon 14:10", host="huanbao")).then_refused(rules.RULED_OTHERWISE, "chengguan")

    def test_another_ruling_takes_its_place(self) -> None:
        again = (dispute(at="Mon 11:00", by=ZHENG), rule(at="Mon 11:30", ruled_host="shijian"))
        story = given(*self.RULED, *again)
        story.when(divert(at="Mon 11:40", host="huanbao")).then_refused(rules.RULED_OTHERWISE, "shijian")
        story.when(divert(at="Mon 11:40")).then(MatterDiverted, host="shijian")

    def test_a_department_that_is_gone_binds_nobody(self) -> None:
        class WithoutHuanbao(SmallCity):
            def has_body(self, body: str) -> bool:
                return body != "huanbao" and super().has_body(body)

        before = given(*self.RULED, handle(at="Mon 11:00", by=ZHENG), rework())
        after = Story(policy(WithoutHuanbao()), before.state, before.events)
        after.when(divert(at="Mon 14:10")).then(MatterDiverted, host="chengguan")


class TestANightShift:
    NIGHTS = WorkingTime.of("china", ["22:00-06:00"], "Asia/Shanghai")

    @pytest.mark.parametrize(
        ("start", "limit", "due"),
        [
            ("2026-03-06 23:00", "5 working hours", "2026-03-07 04:00"),  # Friday's shift ends on Saturday morning
            ("2026-03-06 23:00", "7 working hours", "2026-03-07 06:00"),
            ("2026-03-06 23:00", "8 working hours", "2026-03-09 23:00"),  # Saturday has no shift
            ("2026-03-07 03:00", "1 working hour", "2026-03-07 04:00"),  # it is still Friday's
            ("2026-03-09 03:00", "1 working hour", "2026-03-09 23:00"),  # Sunday's shift did not run
            ("2026-02-24 03:00", "1 working hour", "2026-02-24 23:00"),  # nor the last night of the Spring Festival
            (
                "2026-02-14 23:00",
                "2 working hours",
                "2026-02-15 01:00",
            ),  # a make-up Saturday's runs into the festival
            ("2025-12-31 23:00", "2 working hours", "2026-01-01 01:00"),  # the old year's shift ends in the new year
            ("2025-12-31 23:00", "1 working day", "2026-01-04 23:00"),
            ("2026-03-06 23:00", "1 working day", "2026-03-09 23:00"),
        ],
    )
    def test_belongs_to_the_day_on_which_it_begins(self, start: str, limit: str, due: str) -> None:
        begun = _local(start, self.NIGHTS)
        assert self.NIGHTS.add(begun, read_limit(limit)).at == _local(due, self.NIGHTS)

    def test_is_told_with_the_holiday_that_it_does_not_run_on(self) -> None:
        intervals = self.NIGHTS.explain(
            _local("2026-02-23 20:00", self.NIGHTS), _local("2026-02-24 23:00", self.NIGHTS)
        )
        ends = [f"{each.end.astimezone(self.NIGHTS.zone):%d %H:%M}" for each in intervals]
        assert [*zip(ends, (each.reason for each in intervals), strict=True)] == [
            ("24 06:00", "Spring Festival"),
            ("24 22:00", "outside working hours"),
            ("24 23:00", "working hours"),
        ]

    def test_of_the_last_published_day_is_not_provisional(self) -> None:
        last = _local("2026-12-31 22:00", self.NIGHTS)
        assert not self.NIGHTS.add(last, read_limit("8 working hours")).provisional
        assert self.NIGHTS.add(last, read_limit("9 working hours")).provisional
        assert self.NIGHTS.add(_local("2004-01-01 03:00", self.NIGHTS), read_limit("1 working hour")).provisional

    def test_of_three_shifts_leaves_no_minute_out(self) -> None:
        around_the_clock = WorkingTime.of("every-day", ["06:00-14:00", "14:00-22:00", "22:00-06:00"], "Asia/Shanghai")
        start = _local("2025-12-30 03:21", around_the_clock)
        limit = read_limit("4 working days")
        assert around_the_clock.add(start, limit).at == _local("2026-01-03 03:21", around_the_clock)


def _local(text: str, city: WorkingTime) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=city.zone)


class TestADayOfTheCity:
    """2 urgent hours from half past midnight of the 1st of April, Beijing time: in Greenwich it is still March."""

    LATE = (*FILED, divert(at="Wed+4 00:31", limit="2 urgent hours"))

    def test_a_round_is_due_on_the_day_that_the_city_writes(self, tmp_path: Path) -> None:
        story = given(*self.LATE)
        assert self.due_on(tmp_path, story, "Asia/Shanghai") == [date(2026, 4, 1)]

    def test_read_models_are_made_anew_for_another_time_zone(self, tmp_path: Path) -> None:
        story = given(*self.LATE)
        assert self.due_on(tmp_path, story, "America/New_York") == [date(2026, 3, 31)]
        assert self.due_on(tmp_path, story, "Asia/Shanghai") == [date(2026, 4, 1)]

    def due_on(self, directory: Path, story: Story, time_zone: str) -> list[date]:
        store = store_of([matter(list(story.events))])
        bring_up_to_date(store, directory, time_zone=time_zone)
        with snapshot(directory) as connection:
            return [day for (day,) in connection.execute("select due_on from department_counters").fetchall()]


class TestWhatIfAndTheOverdue:
    """The city gives the whole nine working days whatever the class; fumes have five."""

    CITY = policy(limits=replace(cast.LIMITS, close="9 working days"))

    def read_models_of(self, directory: Path, *commands: c.MatterCommand) -> Path:
        bring_up_to_date(store_of([matter(list(given(*commands, policy=self.CITY).events))]), directory)
        return directory

    def closings_if_nothing_changed(self, directory: Path) -> list[tuple[int, datetime | None]]:
        with snapshot(directory) as connection:
            proposed(connection, question_as_of(at("Fri+8 17:00")), self.CITY, self.CITY)
            rows = connection.execute(
                "select cycle, due from closings_proposed where valid_to = timestamp 'infinity' order by cycle"
            ).fetchall()
            return [(cycle, due and from_utc(due)) for cycle, due in rows]

    def test_what_was_never_classified_is_given_no_limit_afterwards(self, tmp_path: Path) -> None:
        directory = self.read_models_of(tmp_path, *REVIEWED)
        assert self.closings_if_nothing_changed(directory) == [(1, None)]

    def test_a_cycle_is_judged_by_the_class_that_it_had(self, tmp_path: Path) -> None:
        again = (reopen(), classify(at="Tue 09:05", class_code="litter"))
        directory = self.read_models_of(tmp_path, *CLOSED, *again)
        assert self.closings_if_nothing_changed(directory) == [(1, at("Fri 17:30")), (2, at("Fri+1 17:30"))]

    def test_a_matter_that_stands_is_overdue_with_nothing(self, tmp_path: Path) -> None:
        """It missed its deadline and was suspended then: it is late, but nobody is waited for."""
        held = (ask_suspension(at="Tue 10:00"), decide_suspension(at="Tue 10:30"))
        directory = self.read_models_of(tmp_path, *ACCEPTED, *held)
        with snapshot(directory) as connection:
            assert [row.step for row in list_overdue(connection, at("Tue 10:29"))] == ["handle"]
            assert list_overdue(connection, at("Tue 10:31")) == []


def question_as_of(now: datetime) -> Question:
    return Question(window=Window(start=at("Mon 00:00"), end=now, as_of=now))


def lives(seed: int, city: Policy) -> Iterator[tuple[Known, list[MatterEvent]]]:
    """A matter after each of its events, and what had happened by then."""
    state: Known | Unreported = Unreported()
    history: list[MatterEvent] = []
    for spoken in life(seed, city, attempts=150):
        for event in spoken.events:
            state = evolve(state, event)
            history.append(event)
            yield state, history


seeds = st.integers(0, 2**32)
CITY = small_city(max_extensions=3, max_reopenings=9, limits=replace(cast.LIMITS, close="9 working days"))
"""It has a limit for the whole whatever the class, so that one that was never set shows."""


@examples(25)
@for_all(seeds)
def test_every_due_time_is_what_its_limit_its_extensions_and_its_stops_give(seed: int) -> None:
    for state, _ in lives(seed, CITY):
        for deadline in state.deadlines():
            due = due_by_rule(deadline, CITY)
            assert due is not None and due.at == deadline.due
            reading = read_clock(deadline, deadline.due, CITY)
            allowed = sum(CITY.time.seconds(read_limit(limit)) for limit in grants(deadline, CITY))
            assert reading.used == reading.allowed == allowed
            assert reading.left == 0


@examples(25)
@for_all(seeds, st.integers(-600, 6000))
def test_what_is_used_is_the_time_that_ran_less_the_time_it_stood(seed: int, minutes: int) -> None:
    for state, history in lives(seed, CITY):
        for deadline in state.deadlines():
            measures = {measure_of(limit) for limit in grants(deadline, CITY)}
            if len(measures) > 1:
                continue
            (measure,) = measures
            moment = history[-1].at + timedelta(minutes=minutes)
            ran = CITY.time.between(deadline.since, moment, measure)
            stood = sum(CITY.time.between(since, min(until, moment), measure) for since, until in deadline.stood)
            assert read_clock(deadline, moment, CITY).used == ran - stood


@examples(25)
@for_all(seeds)
def test_the_loop_the_picture_and_the_explanation_read_one_clock(seed: int) -> None:
    for state, history in lives(seed, CITY):
        allowances = {(each.step, each.department): each for each in explain(history, CITY) if not each.ended}
        assert {key: each.due for key, each in allowances.items()} == {
            (deadline.step, deadline.department): deadline.due for deadline in state.deadlines()
        }
        warned = {
            command.step: entry.when
            for entry in agenda(state, CITY)
            if isinstance(command := entry.command(entry.when), c.WarnDue)
        }
        for deadline in state.clocks():
            reading = read_clock(deadline, history[-1].at, CITY)
            assert warned.get(deadline.step, reading.warned_from) == reading.warned_from
            before, then, after = (
                read_clock(deadline, reading.warned_from + late, CITY) for late in (-MINUTE, 0 * MINUTE, MINUTE)
            )
            assert before.light is then.light is Light.GREEN
            assert (after.light is Light.GREEN) == (after.used == then.used)
        lights = {(each.step, each.department): each.light for each in picture(history, CITY, history[-1].at).clocks}
        for deadline in state.deadlines():
            expected = None if state.stands_since else read_clock(deadline, history[-1].at, CITY).light
            assert lights[deadline.step, deadline.department] is expected


@examples(25)
@for_all(seeds)
def test_every_allowance_adds_up_to_its_limit_and_what_was_granted(seed: int) -> None:
    *_, (_, history) = [(None, []), *lives(seed, CITY)]
    for allowance in explain(history, CITY):
        assert allowance.limit, "every due time of this city follows from a rule"
        if not allowance.stands_since:
            granted = [allowance.limit, *allowance.extensions]
            assert counted(allowance) == sum(CITY.time.seconds(read_limit(limit)) for limit in granted)


@seeded(6)
@for_all(seed=seeds)
def test_the_read_models_and_what_if_count_as_the_engine_does(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lived = {f"M{number}": events_of_life(seed + number, f"M{number}") for number in range(20)}
    histories = {matter_id: events for matter_id, events in lived.items() if events}
    states = {matter_id: folded(events) for matter_id, events in histories.items()}
    moments = [event.at for events in histories.values() for event in events]
    now = max(moments) + MINUTE
    directory = tmp_path_factory.mktemp("clocks")
    Projector(directory, store_of([*registered_city(), *(matter(events) for events in histories.values())])).catch_up()
    with snapshot(directory) as connection:
        open_matters = {matter_id: state for matter_id, state in states.items() if not state.over}
        assert {row for row in dues_of_the_whole(connection, now) if row[0] in open_matters} == {
            (matter_id, clock.due)
            for matter_id, state in open_matters.items()
            for clock in state.deadlines()
            if clock.step is Step.CLOSE and not (state.stands_since and state.stands_since < clock.due)
        }
        assert {(row.matter_id, row.step, row.due) for row in list_overdue(connection, now)} == {
            (matter_id, clock.step, clock.due)
            for matter_id, state in states.items()
            for clock in state.clocks()
            if clock.due <= now
        }
        question = Question(window=Window(start=min(moments), end=now, as_of=now))
        proposed(connection, question, CITY, CITY)
        for table, would_be in PROPOSED_TABLES.items():
            assert known(connection, would_be, now) == known(connection, table, now)


def events_of_life(seed: int, matter_id: str) -> list[MatterEvent]:
    turns = life(seed, CITY, attempts=150)
    return [replace(event, matter_id=matter_id) for turn in turns for event in turn.events]


def folded(events: list[MatterEvent]) -> Known:
    first, *others = events
    return reduce(evolve, others, evolve(Unreported(), first))


def dues_of_the_whole(connection: Connection, now: datetime) -> set[tuple[str, datetime]]:
    """When the cycle that runs is due, of the matters that have a limit."""
    rows = connection.execute(
        "select matter_id, due from closings"
        " where valid_from <= $now and $now < valid_to and closed_at is null and due is not null",
        {"now": to_utc(now)},
    ).fetchall()
    return {(matter_id, from_utc(due)) for matter_id, due in rows}


def known(connection: Connection, table: str, now: datetime) -> list[str]:
    """What was known of the table then, in some order that is always the same."""
    facts = "host, due, in_time, " + ("round, ended" if table.startswith("rounds") else "cycle, closed_at")
    rows = connection.execute(
        f"select matter_id, {facts} from {table} where valid_from <= $now and $now < valid_to", {"now": to_utc(now)}
    ).fetchall()
    return sorted(map(str, rows))
