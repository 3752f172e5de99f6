"""The loop gives every matter what it is owed, once, when the time has come."""

import pytest

from gridcase.loop.runner import Watch, tick
from gridcase.matters import commands as c
from gridcase.running_city import RunningCity
from gridcase.store.memory import MemoryStore
from gridcase.tags import tag_of
from gridcase.testing import script
from gridcase.testing.cast import SmallCity, at, policy, running_city
from gridcase.testing.script import MATTER

TO_THE_HOST = (script.report(), script.classify(), script.divert(), script.accept())
VERIFIED = (*TO_THE_HOST, script.handle(), script.verify())


class City:
    """An engine over a store in memory, and what its loop has said to it."""

    def __init__(self, *commands: c.MatterCommand, **changes: object) -> None:
        city = running_city(MemoryStore(), **changes)
        self.store, self.codec, self.matters, self.engine = city.store, city.codec, city.matters, city.engine
        self.watch = Watch(self.store, self.engine)
        self.do(*commands)

    def do(self, *commands: c.MatterCommand) -> None:
        for command in commands:
            self.engine.execute(command)

    def tick(self, when: str) -> list[str]:
        done = tick(self.watch, self.engine, at(when))
        return [tag_of(event) for outcome in done for event in outcome.events]

    def stage(self, matter_id: str = MATTER) -> str:
        return self.matters.stage_of(matter_id)


def test_a_matter_with_its_host_is_left_alone_while_there_is_time() -> None:
    assert City(*TO_THE_HOST).tick("Mon 10:00") == []


def test_the_light_turns_yellow_before_the_limit_ends() -> None:
    city = City(*TO_THE_HOST)
    assert city.tick("Tue 09:19") == ["due-warned"]
    assert city.tick("Tue 09:20") == []


def test_a_missed_deadline_is_noted_and_urged_once() -> None:
    city = City(*TO_THE_HOST)
    assert city.tick("Tue 09:21") == ["overdue-noted", "matter-urged"]
    assert city.tick("Tue 11:00") == []


def test_then_supervised_a_working_day_later_and_escalated_after_three() -> None:
    city = City(*TO_THE_HOST)
    city.tick("Tue 09:21")
    assert city.tick("Wed 09:20") == ["matter-supervised"]
    assert city.tick("Fri 09:20") == ["due-warned", "matter-escalated"]


def test_the_loop_reminds_of_the_end_of_a_suspension_and_ends_it() -> None:
    until_friday = script.decide_suspension(until=at("Fri 10:30"))
    city = City(*TO_THE_HOST, script.ask_suspension(), until_friday)
    assert city.tick("Thu 13:41") == [], "80 % of four days are over on Thursday at 15:18"
    assert city.tick("Thu 15:18") == ["suspension-reminded"]
    assert city.tick("Fri 10:29") == []
    assert city.tick("Fri 10:30") == ["matter-resumed"]
    assert city.tick("Fri 10:31") == []
    assert city.tick("Mon+1 09:21") == ["due-warned"] or city.stage() == "handling"


def test_half_a_year_later_it_is_back_and_late_since_its_end() -> None:
    city = City(*TO_THE_HOST, script.ask_suspension(), script.decide_suspension(until=at("Fri 10:30")))
    assert city.tick("Mon+26 10:00")[:2] == ["matter-resumed", "overdue-noted"]


def test_a_suspended_matter_is_never_overdue() -> None:
    city = City(*TO_THE_HOST, script.ask_suspension(), script.decide_suspension())
    assert city.tick("Fri+3 17:00") == []


def test_the_reporter_is_asked_after_verification_and_the_window_ends_it() -> None:
    city = City(*VERIFIED)
    assert city.tick("Mon 14:10") == ["feedback-asked"]
    assert city.tick("Wed 14:10") == ["due-warned"]
    assert city.tick("Wed 14:11") == ["overdue-noted", "matter-evaluated", "matter-closed"]
    assert city.stage() == "closed"


def test_an_anonymous_report_is_evaluated_without_asking() -> None:
    anonymous = script.report(reporter="", by=script.cast.LI)
    city = City(anonymous, *VERIFIED[1:4], script.handle(), script.verify(by=script.cast.SUN))
    assert city.tick("Mon 14:10") == ["matter-evaluated", "matter-closed"]


def test_a_satisfied_reporter_closes_the_loop() -> None:
    city = City(*VERIFIED, script.ask_feedback(), script.feedback())
    assert city.tick("Mon 15:10") == ["matter-evaluated", "matter-closed"]


def test_not_solved_is_reopened_as_often_as_the_city_says_and_then_closed() -> None:
    city = City(*VERIFIED, script.ask_feedback(), script.feedback(solved=False), max_reopenings=1)
    assert city.tick("Mon 15:10") == ["matter-evaluated", "matter-reopened"]
    city.do(
        script.divert(at="Mon 15:20"),
        script.handle(at="Mon 15:30"),
        script.verify(at="Mon 15:40"),
        script.feedback(at="Mon 15:50", solved=False),
    )
    assert city.tick("Mon 16:00") == ["matter-evaluated", "matter-closed"]


def test_a_reporter_who_says_not_solved_after_closing_reopens() -> None:
    city = City(*VERIFIED, script.close(by=script.cast.CHEN))
    assert city.tick("Mon 15:30") == []
    city.do(script.feedback(at="Mon 16:00", solved=False))
    assert city.tick("Mon 16:10") == ["matter-evaluated", "matter-reopened"]


@pytest.mark.parametrize("end", ["closed", "voided"])
def test_a_duplicate_follows_its_master(end: str) -> None:
    master = "M260302-MASTER"
    city = City(script.report(matter_id=master), script.report(), script.merge())
    assert city.tick("Mon 10:00") == ["due-warned"] * 0
    if end == "voided":
        city.do(script.void(matter_id=master))
        assert "matter-unmerged" in city.tick("Mon 16:10")
        assert city.stage() == "filed"
    else:
        for say in (script.classify, script.divert, script.handle, script.verify):
            city.do(say(matter_id=master))
        city.do(script.close(matter_id=master))
        assert city.tick("Mon 15:30")[-1] == "matter-closed"
        assert city.stage() == "closed"


def test_what_could_not_be_given_while_the_clock_was_set_back_is_given_when_it_is_right_again() -> None:
    now = at("Mon 09:00")
    city = RunningCity(
        MemoryStore(), lambda _, neighbours: policy(SmallCity(), neighbours=neighbours), clock=lambda: now
    )
    for command in (*TO_THE_HOST, script.urge(at="Tue 12:00")):
        now = command.at
        city.engine.execute(command)
    watch = Watch(city.store, city.engine)
    kinds = []
    for moment in ("Tue 10:00", "Tue 10:30", "Tue 12:01"):
        now = at(moment)
        kinds.append([tag_of(event) for outcome in tick(watch, city.engine, now) for event in outcome.events])
    assert kinds == [[], [], ["overdue-noted", "matter-urged"]]


def test_a_restarted_loop_repeats_nothing() -> None:
    city = City(*TO_THE_HOST)
    city.tick("Wed 09:20")
    city.watch = Watch(city.store, city.engine)
    assert city.tick("Wed 09:20") == []


def test_two_loops_do_not_do_things_twice() -> None:
    city = City(*TO_THE_HOST)
    other = Watch(city.store, city.engine)
    other.catch_up()
    city.tick("Wed 09:20")
    again = tick(other, city.engine, at("Wed 09:20"))
    assert again == []
