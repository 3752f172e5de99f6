"""Spots and boundaries: what lies inside, and how far outside the rest lies."""

import pytest

from gridcase.boundaries import Boundary, Spot, not_a_boundary

CIRCLE = Boundary.parse("35.3000,113.9200 500")
SQUARE = Boundary.parse("35.30,113.92 35.30,113.93 35.31,113.93 35.31,113.92")
BAY = Boundary.parse("0,0 0,0.02 0.02,0.02 0.02,0.01 0.01,0.01 0.01,0")


@pytest.mark.parametrize("text", ["35.30312,113.92604", "-33,151", "90,-180"])
def test_a_spot_is_latitude_and_longitude(text: str) -> None:
    assert Spot.parse(text) == tuple(map(float, text.split(",")))


@pytest.mark.parametrize("text", ["", "35.3", "91,0", "0,181", "35.3;113.9", "35.3, 113.9", "nan,0", "1e3,0"])
def test_what_is_no_spot_on_the_earth(text: str) -> None:
    with pytest.raises(ValueError, match="latitude,longitude"):
        Spot.parse(text)


def test_a_coarse_spot_says_a_kilometre() -> None:
    spot = Spot.parse("35.30312,113.92604")
    assert spot.coarse() == "35.30,113.93"
    assert spot.metres_to(Spot.parse(spot.coarse())) < 1_000


def test_a_thousandth_of_a_degree_north_is_111_metres() -> None:
    assert Spot.parse("35.300,113.92").metres_to(Spot.parse("35.301,113.92")) == pytest.approx(111.2, abs=0.1)
    assert Spot.parse("35.300,113.920").metres_to(Spot.parse("35.300,113.921")) == pytest.approx(90.7, abs=0.1)


def test_a_circle_has_a_radius_in_metres() -> None:
    assert CIRCLE.metres_outside(Spot.parse("35.3040,113.9200")) == 0
    assert CIRCLE.metres_outside(Spot.parse("35.3100,113.9200")) == pytest.approx(612, abs=1)


def test_a_polygon_has_an_inside_and_is_as_far_as_its_nearest_edge() -> None:
    assert SQUARE.metres_outside(Spot.parse("35.305,113.925")) == 0
    assert SQUARE.metres_outside(Spot.parse("35.312,113.925")) == pytest.approx(222.4, abs=0.1)
    assert SQUARE.metres_outside(Spot.parse("35.313,113.934")) == pytest.approx(493, abs=2)


def test_a_polygon_may_have_a_bay() -> None:
    assert BAY.metres_outside(Spot.parse("0.015,0.015")) == 0
    assert BAY.metres_outside(Spot.parse("0.005,0.005")) == 0
    assert BAY.metres_outside(Spot.parse("0.012,0.004")) == pytest.approx(222.4, abs=0.1)


def test_the_order_of_the_corners_does_not_matter() -> None:
    turned = Boundary(SQUARE.corners[::-1])
    for text in ("35.305,113.925", "35.312,113.925", "35.2999,113.91"):
        assert turned.metres_outside(Spot.parse(text)) == pytest.approx(SQUARE.metres_outside(Spot.parse(text)))


@pytest.mark.parametrize("text", ["", "35.3,113.9", "35.3,113.9 35.3,113.9", "35.3,113.9 0", "35.3,113.9 -5", "a b c"])
def test_what_is_no_boundary(text: str) -> None:
    assert len(list(not_a_boundary(text))) == 1


def test_what_is_one() -> None:
    assert list(not_a_boundary("35.3,113.9 500")) == []
