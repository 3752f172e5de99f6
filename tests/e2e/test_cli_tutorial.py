"""The tutorial is run as it stands: every command is typed, and prints what the page says it prints."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-matter.md"
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
MATTER_ID = re.compile(r"\bM\d{6}-[0-9A-Z]{6}\b")


class Typed(NamedTuple):
    """A command, over as many lines as it takes, and what it prints."""

    command: str
    printed: str


def typed(page: str) -> list[Typed]:
    """The commands of the page: ``$`` begins one, ``>`` goes on, everything else is printed."""
    found: list[Typed] = []
    for line in "".join(BLOCK.findall(page)).splitlines():
        if line.startswith("$ "):
            found.append(Typed(line[2:], ""))
        elif line == ">" or line.startswith("> "):
            found[-1] = Typed(f"{found[-1].command}\n{line[2:]}", "")
        else:
            found[-1] = Typed(found[-1].command, f"{found[-1].printed}{line}\n")
    return found


def test_the_tutorial_says_what_really_happens(tmp_path: Path) -> None:
    steps = typed(TUTORIAL.read_text(encoding="utf-8"))
    script = "\n".join(f"echo '<step>'\n{step.command}" for step in steps)
    done = subprocess.run(
        ["bash"],
        input=script,
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = MATTER_ID.sub("M260302-7QK3F9", done.stdout).split("<step>\n")[1:]
    assert [Typed(step.command, printed) for step, printed in zip(steps, said, strict=True)] == steps
