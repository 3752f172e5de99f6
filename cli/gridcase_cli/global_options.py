"""What is said before the command: in which home, by whom, and when."""

from pathlib import Path
from typing import NamedTuple


class GlobalOptions(NamedTuple):
    """``member`` and ``at`` are as written, empty where not given."""

    home: Path
    member: str = ""
    at: str = ""
