"""Mappings: those that ship, as data files, and a city's own."""

from importlib.resources import files
from pathlib import Path

from gridcase.configuration import Document, no_such
from gridcase.errors import BadConfiguration
from gridcase.importers.mapping import AnyMapping, EventLog, Requests, Shape

SUFFIX = ".toml"

KINDS: dict[Shape, type[Requests] | type[EventLog]] = {Shape.REQUESTS: Requests, Shape.EVENT_LOG: EventLog}


def load_mapping(name_or_path: str | Path) -> AnyMapping:
    """A mapping that ships, by name, or a city's own, by the path of its ``.toml`` file.

    Raises ``BadConfiguration`` with the file, the key and what was expected.
    """
    if isinstance(name_or_path, str) and not name_or_path.endswith(SUFFIX):
        return read_mapping(f"{name_or_path}{SUFFIX}", shipped(name_or_path))
    path = Path(name_or_path)
    try:
        return read_mapping(str(path), path.read_bytes())
    except OSError as error:
        raise BadConfiguration(str(path), "", f"a readable mapping ({error.strerror})") from error


def mapping_names() -> list[str]:
    """The mappings that ship."""
    there = files(__name__).iterdir()
    return sorted(file.name.removesuffix(SUFFIX) for file in there if file.name.endswith(SUFFIX))


def shipped(name: str) -> bytes:
    names = mapping_names()
    if name not in names:
        raise BadConfiguration(
            f"mapping {name!r}", "", f"{no_such('mapping', name, names)}; or the path of a .toml file"
        )
    return (files(__name__) / f"{name}{SUFFIX}").read_bytes()


def read_mapping(where: str, content: bytes) -> AnyMapping:
    document = Document(where, content)
    shape = document.content.get("shape", "")
    if shape not in list(Shape):
        raise document.bad("shape", f"one of {', '.join(Shape)}")
    mapping = document.read(KINDS[Shape(shape)])
    for key, expected in mapping.problems():
        raise document.bad(key, expected)
    return mapping
