"""A backup of a home: what cannot be made again, in a folder that is whole or not there at all.

Keys and passwords are not in it, their names are. Read models, which can be made again, are not.
"""

import secrets
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

import msgspec
from msgspec import Struct

from gridcase.city import City
from gridcase.city.home import Home
from gridcase.errors import NOT_JSON, BadConfiguration, Refused, StoreUnavailable
from gridcase.files import check_folder, sync
from gridcase.rules import Rule
from gridcase.store.codec import Codec
from gridcase.store.history import Place, place
from gridcase.store.recorded import RecordedStore, recorded
from gridcase.store.soundness import damages
from gridcase.store.sqlite import SqliteStore
from gridcase.store.transfer import differences, take_over

BACKUP_EXISTS = Rule("backup-exists", "a backup is never replaced")

MANIFEST, EVENTS = "backup.json", "events.sqlite"


class Manifest(Struct, frozen=True, kw_only=True):
    """What a backup holds. ``files`` are their SHA-256 by name; ``left_out`` is what must be kept elsewhere."""

    format: int = 1
    city: str
    made_at: datetime
    place: Place
    events: int
    answers: int
    files: dict[str, str]
    left_out: tuple[str, ...]


def back_up(home: Home, folder: Path, clock: Callable[[], datetime]) -> Manifest:
    """Write a backup of a city that may be at work, and check it.

    Raises ``Refused`` where something is there already, ``BadConfiguration`` inside the home, ``StoreUnavailable`` if
    what was written is not what the store holds, or that is damaged.
    """
    _must_be_new(folder)
    city = home.city()
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    draft.mkdir(parents=True, mode=0o700)
    try:
        with closing(recorded(home.store(city))) as store:
            _copy_events(store, draft / EVENTS)
            with closing(SqliteStore(draft / EVENTS, create=False)) as copy:
                _check(store, copy)
                reached, (events, answers) = place(copy, copy.last_position()), copy.counts()
        inside, outside = _calendars(city, home.path)
        shutil.copyfile(home.city_file, draft / home.city_file.name)
        for name in inside:
            (draft / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(home.path / name, draft / name)
        manifest = Manifest(
            city=city.about.name,
            made_at=clock(),
            place=reached,
            events=events,
            answers=answers,
            files={name: digest_of(draft / name) for name in (EVENTS, home.city_file.name, *inside)},
            left_out=(*outside, *_keys(city)),
        )
        (draft / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        sync(draft)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft)
        raise
    return manifest


def read_backup(folder: Path) -> Manifest:
    """What a backup says of itself, if all of it is there. Raises ``BadConfiguration``."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, *NOT_JSON) as error:
        raise BadConfiguration(str(folder), MANIFEST, "a backup that gridcase has written") from error
    if manifest.format != 1:
        raise BadConfiguration(str(folder), MANIFEST, f"format 1, not {manifest.format}: made by a newer gridcase")
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or digest_of(folder / name) != digest:
            raise BadConfiguration(str(folder), name, "the file as it was written: it is damaged, or not there")
    return manifest


def _must_be_new(folder: Path) -> None:
    check_folder(folder.parent)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(BACKUP_EXISTS, f"{folder} is there already, and not empty")


def _copy_events(store: RecordedStore, path: Path) -> None:
    if isinstance(store, SqliteStore):
        store.back_up(path)
        return
    with closing(SqliteStore(path, lineages=store.lineages())) as copy:
        take_over(store, copy)


def _check(store: RecordedStore, copy: SqliteStore) -> None:
    if damage := next(damages(copy, Codec()), None):
        raise StoreUnavailable(f"{store.name} is damaged ({damage}): see gridcase doctor --deep; no backup was written")
    if different := next(differences(store, copy, until=copy.last_position()), ""):
        raise StoreUnavailable(f"the copy is not what {store.name} holds ({different}); no backup was written")


def _calendars(city: City, folder: Path) -> tuple[list[str], list[str]]:
    """Calendars of the city's own: those inside the home, and those elsewhere."""
    name = city.file.working_time.calendar
    if not name.endswith(".toml"):
        return [], []
    inside = folder.resolve() in (folder / name).resolve().parents and not Path(name).is_absolute()
    return ([name], []) if inside else ([], [f"working_time.calendar {name}"])


def _keys(city: City) -> list[str]:
    """What the city reads passwords and keys from: the names, never what is in it."""
    of_store = (("password_file", city.store.password_file), ("address_key_file", city.store.address_key_file))
    store = [f"store.{key} {file}" for key, file in of_store if file]
    return store + [f"kafka.{key} {file}" for key, file in sorted(city.file.kafka.items()) if key.endswith("_file")]


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
