"""The read models of the desk's city: brought up to date before they are asked, and how far they are."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import TYPE_CHECKING

from msgspec import Struct

from gridcase.ids import is_matter
from gridcase_cli.output import note
from gridcase_cli.wiring import Desk

if TYPE_CHECKING:
    from gridcase_projections.database import Connection
    from gridcase_projections.runner import Progress, Watch

PATIENCE = 60
"""Seconds that the first read models, being made by another process, are waited for."""

FIRST = "there was nothing yet"

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

    If that process is still making the first ones, they are waited for. Damaged ones are moved aside and made anew:
    raises ``ReadModelsUnavailable`` where that was found out too late for the answer.
    """
    from gridcase_projections.database import snapshot
    from gridcase_projections.errors import NothingPublished, ReadModelsUnavailable
    from gridcase_projections.repair import may_be_damage, repaired
    from gridcase_projections.runner import bring_up_to_date

    patience = monotonic() + PATIENCE
    with ExitStack() as opened:
        while True:
            mend(desk)
            bring_up_to_date(desk.store, desk.home.read_models, progress=once(tell))
            try:
                connection = opened.enter_context(snapshot(desk.home.read_models))
                break
            except NothingPublished:
                if monotonic() > patience:
                    raise
            sleep(0.1)
        try:
            yield connection
        except Exception as error:
            if may_be_damage(error) and (done := repaired(desk.store, desk.home.read_models)):
                raise ReadModelsUnavailable(f"{done}: all is made anew, ask again") from error
            raise


def mend(desk: Desk) -> None:
    """Have a snapshot that cannot be opened made anew, and say so."""
    from gridcase_projections.database import DatabaseError, snapshot
    from gridcase_projections.errors import NothingPublished, ReadModelsUnavailable
    from gridcase_projections.repair import repaired
    from gridcase_projections.tables import positions

    try:
        with snapshot(desk.home.read_models) as connection:
            positions(connection)
    except NothingPublished:
        return
    except (DatabaseError, ReadModelsUnavailable):
        if done := repaired(desk.store, desk.home.read_models):
            note(done)


def once(tell: Callable[[str], None]) -> "Watch":
    """Tells a remark when it is made first, and not again with every batch."""
    told: set[str] = set()

    def watch(progress: "Progress") -> None:
        if progress.remark not in told:
            told.add(progress.remark)
            tell(progress.remark)

    return watch


def tell(remark: str) -> None:
    """Why read models are made anew, unless they are the first."""
    if remark not in ("", FIRST):
        note(f"the read models are made anew: {remark}")


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
        matters += sum(event.version == 1 and is_matter(event.stream) for event in beyond)
        events += len(beyond)
        position = beyond[-1].position
    return Standing(
        matters=matters,
        events=events,
        position=position,
        read_models=known.position,
        behind=position - known.position,
    )
