"""The read models of the desk's city: brought up to date before they are asked, and how far they are."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

from msgspec import Struct

from gridcase_cli.wiring import MATTER, Desk

if TYPE_CHECKING:
    from gridcase_projections.database import Connection

PATIENCE = 60
"""Seconds that the first read models, being made by another process, are waited for."""

BATCH = 50_000
"""Events read from the store at once."""


class Standing(Struct, frozen=True, kw_only=True):
    """How much there is, and where the read models are: ``behind`` is in positions, 0 if nothing is missing."""

    matters: int
    events: int
    position: int
    read_models: int
    behind: int


@contextmanager
def read_models(desk: Desk) -> Iterator["Connection"]:
    """The newest read models, which say all that the store does unless another process keeps them up to date.

    If that process is still making the first ones, they are waited for.
    """
    from gridcase_projections.database import snapshot
    from gridcase_projections.errors import NothingPublished
    from gridcase_projections.runner import bring_up_to_date

    patience = monotonic() + PATIENCE
    with ExitStack() as opened:
        while True:
            bring_up_to_date(desk.store, desk.home.read_models)
            try:
                connection = opened.enter_context(snapshot(desk.home.read_models))
                break
            except NothingPublished:
                if monotonic() > patience:
                    raise
            sleep(0.1)
        yield connection


def standing(desk: Desk) -> Standing:
    """What the read models hold, and what the store has beyond them."""
    from gridcase_projections.database import snapshot
    from gridcase_projections.errors import NothingPublished
    from gridcase_projections.totals import NOTHING, totals

    try:
        with snapshot(desk.home.read_models) as connection:
            known = totals(connection)
    except NothingPublished:
        known = NOTHING
    matters, events, position = known.matters, known.events, known.position
    while beyond := desk.store.read(position, BATCH):
        matters += sum(event.version == 1 and event.stream.startswith(MATTER) for event in beyond)
        events += len(beyond)
        position = beyond[-1].position
    return Standing(
        matters=matters,
        events=events,
        position=position,
        read_models=known.position,
        behind=position - known.position,
    )
