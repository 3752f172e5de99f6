"""The rule packs that ship, as files, and a city's own: ``safe-unit`` (平安单位), ``three-zeros`` (三零)."""

from importlib.resources import files
from pathlib import Path

from gridcase.assessments.pack import Pack
from gridcase.configuration import Document
from gridcase.errors import BadConfiguration

SUFFIX = ".toml"


def load_pack(name_or_path: str) -> Pack:
    """A pack that ships, by name, or a city's own, by the path of its ``.toml`` file.

    Raises ``BadConfiguration`` for an unknown name, and for a file that holds no pack.
    """
    if not name_or_path.endswith(SUFFIX):
        return read_pack(f"{name_or_path}{SUFFIX}", shipped(name_or_path))
    try:
        return read_pack(name_or_path, Path(name_or_path).read_bytes())
    except OSError as error:
        raise BadConfiguration(name_or_path, "pack", f"a readable file ({error.strerror})") from error


def read_pack(where: str, content: bytes) -> Pack:
    """The pack that a file's bytes spell; ``where`` is how an error calls the file."""
    document = Document(where, content)
    pack = document.read(Pack)
    for path, expected in pack.complaints():
        raise document.bad(path, expected)
    return pack


def names() -> list[str]:
    """The packs that ship, in order."""
    there = (file.name for file in files(__name__).iterdir())
    return sorted(name.removesuffix(SUFFIX) for name in there if name.endswith(SUFFIX))


def shipped(name: str) -> bytes:
    if name not in names():
        raise BadConfiguration("", f"pack {name!r}", f"{', '.join(names())}, or the path of a {SUFFIX} file")
    return (files(__name__) / f"{name}{SUFFIX}").read_bytes()
