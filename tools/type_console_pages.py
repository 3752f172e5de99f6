"""Types the commands of console pages and writes what they print beside them: run it when the demo or a rule changes.

    uv run python tools/type_console_pages.py docs/tutorial/the-demo.md

Figures in the words between are left: `make test` names those that were printed no longer.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.pages import FENCED, ROOT, Typed, bash_transcript, typed


def retyped(page: str) -> str:
    """The page with what its commands print now."""
    with TemporaryDirectory() as folder:
        printed = iter(bash_transcript(typed(page), Path(folder)))
    text, place, parts = (ROOT / page).read_text(encoding="utf-8"), 0, []
    for block in FENCED.finditer(text):
        if block["language"] == "console":
            parts += [text[place : block.start("text")], console(block["text"], printed)]
            place = block.end("text")
    return "".join([*parts, text[place:]])


def console(block: str, printed: Iterator[Typed]) -> str:
    """As many commands as the block has, each as it is typed, and what it prints."""
    steps = [next(printed) for line in block.splitlines() if line.startswith("$ ")]
    return "".join("$ " + step.command.replace("\n", "\n> ") + "\n" + step.printed for step in steps)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        (ROOT / name).write_text(retyped(name), encoding="utf-8")
