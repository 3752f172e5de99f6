"""A grid member's day: started, followed by points however late, places inspected, ended."""

import msgspec
import pytest

from gridcase import rules as shared
from gridcase.actors import Role
from gridcase.patrols import rules
from gridcase.patrols.commands import MOST_POINTS, AddPoints, ReportedFinding
from gridcase.patrols.events import (
    FindingReported,
    MissNoted,
    PatrolEnded,
    PatrolStarted,
    PlaceInspected,
    PointsAdded,
    Whereabouts,
)
from gridcase.testing.cast import CHEN, HAN, LI, SUN, SmallCity, at, member, policy
from gridcase.testing.patrolling import (
    AWAY,
    HOME,
    add_points,
    end,
    inspect,
    note_miss,
    report_finding,
    seen,
    start,
)
from gridcase.testing.scenario import given

MATTER = "M260302-FUMES1"
KNOWN = policy(SmallCity(stages={MATTER: "reported", "M-2": "filed"}))


def test_a_day_starts_in_the_members_grid() -> None:
    given().when(start()).then(PatrolStarted, unit="xiangyang-3", occurred_at=at("Mon 08:00"))


def test_a_day_may_be_told_of_later_but_under_its_own_date() -> None:
    given().when(start(at="Tue 09:00", occurred_at=at("Mon 08:00"))).then(PatrolStarted, occurred_at=at("Mon 08:00"))
    given().when(start(at="Tue 09:00")).then_refused(rules.OTHER_DAY, "2026-03-03")
    given().when(start(occurred_at=at("Mon 09:00"))).then_refused(shared.HAPPENED_LATER)


def test_members_tell_of_their_own_days_alone() -> None:
    given().when(start(by=SUN)).then_refused(rules.NOT_YOUR_DAY)
    given().when(start(by=HAN)).then_refused(shared.ROLE_MAY_NOT)
    given().when(start(member="x", by=member("x", Role.GRID_MEMBER))).then_refused(shared.UNKNOWN_MEMBER)


def test_a_grid_that_was_dissolved_is_not_patrolled() -> None:
    class Dissolved(SmallCity):
        def has_unit(self, code: str) -> bool:
            return code != "xiangyang-3" and super().has_unit(code)

    given(policy=policy(Dissolved())).when(start()).then_refused(rules.NO_GRID)


def test_nothing_is_told_of_a_day_that_did_not_start() -> None:
    for say in (add_points, inspect, report_finding, note_miss, end):
        given().when(say()).then_refused(rules.NOT_STARTED)


def test_points_are_put_in_order_and_the_known_ones_left_out() -> None:
    first = given(start(), add_points(points=(seen("Mon 09:10"),)))
    late = (seen("Mon 09:30"), seen("Mon 09:10", AWAY), seen("Mon 09:00"), seen("Mon 09:00", AWAY))
    added = first.when(add_points(at="Mon 18:00", points=late)).then(PointsAdded, taken=2, outside=0)
    assert [point.seen_at for point in added.events[-1].points] == [at("Mon 09:00"), at("Mon 09:30")]
    assert added.events[-1].points[0].spot == HOME


def test_points_out_of_the_grid_are_flagged() -> None:
    points = (seen("Mon 09:00"), seen("Mon 09:01", AWAY))
    added = given(start()).when(add_points(points=points)).then(PointsAdded, taken=2, outside=1)
    assert [point.whereabouts for point in added.events[-1].points] == [Whereabouts.INSIDE, Whereabouts.OUTSIDE]


def test_a_device_that_is_not_sure_accuses_nobody() -> None:
    # 222 m north of the grid, and sure to 300 m.
    unsure = seen("Mon 09:00", "35.3120,113.9250", 300)
    given(start()).when(add_points(points=(unsure,))).then(PointsAdded, outside=0)


def test_without_a_boundary_nobody_knows() -> None:
    elsewhere = given(start(member="sun", by=SUN))
    added = elsewhere.when(add_points(member="sun", by=SUN, points=(seen("Mon 09:00", AWAY),)))
    assert added.then(PointsAdded, outside=0).events[-1].points[0].whereabouts is Whereabouts.UNKNOWN


def test_nobody_is_followed_before_and_after_the_patrol() -> None:
    points = (seen("Mon 07:59"), seen("Mon 08:00"), seen("Mon 17:30"), seen("Mon 17:31"), seen("Tue 09:00"))
    given(start(), end()).when(add_points(at="Tue 10:00", points=points)).then(PointsAdded, taken=2)
    given(start(), end()).when(add_points(at="Tue 10:00", points=(seen("Mon 20:00"),))).then_nothing()


def test_a_point_of_the_future_or_off_the_earth_is_refused() -> None:
    given(start()).when(add_points(points=(seen("Mon 12:01"),))).then_refused(shared.HAPPENED_LATER, "clock")
    given(start()).when(add_points(points=(seen("Mon 09:00", "113.9,35.3"),))).then_refused(rules.NO_SPOT)


def test_a_place_is_inspected_with_numbered_findings() -> None:
    story = given(start(), inspect(), policy=KNOWN)
    findings = (ReportedFinding(text="占道经营"), ReportedFinding(class_code="fumes", matter_id=MATTER))
    after = story.when(inspect(at="Mon 11:00", place="xiangyang-3", findings=findings)).then(PlaceInspected)
    assert [finding.finding for finding in after.events[-1].findings] == [2, 3]
    assert after.state.findings == ("", "", MATTER)


def test_what_is_inspected_and_found_is_known_to_the_city() -> None:
    story = given(start())
    story.when(inspect(place="nowhere")).then_refused(shared.UNKNOWN_UNIT)
    story.when(inspect(findings=(ReportedFinding(class_code="weather"),))).then_refused(shared.UNKNOWN_CLASS)
    story.when(inspect(findings=(ReportedFinding(matter_id=MATTER),))).then_refused(shared.UNKNOWN_MATTER)


def test_an_inspection_lies_within_the_patrol() -> None:
    given(start(), end()).when(inspect(at="Mon 18:00")).then_refused(rules.PATROL_ENDED)
    given(start(), end()).when(inspect(at="Mon 18:00", occurred_at=at("Mon 10:00"))).then(PlaceInspected)
    given(start()).when(inspect(occurred_at=at("Mon 07:00"))).then_refused(rules.NOT_STARTED)


def test_a_finding_becomes_one_matter() -> None:
    story = given(start(), inspect(), policy=KNOWN)
    after = story.when(report_finding()).then(FindingReported, finding=1, matter_id=MATTER)
    after.when(report_finding(matter_id="M-2")).then_refused(rules.FINDING_IS_ANOTHER, MATTER)
    for number in (0, 2):
        story.when(report_finding(finding=number)).then_refused(rules.UNKNOWN_FINDING)
    story.when(report_finding(matter_id="M-unknown")).then_refused(shared.UNKNOWN_MATTER)


def test_supervision_notes_what_the_patrol_should_have_seen() -> None:
    story = given(start(), end(), policy=KNOWN)
    story.when(note_miss()).then(MissNoted, matter_id=MATTER, unit="xiangyang-3")
    story.when(note_miss(by=CHEN)).then(MissNoted)
    story.when(note_miss(by=LI)).then_refused(shared.ROLE_MAY_NOT)
    story.when(note_miss(reason="")).then_refused(shared.REASON_MISSING)
    story.when(note_miss(matter_id="M-unknown")).then_refused(shared.UNKNOWN_MATTER)


def test_a_day_ends_once_and_after_it_started() -> None:
    given(start()).when(end()).then(PatrolEnded, unit="xiangyang-3")
    given(start(), end()).when(end(at="Mon 18:00")).then_nothing()
    given(start()).when(end(occurred_at=at("Mon 07:00"))).then_refused(rules.ENDS_BEFORE_START)


def test_time_does_not_go_backwards() -> None:
    given(start(), add_points()).when(inspect(at="Mon 11:00")).then_refused(shared.TIME_GOES_BACKWARDS)


def test_a_batch_is_no_longer_than_a_day() -> None:
    longest = add_points(points=(seen("Mon 09:00"),) * (MOST_POINTS + 1))
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(msgspec.to_builtins(longest), AddPoints)
