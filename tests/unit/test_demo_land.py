"""The invented city's land: each unit has a part of its parent's, and the parts cover it."""

from collections import Counter

from gridcase.boundaries import Spot, read_boundary
from gridcase.demo.city import SMALL, invented_city
from gridcase.demo.land import WHOLE, Land


def area(land: Land) -> int:
    return (land.north - land.south) * (land.east - land.west)


def test_the_parts_cover_the_whole_and_do_not_overlap() -> None:
    for count in (1, 2, 3, 7, 12, 325):
        parts = list(WHOLE.parts(count))
        assert len(parts) == count
        assert sum(map(area, parts)) == area(WHOLE)


def test_a_boundary_is_read_as_the_land_that_it_was_written_from() -> None:
    land = Land(3_500_001, 11_380_007, 3_512_345, 11_400_000)
    assert Land.of(land.boundary) == land


def test_a_spot_of_the_city_lies_in_one_unit_of_each_level() -> None:
    city, spot = invented_city(SMALL), Spot(35.23456, 114.12345)
    units = (*city.areas, *city.grids)
    around = [unit for unit in units if read_boundary(unit.boundary).metres_outside(spot) == 0]
    assert Counter(unit.level for unit in around) == dict.fromkeys(("city", "county", "township", "village", "grid"), 1)
    assert [unit.parent for unit in around] == ["", *(unit.code for unit in around[:-1])]
