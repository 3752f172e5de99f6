"""The pages of the documentation as tests read them: what stands between fences, what is typed and what is printed."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import shlex
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "HACKING.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")))
FENCED = re.compile(r"(?ms)^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$")
QUOTED = re.compile(r"`(gridcase [^`…]*)`")
OPERATORS = set("();<>|&")
STEP = "<step>"


class Block(NamedTuple):
    """What stands between two fences."""

    language: str
    text: str

    def starts(self, words: str) -> bool:
        """Whether the first line, which names the block in its page, begins with these words."""
        return self.text.lstrip().startswith(words)


class Typed(NamedTuple):
    """A command, over as many lines as it takes, and what it prints."""

    command: str
    printed: str


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[Block]:
    return [Block(match["language"], match["text"]) for match in FENCED.finditer(read(page))]


def only(page: str, language: str) -> list[str]:
    """The blocks in one language."""
    return [block.text for block in blocks(page) if block.language == language]


def prose(page: str) -> str:
    """All that stands outside of fences."""
    return FENCED.sub("", read(page))


def typed(page: str) -> list[Typed]:
    """The commands of a page's consoles: ``$`` begins one, ``>`` goes on, everything else is printed."""
    steps: list[Typed] = []
    for line in "".join(only(page, "console")).splitlines():
        if line.startswith("$ "):
            steps.append(Typed(line[2:], ""))
        elif line == ">" or line.startswith("> "):
            steps[-1] = Typed(f"{steps[-1].command}\n{line[2:]}", "")
        else:
            steps[-1] = Typed(steps[-1].command, f"{steps[-1].printed}{line}\n")
    return steps


def bash_transcript(steps: list[Typed], folder: Path) -> list[Typed]:
    """The same commands with what they print, errors included, typed one after the other in one folder."""
    done = subprocess.run(
        ["bash"],
        input="\n".join(f"echo '{STEP}'\n{step.command}" for step in steps),
        cwd=folder,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    printed = done.stdout.split(f"{STEP}\n")[1:]
    return [Typed(step.command, output) for step, output in zip(steps, printed, strict=True)]


def commands(shell: str) -> Iterator[list[str]]:
    """The words of each ``gridcase …`` in lines of shell, wherever in a line it stands."""
    for line in shell.replace("\\\n", " ").splitlines():
        words: list[str] | None = None
        for word in tokens(line):
            if words is None:
                words = [] if word == "gridcase" else None
            elif set(word) <= OPERATORS:
                yield words
                words = None
            else:
                words.append(word)
        if words is not None:
            yield words


def tokens(line: str) -> list[str]:
    lexer = shlex(line, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:  # prose, with an apostrophe
        return []
