"""Where a grid ends: circles and polygons on the map, and whether a spot lies inside.

A spot is written ``35.30312,113.92604``: latitude and longitude in decimal degrees, in whatever system the city's
devices and maps share. A boundary is a circle, a spot and a radius in metres (``35.30312,113.92604 500``), or a polygon
of three spots or more (``35.30,113.92 35.30,113.93 35.31,113.93``).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians
from typing import NamedTuple

METRES_PER_DEGREE = 111_195.0
"""Of latitude, on a sphere of the earth's mean radius."""

SPOT = re.compile(r"(-?\d{1,2}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
RADIUS = re.compile(r"[1-9]\d{0,5}")


class Spot(NamedTuple):
    """A place on the earth, in degrees."""

    latitude: float
    longitude: float

    @classmethod
    def parse(cls, text: str) -> "Spot":
        """Raises ``ValueError`` for what is no spot on the earth."""
        match = SPOT.fullmatch(text)
        if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
            raise ValueError(f"latitude,longitude in degrees, as in 35.30312,113.92604, not {text!r}")
        return cls(float(match[1]), float(match[2]))

    def coarse(self) -> str:
        """The spot to about a kilometre: what may leave the house."""
        return f"{self.latitude:.2f},{self.longitude:.2f}"

    def metres_to(self, other: "Spot") -> float:
        return hypot(*other.seen_from(self))

    def seen_from(self, origin: "Spot") -> tuple[float, float]:
        """Metres east and north of ``origin``: on a plane, which is true enough within a city."""
        east = (self.longitude - origin.longitude) * cos(radians(origin.latitude))
        return east * METRES_PER_DEGREE, (self.latitude - origin.latitude) * METRES_PER_DEGREE


class Boundary(NamedTuple):
    """The corners of a polygon, or the centre of a circle and its ``radius`` in metres."""

    corners: tuple[Spot, ...]
    radius: int = 0

    @classmethod
    def parse(cls, text: str) -> "Boundary":
        """Raises ``ValueError`` for what is neither a circle nor a polygon."""
        *spots, last = text.split() or [""]
        if len(spots) == 1 and RADIUS.fullmatch(last):
            return cls((Spot.parse(spots[0]),), int(last))
        corners = tuple(Spot.parse(part) for part in (*spots, last))
        if len(corners) < 3:
            raise ValueError(f"a spot and a radius in metres, or three spots and more, not {text!r}")
        return cls(corners)

    def metres_outside(self, spot: Spot) -> float:
        """How far the spot lies from the nearest point of the boundary's inside; 0 inside."""
        seen = [corner.seen_from(spot) for corner in self.corners]
        if self.radius:
            return max(0.0, hypot(*seen[0]) - self.radius)
        edges = list(pairwise((*seen, seen[0])))
        return 0.0 if surrounds(edges) else min(metres_to_edge(start, end) for start, end in edges)


Plane = tuple[float, float]


def surrounds(edges: list[tuple[Plane, Plane]]) -> bool:
    """Whether the edges surround the origin: a ray to the east crosses them an odd number of times."""
    crossings = 0
    for (east, north), (to_east, to_north) in edges:
        if (north > 0) != (to_north > 0):
            crossings += east - north * (to_east - east) / (to_north - north) > 0
    return crossings % 2 == 1


def metres_to_edge(start: Plane, end: Plane) -> float:
    """From the origin to the nearest point of an edge."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else max(0.0, min(1.0, -(x * dx + y * dy) / length))
    return hypot(x + along * dx, y + along * dy)


def not_a_boundary(text: str) -> Iterator[str]:
    """What was expected in place of a boundary that cannot be read."""
    try:
        read_boundary(text)
    except ValueError as error:
        yield str(error)


@lru_cache(maxsize=4096)
def read_boundary(text: str) -> Boundary:
    return Boundary.parse(text)
