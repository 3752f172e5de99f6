"""What the global options say."""

from pathlib import Path
from typing import NamedTuple


class Asked(NamedTuple):
    """``member`` and ``at`` are as written, empty where not given."""

    home: Path
    member: str = ""
    at: str = ""
