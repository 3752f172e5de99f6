"""Every command of the tutorial about the demo works, one after the other, and prints where the page says it prints."""

import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.test_cli_tutorial import typed

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "the-demo.md"


def test_every_command_of_the_tutorial_works(tmp_path: Path) -> None:
    steps = typed(TUTORIAL.read_text(encoding="utf-8"))
    done = subprocess.run(
        ["bash", "-eu"],
        input="\n".join(f"echo '<step>'\n{step.command}" for step in steps),
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.split("<step>\n")[1:]
    for step, printed in zip(steps, said, strict=True):
        assert bool(printed) == bool(step.printed), step.command
