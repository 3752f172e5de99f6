"""The land of the invented city: a rectangle, divided among the units of each level until every grid has its own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import isqrt
from typing import NamedTuple

from msgspec.structs import replace

from gridcase.boundaries import read_boundary
from gridcase.registry.records import Unit

UNITS_PER_DEGREE = 100_000
"""Of a land's edges: about a metre each."""


class Land(NamedTuple):
    """From edge to edge, in hundred-thousandths of a degree."""

    south: int
    west: int
    north: int
    east: int

    @classmethod
    def of(cls, boundary: str) -> "Land":
        """The land that a boundary of four corners encloses."""
        corners = read_boundary(boundary).corners
        latitudes = [round(spot.latitude * UNITS_PER_DEGREE) for spot in corners]
        longitudes = [round(spot.longitude * UNITS_PER_DEGREE) for spot in corners]
        return cls(min(latitudes), min(longitudes), max(latitudes), max(longitudes))

    @property
    def boundary(self) -> str:
        """Its corners, as the register keeps them."""
        corners = (
            (self.south, self.west),
            (self.south, self.east),
            (self.north, self.east),
            (self.north, self.west),
        )
        return " ".join(spot_text(*corner) for corner in corners)

    def parts(self, count: int) -> Iterator["Land"]:
        """So many rectangles that cover it, in rows from the south, as even and as square as they come."""
        rows = max(1, isqrt(count))
        for row, columns in enumerate(shares(count, rows)):
            south, north = between(self.south, self.north, row, rows), between(self.south, self.north, row + 1, rows)
            for column in range(columns):
                west, east = (between(self.west, self.east, edge, columns) for edge in (column, column + 1))
                yield Land(south, west, north, east)


def spot_text(north: int, east: int) -> str:
    """A spot, ``35.30312,113.92604``."""
    return f"{north / UNITS_PER_DEGREE:.5f},{east / UNITS_PER_DEGREE:.5f}"


def shares(count: int, among: int) -> list[int]:
    each, more = divmod(count, among)
    return [each + (place < more) for place in range(among)]


def between(first: int, last: int, part: int, parts: int) -> int:
    return first + (last - first) * part // parts


WHOLE = Land(3_500_000, 11_380_000, 3_560_000, 11_440_000)
"""The city's: 67 km from south to north, 54 km from west to east."""


def with_boundaries(units: Iterable[Unit]) -> list[Unit]:
    """The units, parents before children, each with the boundary of its part of the parent's land."""
    units = list(units)
    children: defaultdict[str, list[str]] = defaultdict(list)
    for unit in units:
        children[unit.parent].append(unit.code)
    lands = {"": WHOLE}
    for parent, codes in children.items():
        lands |= zip(codes, lands[parent].parts(len(codes)), strict=True)
    return [replace(unit, boundary=lands[unit.code].boundary) for unit in units]
