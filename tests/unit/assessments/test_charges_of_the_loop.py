"""The loop proposes what follows from matters, once, to the open assessments of their units."""

from typing import Any

import pytest

from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments.events import ChargeProposed
from gridcase.assessments.state import Assessment
from gridcase.loop.charges import Charges
from gridcase.matters.events import Severity
from gridcase.registry.records import MatterClass
from gridcase.running_city import RunningCity
from gridcase.store.memory import MemoryStore
from gridcase.testing import assessing as say
from gridcase.testing import script
from gridcase.testing.cast import CHEN, HAN, SmallCity, at, policy, running_city
from gridcase.testing.script import MATTER

GAS = MatterClass(code="gas", name="燃气泄漏", list_code="hazards", default_host="chengguan")


class Town(SmallCity):
    """The small city, with a class for gas leaks."""

    def matter_class(self, code: str) -> MatterClass | None:
        return GAS if code == GAS.code else super().matter_class(code)


class City:
    def __init__(self) -> None:
        city = running_city(MemoryStore(), directory=Town(), max_reopenings=0)
        self.store, self.codec, self.engine = city.store, city.codec, city.engine
        self.charges = Charges(self.store, self.codec, self.engine)

    def do(self, *commands: Any) -> "City":
        for command in commands:
            self.engine.execute(command)
        return self

    def propose(self, when: str = "Thu 09:00") -> list[tuple[str, str]]:
        proposed = [event for outcome in self.charges.catch_up(at(when)) for event in outcome.events]
        assert all(isinstance(event, ChargeProposed) for event in proposed)
        return [(event.code, event.cause) for event in proposed]


DISPUTE = (
    script.report(),
    script.classify(class_code="dispute"),
    script.divert(host="chengguan"),
    script.handle(),
    script.verify(),
)
UNSOLVED = (*DISPUTE, script.feedback(solved=False), script.close(by=CHEN))


@pytest.fixture
def city() -> City:
    return City().do(say.open_(at="Mon 08:00"))


def test_a_dispute_closed_unsolved_is_proposed_to_its_village(city: City) -> None:
    assert city.do(*UNSOLVED).propose() == [("disputes", f"matter:{MATTER}@7")]
    state = city.engine.histories(ASSESSMENTS).get("xiangyang:2026-03:safe-unit").state
    assert isinstance(state, Assessment)
    assert [(charge.code, charge.matter_id, charge.cost) for charge in state.charges] == [("disputes", MATTER, 3)]


@pytest.mark.parametrize("period", ["2026", "2026-H1", "2026-Q1", "2026-03"])
def test_it_falls_to_the_assessments_of_every_period_that_it_lies_in(period: str) -> None:
    city = City().do(say.open_(at="Mon 08:00", period=period), *UNSOLVED)
    assert city.propose() == [("disputes", f"matter:{MATTER}@7")]


@pytest.mark.parametrize("period", ["2025", "2026-H2", "2026-Q2", "2026-02"])
def test_it_does_not_fall_to_those_of_other_periods(period: str) -> None:
    assert City().do(say.open_(at="Mon 08:00", period=period), *UNSOLVED).propose() == []


def test_a_solved_dispute_and_an_unsolved_one_that_is_still_open_are_not(city: City) -> None:
    assert city.do(*DISPUTE, script.feedback(solved=True), script.close(by=CHEN)).propose() == []
    assert City().do(say.open_(at="Mon 08:00"), *DISPUTE, script.feedback(solved=False)).propose() == []


def test_the_reporters_word_may_come_after_the_closing(city: City) -> None:
    city.do(*DISPUTE, script.close(by=CHEN))
    assert city.propose() == []
    city.do(script.feedback(at="Tue 09:00", solved=False))
    assert city.propose() == [("disputes", f"matter:{MATTER}@7")]


def test_a_dispute_that_reached_the_level_above_is_a_petition(city: City) -> None:
    assert city.do(*DISPUTE[:3], script.escalate(by=HAN)).propose() == [("petitions", f"matter:{MATTER}@4")]


def test_an_accident_with_casualties_is_proposed_as_a_veto(city: City) -> None:
    city.do(script.report(), script.classify(class_code="gas", severity=Severity.CRITICAL))
    assert city.propose() == [("casualties", f"matter:{MATTER}@2")]


def test_ordinary_matters_and_other_lists_are_nobodys_charge(city: City) -> None:
    city.do(script.report(), script.classify(class_code="gas", severity=Severity.SERIOUS))
    city.do(script.report(matter_id="M-2"), script.classify(matter_id="M-2", severity=Severity.CRITICAL))
    assert city.propose() == []


def test_a_duplicate_and_a_voided_matter_are_charged_to_nobody(city: City) -> None:
    city.do(script.report(matter_id="M260302-MASTER"), *DISPUTE[:2], script.escalate(by=HAN, at="Mon 09:20"))
    city.do(script.merge())
    city.do(script.report(matter_id="M-2"), script.classify(matter_id="M-2", class_code="dispute"))
    city.do(script.escalate(matter_id="M-2"), script.void(matter_id="M-2"))
    assert city.propose() == []


def test_nothing_is_proposed_twice_not_by_another_loop_either(city: City) -> None:
    city.do(*UNSOLVED).propose()
    assert city.propose() == []
    city.charges = Charges(city.store, city.codec, city.engine)
    assert city.propose() == []


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_could_not_be_proposed_while_the_clock_was_set_back_is_proposed_when_it_is_right(
    is_restarted: bool,
) -> None:
    now = at("Mon 08:00")
    city = RunningCity(
        MemoryStore(), lambda _, neighbours: policy(directory=Town(), neighbours=neighbours), clock=lambda: now
    )
    city.engine.execute(say.open_(at="Mon 08:00"))
    charges = Charges(city.store, city.codec, city.engine)
    causes = []
    for matter_id, moment in (("M-1", "Tue 12:00"), ("M-2", "Tue 10:00"), ("M-3", "Tue 12:01")):
        now = at(moment)
        city.engine.execute(script.report(matter_id=matter_id, at=moment))
        if matter_id != "M-3":
            grave = {"class_code": "gas", "severity": Severity.CRITICAL}
            city.engine.execute(script.classify(matter_id=matter_id, at=moment, **grave))
        if is_restarted:
            charges = Charges(city.store, city.codec, city.engine)
        causes.append([event.cause for outcome in charges.catch_up(now) for event in outcome.events])
    assert causes == [["matter:M-1@2"], [], ["matter:M-2@2"]]


def test_a_rejected_charge_is_not_proposed_again(city: City) -> None:
    city.do(*UNSOLVED).propose()
    city.do(say.reject(at="Thu 10:00"))
    city.charges = Charges(city.store, city.codec, city.engine)
    assert city.propose("Fri 09:00") == []


def test_an_assessment_opened_later_is_told_what_happened_before() -> None:
    city = City().do(*UNSOLVED)
    assert city.propose() == []
    city.do(say.open_(at="Thu 10:00"))
    assert city.propose("Thu 11:00") == [("disputes", f"matter:{MATTER}@7")]


def test_only_the_period_in_which_it_happened_is_charged() -> None:
    city = City().do(say.open_(at="Mon 08:00", period="2026-02"), say.open_(at="Mon 08:00", period="2026-Q1"))
    city.do(*UNSOLVED).propose()
    charged = {
        period: city.engine.histories(ASSESSMENTS).get(f"xiangyang:{period}:safe-unit").state
        for period in ("2026-02", "2026-Q1")
    }
    assert {period: len(state.charges) for period, state in charged.items() if isinstance(state, Assessment)} == {
        "2026-02": 0,
        "2026-Q1": 1,
    }


def test_a_closed_assessment_is_left_alone(city: City) -> None:
    city.do(say.close())
    assert city.do(*UNSOLVED).propose("Fri+4 09:00") == []
    assert city.charges.catch_up(at("Fri+4 10:00")) == []
