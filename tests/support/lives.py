"""Random lives of matters, as a store is given them."""

from msgspec.structs import replace

from gridcase.matters.events import MatterEvent
from gridcase.store.port import NewEvent
from gridcase.testing.lives import life, small_city
from tests.support.histories import matter


def lived(seed: int, matter_id: str, attempts: int = 120) -> list[MatterEvent]:
    """What happened in one random life, told of the matter with this id."""
    turns = life(seed, small_city(), attempts)
    return [replace(event, matter_id=matter_id) for turn in turns for event in turn.events]


def lives(seed: int, matters: int) -> list[list[NewEvent]]:
    """So many random lives, each a stream of its own."""
    histories = (lived(seed * 1000 + number, f"L{number}") for number in range(matters))
    return [matter(events) for events in histories if events]
