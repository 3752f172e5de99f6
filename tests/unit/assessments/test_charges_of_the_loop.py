"""The loop proposes what follows from matters, once, to the open assessments of their units."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from gridcase.aggregates import ASSESSMENTS
from gridcase.assessments import rules
from gridcase.assessments.events import ChargeProposed
from gridcase.assessments.pack import ChargeRule, Occasion, Pack
from gridcase.assessments.state import Assessment
from gridcase.assessments.verdict import verdict
from gridcase.envelope import Envelope
from gridcase.loop.charges import Charges
from gridcase.matters.events import CaseKind, Channel, Harm, Severity
from gridcase.registry.records import MatterClass
from gridcase.running_city import RunningCity
from gridcase.store.memory import MemoryStore
from gridcase.testing import assessing as say
from gridcase.testing import script
from gridcase.testing.cast import CHEN, HAN, LI, SUN, YANG, SmallCity, at, policy, running_city
from gridcase.testing.scenario import given
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


PETITIONED = script.petition(at="Tue 10:00")


def test_a_petition_is_proposed_because_somebody_recorded_it(city: City) -> None:
    assert city.do(*DISPUTE, PETITIONED).propose() == [("petitions", f"matter:{MATTER}@6")]


def test_that_a_department_was_late_is_no_petition(city: City) -> None:
    """The loop escalates what is overdue: that says something of the department, and nothing of the village."""
    assert city.do(*DISPUTE[:3], script.escalate(by=HAN)).propose() == []


def test_a_petition_that_went_no_higher_than_the_village_went_over_nobody(city: City) -> None:
    assert city.do(*DISPUTE, script.petition(level="village")).propose() == []
    assert city.do(script.petition(level="nation", at="Wed 10:00")).propose() == [("petitions", f"matter:{MATTER}@7")]


def test_a_petition_falls_to_the_period_in_which_people_went() -> None:
    city = City().do(say.open_(at="Mon 08:00", period="2026-02"), say.open_(at="Mon 08:00", period="2026-03"))
    last_month = at("Mon 10:00") - timedelta(days=4)
    city.do(*DISPUTE, script.petition(occurred_at=last_month))
    assert city.propose() == [("petitions", f"matter:{MATTER}@6")]
    charged = city.engine.histories(ASSESSMENTS).get("xiangyang:2026-02:safe-unit").state
    assert isinstance(charged, Assessment)
    assert [charge.code for charge in charged.charges] == ["petitions"]


def test_a_petition_about_what_was_resolved_on_the_spot_is_one_too(city: City) -> None:
    city.do(script.report(), script.resolve(class_code="dispute"), script.review(), script.petition())
    assert city.propose() == [("petitions", f"matter:{MATTER}@4")]


def test_of_what_was_never_filed_nothing_is_charged(city: City) -> None:
    city.do(script.report(), script.petition(at="Mon 10:00"), script.decline(at="Mon 11:00"))
    assert city.propose() == []


def test_a_petition_that_came_before_the_filing_counts_from_the_filing_on(city: City) -> None:
    city.do(script.report(), script.petition(at="Mon 09:05"))
    assert city.propose() == []
    assert city.do(script.classify()).propose() == [("petitions", f"matter:{MATTER}@2")]


GAS_LEAK = (script.report(), script.classify(class_code="gas", severity=Severity.CRITICAL), script.divert())


def test_whoever_reports_a_grave_hazard_risks_nothing(city: City) -> None:
    assert city.do(*GAS_LEAK).propose() == []
    assert city.do(script.handle(), script.verify()).propose() == [], "not stated is not said"


@pytest.mark.parametrize("harm", [Harm.NONE, Harm.LOSS, Harm.NOT_STATED])
def test_other_harm_than_casualties_is_no_accident_with_casualties(city: City, harm: Harm) -> None:
    assert city.do(*GAS_LEAK, script.handle(harm=harm)).propose() == []


def test_casualties_are_a_veto_once_the_host_stated_them(city: City) -> None:
    assert city.do(*GAS_LEAK, script.handle(harm=Harm.CASUALTIES)).propose() == [("casualties", f"matter:{MATTER}@4")]


def test_casualties_are_casualties_whatever_the_class(city: City) -> None:
    city.do(script.report(), script.classify(), script.divert(), script.handle(harm=Harm.CASUALTIES))
    assert city.propose() == [("casualties", f"matter:{MATTER}@4")]


@pytest.mark.parametrize(
    ("pack", "kind", "major", "proposed"),
    [
        (say.SAFE_UNIT, CaseKind.CRIMINAL, False, []),
        (say.SAFE_UNIT, CaseKind.CRIMINAL, True, ["major-case"]),
        (say.SAFE_UNIT, CaseKind.PUBLIC_ORDER, True, ["major-case"]),
        (say.THREE_ZEROS, CaseKind.CRIMINAL, False, ["case"]),
        (say.THREE_ZEROS, CaseKind.CRIMINAL, True, ["case"]),
        (say.THREE_ZEROS, CaseKind.PUBLIC_ORDER, False, []),
        (say.THREE_ZEROS, CaseKind.PUBLIC_ORDER, True, ["case"]),
    ],
)
def test_a_case_is_one_that_the_police_opened(pack: Pack, kind: CaseKind, major: bool, proposed: list[str]) -> None:
    city = City().do(say.open_(at="Mon 08:00", pack=pack), *DISPUTE, script.case(kind=kind, major=major))
    assert [code for code, _ in city.propose()] == proposed


SEEN_EARLY = (
    script.report(by=LI, channel=Channel.PATROL, reporter=""),
    script.confirm(by=SUN),
    script.classify(class_code="gas", severity=Severity.CRITICAL),
    script.divert(),
)


def test_a_hazard_that_the_village_found_before_anything_happened_counts_for_it(city: City) -> None:
    city.do(*SEEN_EARLY, script.handle(harm=Harm.NONE))
    assert city.propose() == [("found-early", f"matter:{MATTER}@5")]
    city.do(say.confirm(at="Thu 10:00", by=YANG))
    state = city.engine.histories(ASSESSMENTS).get("xiangyang:2026-03:safe-unit").state
    assert isinstance(state, Assessment)
    assert verdict(state.pack, state.threshold, state.marks).score == 101


@pytest.mark.parametrize(
    "commands",
    [
        (*SEEN_EARLY, script.handle()),
        (*SEEN_EARLY, script.handle(harm=Harm.LOSS)),
        (*SEEN_EARLY[:1], *SEEN_EARLY[2:], script.handle(harm=Harm.NONE)),
        (SEEN_EARLY[0], script.confirm(by=LI), *SEEN_EARLY[2:], script.handle(harm=Harm.NONE)),
        (SEEN_EARLY[0], script.confirm(by=SUN, found=False), *SEEN_EARLY[2:], script.handle(harm=Harm.NONE)),
        (script.report(), *SEEN_EARLY[1:], script.handle(harm=Harm.NONE)),
        (*SEEN_EARLY[:2], script.classify(), *SEEN_EARLY[3:], script.handle(harm=Harm.NONE)),
    ],
    ids=["not stated", "too late", "not seen", "seen by the finder", "not there", "told by a resident", "no hazard"],
)
def test_what_nobody_stated_is_no_finding_either(city: City, commands: tuple[Any, ...]) -> None:
    assert city.do(*commands).propose() == []


def test_a_finding_that_did_harm_after_all_counts_no_more(city: City) -> None:
    city.do(*SEEN_EARLY, script.handle(harm=Harm.NONE), script.rework())
    city.do(script.divert(at="Mon 15:00"), script.handle(at="Mon 16:00", harm=Harm.CASUALTIES))
    assert city.propose() == [("casualties", f"matter:{MATTER}@8")]


OLD_PACK = replace(
    say.SAFE_UNIT,
    facts=(),
    charges=(
        ChargeRule(code="petitions", on=Occasion.ESCALATED, lists=("disputes",)),
        ChargeRule(code="casualties", on=Occasion.FILED, lists=("hazards",), severity=Severity.CRITICAL),
    ),
)


def test_a_pack_of_old_is_read_and_its_proxies_charge_nobody_any_more() -> None:
    opened = given(say.open_()).events[0]
    city = City()
    old = replace(opened, pack=OLD_PACK, digest=OLD_PACK.digest)
    stream = "assessment:xiangyang:2026-03:safe-unit"
    city.store.append([city.codec.new_event(stream, 1, Envelope(event=old, recorded_at=old.at))])
    city.do(*GAS_LEAK, script.escalate(by=HAN))
    assert city.propose() == []
    state = city.engine.histories(ASSESSMENTS).get("xiangyang:2026-03:safe-unit").state
    assert isinstance(state, Assessment)
    assert state.pack == OLD_PACK


def test_no_assessment_is_opened_any_more_with_a_pack_of_proxies() -> None:
    given().when(say.open_(pack=OLD_PACK)).then_refused(rules.BAD_PACK, "or [[facts]]")


def test_a_duplicate_and_a_voided_matter_are_charged_to_nobody(city: City) -> None:
    city.do(script.report(matter_id="M260302-MASTER"), *DISPUTE[:2], script.petition(at="Mon 09:20"))
    city.do(script.merge())
    city.do(script.report(matter_id="M-2"), script.classify(matter_id="M-2", class_code="dispute"))
    city.do(script.petition(at="Mon 10:30", matter_id="M-2"), script.void(matter_id="M-2"))
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
            city.engine.execute(script.classify(matter_id=matter_id, at=moment))
            city.engine.execute(script.petition(matter_id=matter_id, at=moment))
        if is_restarted:
            charges = Charges(city.store, city.codec, city.engine)
        causes.append([event.cause for outcome in charges.catch_up(now) for event in outcome.events])
    assert causes == [["matter:M-1@3"], [], ["matter:M-2@3"]]


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
