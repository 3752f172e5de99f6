"""A folder that can be read only, and a program that is held to it, even where root runs the tests."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LIKE_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
"""Before a program of root's: rights apply to it as to anybody."""


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """The folder and all in it without the right to write, for a while."""
    before = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path in before:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield
    finally:
        for path, mode in before.items():
            path.chmod(mode)


def as_anybody(*words: str) -> subprocess.CompletedProcess[str]:
    """The program, held to the rights of files."""
    held = LIKE_ANYBODY if os.getuid() == 0 else ()
    return subprocess.run((*held, *words), capture_output=True, text=True, timeout=120)
