"""Which store a text means."""

from collections.abc import Sequence
from pathlib import Path

from gridcase.errors import BadConfiguration
from gridcase.secret import NO_SECRET, Secret
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore

FORMS = "sqlite:PATH, postgresql://USER@HOST/DATABASE?schema=NAME, or memory:"


def open_store(
    where: str | Path, *, create: bool = True, lineages: Sequence[str] = (), password: Secret = NO_SECRET
) -> EventStore:
    """The store at a path, ``sqlite:PATH``, ``postgresql://…?schema=NAME`` (one schema a city), or ``memory:``.

    One that is not there is made, with ``lineages`` where it takes over another's; unless ``create`` is false: then
    ``StoreGone`` says so. Raises ``BadConfiguration`` for any other text, which may hold a password and is not
    repeated, and if the driver is missing;
    ``StoreUnavailable`` if it does not answer.
    """
    if isinstance(where, Path):
        return _sqlite(str(where), create, lineages)
    match where.partition(":"):
        case ("memory", ":", ""):
            return MemoryStore()
        case ("postgresql" | "postgres", ":", rest) if rest.startswith("//"):
            return _postgres(where, create, lineages, password)
        case ("sqlite", ":", path) if path:
            return _sqlite(path, create, lineages)
        case _:
            raise BadConfiguration("", "store.url", FORMS)


# What only one kind of store needs is imported with it: a command that answers at once has no time for the other.


def _sqlite(path: str, create: bool, lineages: Sequence[str]) -> EventStore:
    from gridcase.store.sqlite import SqliteStore

    return SqliteStore(path, create=create, lineages=lineages)


def _postgres(url: str, create: bool, lineages: Sequence[str], password: Secret) -> EventStore:
    try:
        from gridcase.store.postgres import PostgresStore
    except ModuleNotFoundError as missing:
        if missing.name not in ("psycopg", "psycopg_pool"):
            raise
        raise BadConfiguration("", "store.url", "for postgresql, pip install 'gridcase[postgres]'") from missing
    return PostgresStore.at(url, password=password, create=create, lineages=lineages)
