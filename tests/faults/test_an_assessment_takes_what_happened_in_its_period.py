"""An assessment of March takes no charge for April, whoever proposes or confirms it and by whatever mark."""

from pathlib import Path

import pytest

from gridcase.assessments import rules
from gridcase.assessments.events import ChargeConfirmed, ChargeProposed, ItemDeducted
from gridcase.testing.assessing import MATTER, PHOTO, confirm, deduct, open_, propose, veto
from gridcase.testing.cast import HAN, YANG, SmallCity, at, policy
from gridcase.testing.scenario import Story, given
from tests.support.command import reported, small_city_with
from tests.unit.test_cli_assess import PLACES

MARCH, APRIL = ("--period", "2026-03"), "2026-04-02T09:00"


class Happened(SmallCity):
    """The matter had events at these times."""

    def __init__(self, *spoken: str) -> None:
        super().__init__({MATTER: "closed"})
        self.times = {f"matter:{MATTER}@{version}": at(one) for version, one in enumerate(spoken, 1)}

    def happenings(self, matter_id: str) -> dict[str, object]:  # type: ignore[override]
        return dict(self.times)


def opened(*spoken: str) -> Story:
    return given(open_(), policy=policy(Happened(*spoken)))


@pytest.mark.parametrize("say", [propose, deduct, veto])
def test_nothing_is_taken_for_a_matter_of_april(say: object) -> None:
    """The small city's first Monday is 2 March: Wednesday of the fifth week is 1 April."""
    opened("Wed+4 09:00").when(say(matter_id=MATTER)).then_refused(rules.OTHER_PERIOD)  # type: ignore[operator]


def test_a_matter_that_something_happened_to_in_march_counts_in_march() -> None:
    opened("Tue+4 23:59", "Wed+4 09:00").when(deduct(matter_id=MATTER)).then(ItemDeducted)
    opened("Wed+4 00:00", "Thu+4 09:00").when(deduct(matter_id=MATTER)).then_refused(rules.OTHER_PERIOD)


def test_a_charge_that_names_its_occasion_is_judged_by_that_alone() -> None:
    story = opened("Mon 09:00", "Wed+4 09:00")
    story.when(propose(cause=f"matter:{MATTER}@1")).then(ChargeProposed)
    story.when(propose(cause=f"matter:{MATTER}@2")).then_refused(rules.OTHER_PERIOD)


def test_one_that_was_proposed_before_this_was_asked_is_not_confirmed() -> None:
    proposed = opened("Mon 09:00").and_(propose(by=YANG))
    proposed.when(confirm(by=HAN)).then(ChargeConfirmed)
    later = Story(policy(Happened("Wed+4 09:00")), proposed.state, proposed.events)
    later.when(confirm(by=HAN)).then_refused(rules.OTHER_PERIOD)


def test_a_mark_without_a_matter_needs_none() -> None:
    opened().when(deduct(evidence=PHOTO)).then(ItemDeducted)


def test_the_command_refuses_it(tmp_path: Path) -> None:
    city = small_city_with(PLACES, tmp_path)
    city.done("assess", "open", *MARCH, "--under", "weibin", by="han", at="2026-03-01")
    matter = reported(city, at=APRIL)
    for words in (("propose", "xiangyang", "disputes"), ("deduct", "xiangyang", "grid-work")):
        refusal = city.refused("assess", *words, *MARCH, "--matter", matter, by="han", at=APRIL)
        assert "other-period" in refusal
        assert f"{matter}: 2026-04-02" in refusal
