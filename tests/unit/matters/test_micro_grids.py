"""What the contact of a micro-grid settles at the door, and what neighbours agree in writing."""

from gridcase import rules as shared
from gridcase.matters import rules
from gridcase.matters.events import MatterResolvedOnTheSpot
from gridcase.testing.cast import SUN
from gridcase.testing.scenario import given
from gridcase.testing.script import resolve
from tests.unit.matters.stories import REPORTED

AGREEMENT = "c" * 64


def test_the_contact_of_a_micro_grid_settles_a_matter_there() -> None:
    settled = resolve(micro_grid="m-li", agreement=AGREEMENT)
    given(*REPORTED).when(settled).then(MatterResolvedOnTheSpot, micro_grid="m-li", agreement=AGREEMENT)


def test_only_its_contact_does_and_only_where_it_lies() -> None:
    given(*REPORTED).when(resolve(by=SUN, micro_grid="m-li")).then_refused(shared.NOT_YOUR_MATTER, "li")
    given(*REPORTED).when(resolve(micro_grid="m-sun")).then_refused(rules.UNKNOWN_MICRO_GRID, "xiangyang-3")
    given(*REPORTED).when(resolve(micro_grid="m-atlantis")).then_refused(rules.UNKNOWN_MICRO_GRID)


def test_an_agreement_is_evidence_whoever_brought_it_about() -> None:
    given(*REPORTED).when(resolve(agreement=AGREEMENT)).then(MatterResolvedOnTheSpot, micro_grid="")
