"""Mappings: those that ship, as data files, and a city's own."""

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
        known = shipped()
        if name_or_path not in known:
            expected = f"{no_such('mapping', name_or_path, sorted(known))}; or the path of a {SUFFIX} file"
            raise BadConfiguration(f"mapping {name_or_path!r}", "", expected)
        return read_mapping(f"{name_or_path}{SUFFIX}", known[name_or_path])
    path = Path(name_or_path)
    try:
        return read_mapping(str(path), path.read_bytes())
    except OSError as error:
        raise BadConfiguration(str(path), "", f"a readable mapping ({error.strerror})") from error


def mapping_names() -> list[str]:
    """The mappings that ship."""
    return sorted(shipped())


def shipped() -> dict[str, bytes]:
    """What the mappings that ship say, by name."""
    from importlib.resources import files  # here, not above: slow to import, and a city may have its own mapping

    there = files(__name__).iterdir()
    return {file.name.removesuffix(SUFFIX): file.read_bytes() for file in there if file.name.endswith(SUFFIX)}


def read_mapping(where: str, content: bytes) -> AnyMapping:
    document = Document(where, content)
    shape = document.content.get("shape", "")
    if shape not in list(Shape):
        raise document.bad("shape", f"one of {', '.join(Shape)}")
    mapping = document.read(KINDS[Shape(shape)])
    for key, expected in mapping.problems():
        raise document.bad(key, expected)
    return mapping
