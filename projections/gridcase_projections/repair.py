"""Files of read models that are damaged: moved aside, made anew, and said."""

from pathlib import Path

from gridcase_projections.database import LIVE, DatabaseError, is_sound, set_aside, snapshots
from gridcase_projections.errors import AnotherWriter, NothingPublished, ReadModelsUnavailable
from gridcase_projections.feeds import Feed
from gridcase_projections.runner import Projector


def may_be_damage(error: BaseException | None) -> bool:
    """Whether an error, or what it was raised from, is one that a damaged file leads to; wrong SQL does not."""
    while error is not None:
        if type(error) is DatabaseError or type(error).__name__ in DAMAGE_ERRORS:
            return True
        error = error.__cause__
    return False


DAMAGE_ERRORS = (
    "IOException",
    "FatalException",
    "InternalException",
    "SerializationException",
    "ReadModelsUnavailable",
)
"""The errors of DuckDB that a damaged file leads to, beside the one without a name of its own."""


def repair_snapshot(source: Feed, directory: Path, time_zone: str) -> str:
    """Move the newest snapshot aside if it is damaged, and publish another. Returns what was done; nothing if sound.

    Where another process writes, it is left alone, and publishes its next snapshot when there are new events.
    """
    newest = next(iter(snapshots(directory)), None)
    if newest is None or is_sound(newest):
        return ""
    projector = Projector(directory, source, time_zone=time_zone)
    try:
        kept = [set_aside(newest)]
        if not is_sound(directory / LIVE):
            kept.append(set_aside(directory / LIVE))
        projector.catch_up()
    except (AnotherWriter, NothingPublished) as error:
        raise ReadModelsUnavailable(f"{newest.name} is damaged: {error}") from error
    return f"{newest.name} was damaged and is kept as {' and '.join(path.name for path in kept)}"
