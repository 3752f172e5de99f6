"""A backup put back: into a new home, or into one whose store is gone."""

import shutil
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from gridcase.city import City, load_city
from gridcase.city.backup import EVENTS, Manifest, digest_of, read_backup
from gridcase.city.home import STORE_EXISTS, Home
from gridcase.errors import Refused, StoreGone
from gridcase.files import whole_file
from gridcase.store.recorded import recorded
from gridcase.store.sqlite import SqliteStore
from gridcase.store.transfer import take_over


class Restored(Struct, frozen=True):
    """What was put back. ``kept`` are files that were there, and say otherwise than the backup."""

    manifest: Manifest
    kept: tuple[str, ...]


def restore(folder: Path, home: Home) -> Restored:
    """Put a backup back. Files that are there stay as they are; a store that is there is never replaced.

    The history goes on in its lineage: whatever had come further than the backup is told so by its own place. Raises
    ``BadConfiguration`` for what is no whole backup, ``Refused`` where there is a store.
    """
    manifest = read_backup(folder)
    names = [name for name in manifest.files if name != EVENTS]
    there = home.city_file.exists()
    city = home.city() if there else load_city(folder / home.city_file.name)
    _must_have_no_store(home, city)
    kept = tuple(name for name in names if _differs(folder / name, home.path / name))
    for name in names:
        file = home.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            _put_file(folder / name, file)
    for made in (home.read_models, home.quarantine):
        made.mkdir(exist_ok=True)
    _put_store(folder, home, city)
    return Restored(manifest, kept)


def _must_have_no_store(home: Home, city: City) -> None:
    try:
        home.store(city).close()
    except StoreGone:
        return
    raise Refused(STORE_EXISTS, f"{home.path} has a store: move it away, or put the backup back into another home")


def _differs(backup: Path, file: Path) -> bool:
    return file.exists() and digest_of(backup) != digest_of(file)


def _put_store(folder: Path, home: Home, city: City) -> None:
    path = home.path_of_store(city)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        for log in ("-wal", "-shm"):  # of the store that is gone
            path.with_name(path.name + log).unlink(missing_ok=True)
        path.unlink(missing_ok=True)  # nothing is in it: it was looked at before
        _put_file(folder / EVENTS, path)
        return
    with (
        closing(SqliteStore(folder / EVENTS, create=False)) as backup,
        closing(recorded(home.open_another(city, city.store.url, backup.lineages()))) as store,
    ):
        take_over(backup, store)


def _put_file(backup: Path, path: Path) -> None:
    with backup.open("rb") as content, whole_file(path) as file:
        shutil.copyfileobj(content, file)
