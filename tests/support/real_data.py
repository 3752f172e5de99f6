"""Real files of three cities: excerpts that ship with the tests, and the whole files where they are at hand."""

import csv
from pathlib import Path

EXCERPTS = Path(__file__).parents[1] / "fixtures"
WHOLE = Path(__file__).parents[2].parent / "shared" / "data"

FILES = {"la311": "la311-2018-01.csv", "nyc311": "nyc311-2011.csv", "coselog": "coselog-receipt.csv"}


def excerpt(source: str) -> Path:
    """At most 200 rows, the strange ones among them."""
    return EXCERPTS / f"{source}-excerpt.csv"


def files(source: str) -> list[Path]:
    """The excerpt, and the whole file if this machine has it."""
    whole = WHOLE / FILES[source]
    return [excerpt(source), *([whole] if whole.exists() else [])]


def is_whole(path: Path) -> bool:
    return path.parent == WHOLE


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
