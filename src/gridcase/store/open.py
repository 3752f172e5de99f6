"""Which store a text means."""

from pathlib import Path

from gridcase.errors import BadConfiguration
from gridcase.store.memory import MemoryStore
from gridcase.store.port import EventStore

FORMS = "a path, sqlite:PATH, postgresql://USER@HOST/DATABASE?schema=NAME, or memory:"


def open_store(where: str | Path, *, create: bool = True) -> EventStore:
    """The store at a path, ``sqlite:PATH``, ``postgresql://…?schema=NAME`` (one schema a city), or ``memory:``.

    One that is not there is made, unless ``create`` is false: then ``StoreGone`` says so. Raises ``BadConfiguration``
    for any other text and if the driver is missing, ``StoreUnavailable`` if it does not answer.
    """
    if isinstance(where, Path):
        return _sqlite(str(where), create)
    match where.partition(":"):
        case ("memory", ":", ""):
            return MemoryStore()
        case ("postgresql" | "postgres", ":", _):
            return _postgres(where, create)
        case ("sqlite", ":", path) | (path, "", _) if path:
            return _sqlite(path, create)
        case _:
            raise BadConfiguration("store", where, f"expected {FORMS}")


# What only one kind of store needs is imported with it: a command that answers at once has no time for the other.


def _sqlite(path: str, create: bool) -> EventStore:
    from gridcase.store.sqlite import SqliteStore

    return SqliteStore(path, create=create)


def _postgres(url: str, create: bool) -> EventStore:
    try:
        from gridcase.store.postgres import PostgresStore
    except ModuleNotFoundError as missing:
        if missing.name not in ("psycopg", "psycopg_pool"):
            raise
        raise BadConfiguration("store", "postgresql", "pip install 'gridcase[postgres]'") from missing
    address, _, query = url.partition("?")
    options = [option.partition("=") for option in query.split("&")]
    schema = next((value for name, _, value in options if name == "schema"), "gridcase")
    others = "&".join("".join(option) for option in options if option[0] != "schema")
    return PostgresStore(f"{address}?{others}", create=create, schema=schema)
