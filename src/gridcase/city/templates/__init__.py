"""Cities to begin with: commented files in which the name and the time zone are filled in."""

from json import dumps
from pathlib import Path
from string import Template

from gridcase.configuration import no_such
from gridcase.errors import BadConfiguration

FOLDER = Path(__file__).parent

REHEARSAL = "rehearsal = true # time may be played here, and every event says so for ever\n"


def templates() -> tuple[str, ...]:
    """The names of the templates that ship."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.toml")))


def city_toml(template: str, *, name: str, time_zone: str, rehearsal: bool = False) -> str:
    """The text of a new ``city.toml``; that of a ``rehearsal`` says so.

    Raises ``BadConfiguration`` for an unknown template, or an odd name.
    """
    if template not in templates():
        raise BadConfiguration("", f"template {template!r}", no_such("template", template, templates()))
    if not name.isprintable():
        raise BadConfiguration("", f"name {name!r}", "text on one line")
    text = (FOLDER / f"{template}.toml").read_text(encoding="utf-8")
    filled = {"name": name, "time_zone": time_zone}
    written = Template(text).substitute({key: dumps(word, ensure_ascii=False) for key, word in filled.items()})
    return written.replace("[city]\n", f"[city]\n{REHEARSAL}", 1) if rehearsal else written
