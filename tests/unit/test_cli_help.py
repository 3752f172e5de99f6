"""Every command has its help with an example, and the reference in the docs is what the command says."""

from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from gridcase_cli.app import COMMANDS, app
from tools.generate_cli_reference import REFERENCE, commands, reference


@pytest.mark.parametrize("path", [" ".join(path) for path, _ in commands()])
def test_every_command_has_an_example_and_every_option_its_help(path: str) -> None:
    command = next(command for typed, command in commands() if " ".join(typed) == path)
    result = CliRunner().invoke(app, [*path.split()[1:], "--help"], prog_name="gridcase")
    assert result.exit_code == 0
    assert "Example:" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80 or "Example" in result.stdout
    for parameter in command.params:
        assert parameter.name == "help" or parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_all_says_what_each_command_says_of_itself(name: str) -> None:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    command = root.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None and command.help is not None
    assert command.help.startswith(COMMANDS[name].about.removesuffix("."))


def test_the_reference_in_the_docs_is_what_the_command_says() -> None:
    assert Path(REFERENCE).read_text(encoding="utf-8") == reference(), "run: python -m tools.generate_cli_reference"


def test_completion_knows_the_commands_and_the_stages() -> None:
    def completed(line: str) -> str:
        environment = {
            "_GRIDCASE_COMPLETE": "complete_bash",
            "COMP_WORDS": line,
            "COMP_CWORD": str(len(line.split()) - 1),
        }
        return CliRunner().invoke(app, [], prog_name="gridcase", env=environment).stdout

    assert "matter" in completed("gridcase ma")
    assert "divert" in completed("gridcase matter di")
    assert "awaiting-verification" in completed("gridcase matter list --stage awaiting-v")
