"""Where a demo lives: a home with a mark on it, so that the next demo may take its place and nobody else's."""

import shutil
from pathlib import Path

from gridcase.city.home import Home
from gridcase.demo.city import NAME, NAME_EN
from gridcase.errors import Refused
from gridcase.rules import Rule

MARK_FILE = ".gridcase-demo"
NOT_A_DEMO = Rule("not-a-demo", "a demo takes no other folder's place")


def fresh_home(path: Path) -> Home:
    """A new home, instead of an older demo's. Raises ``Refused`` where anything else is."""
    if (path / MARK_FILE).is_file():
        shutil.rmtree(path)
    if path.is_file() or (path.exists() and any(path.iterdir())):
        raise Refused(NOT_A_DEMO, f"{path} is something else; name another folder with --keep")
    path.mkdir(parents=True, exist_ok=True)
    (path / MARK_FILE).touch()
    return Home.create(path, template="china", name=f"{NAME} {NAME_EN}", rehearsal=True)
