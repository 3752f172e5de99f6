"""Points may come in any order, split anyhow, again and again: the day comes out the same."""

from datetime import timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from gridcase.boundaries import Boundary, Spot
from gridcase.patrols.commands import DevicePoint
from gridcase.patrols.events import Point, PointsAdded
from gridcase.testing.cast import at
from gridcase.testing.patrolling import add_points, end, start
from gridcase.testing.scenario import Story
from gridcase.testing.scenario import given as story_of

SPOTS = st.builds(
    lambda north, east: f"{35.30 + north / 1e4:.4f},{113.92 + east / 1e4:.4f}",
    st.integers(-50, 150),
    st.integers(-50, 150),
)
MINUTES = st.integers(0, 18 * 60)
POINTS = st.dictionaries(MINUTES, st.tuples(SPOTS, st.integers(0, 300)), max_size=30).map(
    lambda drawn: [
        DevicePoint(seen_at=at("Mon 06:00") + timedelta(minutes=minute), spot=spot, accuracy=accuracy)
        for minute, (spot, accuracy) in drawn.items()
    ]
)


def day(batches: list[list[DevicePoint]]) -> Story:
    story = story_of(start(), end())
    for number, batch in enumerate(batches):
        story = story.and_(add_points(at=f"Tue 10:{number:02}", points=tuple(batch)))
    return story


def route(story: Story) -> list[Point]:
    points = [point for event in story.events if isinstance(event, PointsAdded) for point in event.points]
    return sorted(points, key=lambda point: point.seen_at)


@given(POINTS, st.data())
def test_batches_in_any_order_make_the_same_route(points: list[DevicePoint], data: st.DataObject) -> None:
    shuffled = iter(data.draw(st.permutations(points)))
    batches = []
    while batch := list(islice(shuffled, data.draw(st.integers(1, 10)))):
        batches.append(batch + data.draw(st.lists(st.sampled_from(points), max_size=3)))
    assert route(day(batches)) == route(day([points]))


@given(POINTS)
def test_each_moment_is_kept_once_and_within_the_patrol(points: list[DevicePoint]) -> None:
    story = day([points, points])
    moments = [point.seen_at for event in story.events if isinstance(event, PointsAdded) for point in event.points]
    assert len(moments) == len(set(moments))
    assert set(moments) == {point.seen_at for point in points if at("Mon 08:00") <= point.seen_at <= at("Mon 17:30")}


@given(POINTS)
def test_every_batch_is_in_order_and_counts_itself(points: list[DevicePoint]) -> None:
    for event in day([points]).events:
        if isinstance(event, PointsAdded):
            assert [point.seen_at for point in event.points] == sorted(point.seen_at for point in event.points)
            assert event.taken == len(event.points)
            assert event.outside == sum(point.whereabouts == "outside" for point in event.points)


@given(SPOTS, st.integers(1, 500), SPOTS)
def test_a_spot_is_as_far_out_of_a_circle_as_its_centre_less_the_radius(centre: str, radius: int, spot: str) -> None:
    middle, here = Spot.parse(centre), Spot.parse(spot)
    assert Boundary((middle,), radius).metres_outside(here) == approx(max(0.0, middle.metres_to(here) - radius), abs=1)


@given(SPOTS)
def test_the_inside_of_a_rectangle_is_between_its_sides(spot: str) -> None:
    rectangle = Boundary.parse("35.30,113.92 35.30,113.93 35.31,113.93 35.31,113.92")
    here = Spot.parse(spot)
    strictly = 35.30 < here.latitude < 35.31 and 113.92 < here.longitude < 113.93
    away = here.latitude < 35.30 or here.latitude > 35.31 or here.longitude < 113.92 or here.longitude > 113.93
    out = rectangle.metres_outside(here)
    assert out == 0 if strictly else not away or out > 0
