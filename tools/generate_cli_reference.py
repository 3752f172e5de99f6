"""Writes ``docs/reference/cli.md`` from the help of every command: ``python -m tools.generate_cli_reference``."""

from collections.abc import Iterator
from pathlib import Path

from typer.core import TyperCommand, TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from gridcase_cli.app import app

REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"

PREFACE = """\
# The command `gridcase`

This page is generated from the command itself.

Every command is a noun and a verb: `gridcase matter divert`. Options before the noun are for every command: the home
(`--home`, or the variable `GRIDCASE_HOME`), the member who acts (`--as`), and when it is said (`--at`).

| exit code | meaning |
|---|---|
| 0 | done, or it was so already |
| 1 | a fault: the store or the disk does not serve (one line), or a bug (its traceback) |
| 2 | wrong usage, or a file, option or variable that is not what was expected |
| 3 | refused by a rule; nothing was written. One line says `refused (RULE): …`, an unknown matter included |
| 130, 141 | ended by Ctrl-C, or by the reader of its output, quietly |

Answers go to standard output; refusals, complaints and notes go to standard error. With `--json` an answer is one JSON
document in UTF-8, with times in UTC. Times without an offset, written or shown, are those of the city's time zone.
"""

Command = TyperCommand | TyperGroup


def commands() -> Iterator[tuple[tuple[str, ...], Command]]:
    """Every command with the words that lead to it, in the order of the help."""
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    yield from below(("gridcase",), root)


def below(path: tuple[str, ...], command: Command) -> Iterator[tuple[tuple[str, ...], Command]]:
    yield path, command
    if isinstance(command, TyperGroup):
        for name in command.list_commands(None):  # type: ignore[arg-type]  # needs no context
            subcommand = command.get_command(None, name)  # type: ignore[arg-type]
            assert isinstance(subcommand, TyperCommand | TyperGroup)
            yield from below((*path, name), subcommand)


def reference() -> str:
    sections = [PREFACE]
    for path, _ in commands():
        help_text = CliRunner().invoke(app, [*path[1:], "--help"], prog_name=path[0], env={"GRIDCASE_HOME": ""}).stdout
        sections.append(f"{'#' * min(len(path) + 1, 4)} {' '.join(path)}\n\n```text\n{help_text.strip()}\n```\n")
    return "\n".join(sections)


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
