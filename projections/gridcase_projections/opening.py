"""Read models opened for a question: brought up to date, waited for, mended."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from gridcase_projections.database import Connection, DatabaseError, snapshot, snapshots
from gridcase_projections.errors import DiskFull, NothingPublished, ReadModelsUnavailable
from gridcase_projections.feeds import Feed, SinglePartition
from gridcase_projections.repair import may_be_damage, repair_snapshot
from gridcase_projections.runner import FIRST_BUILD, OnProgress, Progress, Projector, bring_up_to_date
from gridcase_projections.tables import places, positions

FIRST_SNAPSHOT_TIMEOUT_SECONDS = 60
RECHECK_SECONDS = 0.1

FOR_THIS_ANSWER = "they are made anew elsewhere, for this answer alone"

OnRemark = Callable[[str], None]
"""Is given a line for people about what was done to the files."""


@contextmanager
def open_read_models(store: Feed, directory: Path, *, time_zone: str, on_remark: OnRemark) -> Iterator[Connection]:
    """The newest read models, which say all that the store does unless another process keeps them up to date.

    If that process is still making the first ones, they are waited for; raises ``NothingPublished`` where that takes
    too long. Damaged ones are moved aside and made anew; raises ``ReadModelsUnavailable`` where that was found out too
    late for the answer. Where nothing can be written, they are made elsewhere for this answer alone; where the disk is
    full, they say what they said before.
    """
    deadline = monotonic() + FIRST_SNAPSHOT_TIMEOUT_SECONDS
    with ExitStack() as kept, ExitStack() as opened:
        if not can_be_written(directory) and not Projector(directory, store, time_zone=time_zone).is_current():
            directory = Path(kept.enter_context(TemporaryDirectory(prefix="gridcase-read-models-")))
            on_remark(f"the read models cannot be written to: {FOR_THIS_ANSWER}")
        while True:
            try:
                repair_unreadable(store, directory, time_zone, on_remark)
                bring_up_to_date(store, directory, time_zone=time_zone, on_progress=each_remark_once(on_remark))
            except DiskFull as error:
                if snapshots(directory):
                    on_remark(f"{error}; what follows is what they say, up to position {published_position(directory)}")
                else:
                    directory = Path(kept.enter_context(TemporaryDirectory(prefix="gridcase-read-models-")))
                    on_remark(f"{error}: {FOR_THIS_ANSWER}")
                    continue
            try:
                connection = opened.enter_context(snapshot(directory))
                if not (remark := SinglePartition(store).misfit(places(connection))):
                    break
                opened.close()
                if monotonic() > deadline:
                    raise ReadModelsUnavailable(f"the read models do not follow from this store: {remark}")
            except NothingPublished:
                if monotonic() > deadline:
                    raise
            sleep(RECHECK_SECONDS)
        try:
            yield connection
        except Exception as error:
            if may_be_damage(error) and (remark := repair_snapshot(store, directory, time_zone)):
                raise ReadModelsUnavailable(f"{remark}: all is made anew, ask again") from error
            raise


def can_be_written(directory: Path) -> bool:
    """Whether a directory that is there, or may be made, can be written to."""
    there = next(folder for folder in (directory, *directory.absolute().parents) if folder.exists())
    return os.access(there, os.W_OK)


def published_position(directory: Path) -> int:
    """How far the newest snapshot has come. Raises ``NothingPublished``."""
    with snapshot(directory) as connection:
        return sum(positions(connection).values())


def repair_unreadable(store: Feed, directory: Path, time_zone: str, on_remark: OnRemark) -> None:
    """Have a snapshot that cannot be opened made anew."""
    try:
        with snapshot(directory) as connection:
            places(connection)
    except NothingPublished:
        return
    except (DatabaseError, ReadModelsUnavailable):
        if remark := repair_snapshot(store, directory, time_zone):
            on_remark(remark)


def each_remark_once(on_remark: OnRemark) -> OnProgress:
    """Passes on why read models are made anew, unless they are the first, and not again with every batch."""
    passed_on = {"", FIRST_BUILD}

    def on_progress(progress: Progress) -> None:
        if progress.remark not in passed_on:
            passed_on.add(progress.remark)
            on_remark(f"the read models are made anew: {progress.remark}")

    return on_progress
