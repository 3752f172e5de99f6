"""The command ``gridcase``: its global options, and its commands, each of which is imported when it is used.

Only typer is imported here, so that ``gridcase --help`` answers at once.
"""

from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from gridcase_cli.errors import in_plain_words
from gridcase_cli.global_options import GlobalOptions


class CommandEntry(NamedTuple):
    """Of the list of all commands: the module that has it, and its line in the help."""

    module: str
    about: str


COMMANDS = {
    "init": CommandEntry("home", "Make a folder the home of a city."),
    "demo": CommandEntry("demo", "Show the closed loop at work: an invented city lives a month."),
    "doctor": CommandEntry("doctor", "Say what is configured, reachable, behind and missing."),
    "status": CommandEntry("home", "Say how many matters and events there are, and how far the read models are."),
    "backup": CommandEntry("backup", "Write a backup of the city, and check it."),
    "restore": CommandEntry("backup", "Put a backup back, into a new home or one whose store is gone."),
    "store": CommandEntry("store", "Move the store that holds every event."),
    "matter": CommandEntry("matter", "Take matters through the closed loop, and look at them."),
    "registry": CommandEntry("registry", "Say what the city is: units, departments, members, catalogue."),
    "loop": CommandEntry("loop", "Do what is owed to matters without anybody asking for it."),
    "import": CommandEntry("importing", "Take in another platform's file as matters with their histories."),
    "assess": CommandEntry("assess", "Assess whether villages, enterprises and institutions meet the standard."),
    "member": CommandEntry("member", "Tell of a grid member's day on patrol, and look at it."),
    "standard-rate": CommandEntry("standard_rate", "Show the standard rate (达标率)."),
    "score": CommandEntry("score", "Show scorecards, each number with the matters behind it."),
    "report": CommandEntry("report", "Write the assessment report of a period, for reading and for paper."),
    "projection": CommandEntry("projection", "Bring the read models up to date, or make them anew."),
    "stream": CommandEntry("stream", "Carry the city's events to Kafka, and other platforms' commands from it."),
}
"""Every command, in the order of the help."""

AnyCommand = TyperCommand | TyperGroup


class LazyGroup(TyperGroup):
    """``COMMANDS``, each imported when it is used; whatever goes wrong in one is said in plain words."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> AnyCommand | None:
        if cmd_name not in COMMANDS:
            return None
        command = get_command(import_module(f"gridcase_cli.{COMMANDS[cmd_name].module}").app)
        if isinstance(command, TyperGroup):
            command = command.commands.get(cmd_name, command)
        command.name = cmd_name
        return cast(AnyCommand, command)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.about) for name, entry in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        similar = get_close_matches(args[0], COMMANDS, 1)
        if args[0] not in COMMANDS and similar:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {similar[0]!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        for word in ctx.args:
            if not is_readable(word):
                ctx.fail(f"{word!a} is not UTF-8, and not the name of a file.")
        with in_plain_words():
            return super().invoke(ctx)


def is_readable(word: str) -> bool:
    """Whether a word is text; the name of a file may be any bytes."""
    try:
        word.encode()
    except UnicodeEncodeError:
        return Path(word).exists()
    return True


app = typer.Typer(
    name="gridcase",
    cls=LazyGroup,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog="\b\nExample:\n  gridcase --home mycity init --template china\n  gridcase --home mycity matter list",
)


def show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"gridcase {version('gridcase')}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    home: Annotated[
        Path, typer.Option("--home", envvar="GRIDCASE_HOME", metavar="DIR", help="The folder of the city.")
    ] = Path("gridcase"),
    member: Annotated[
        str,
        typer.Option("--as", metavar="MEMBER", help="The member who acts: by default, whose login is yours."),
    ] = "",
    at: Annotated[
        str,
        typer.Option(
            "--at",
            metavar="TIME",
            help="When it is said, for what is written down later. The true time of recording is kept beside it.",
        ),
    ] = "",
    version: Annotated[bool, typer.Option("--version", callback=show_version, is_eager=True, help="Say it.")] = False,
) -> None:
    """The closed loop of a city: every matter reported, diverted, handled, verified, evaluated, closed.

    Times without an offset are those of the city's time zone.

    Exit codes: 0 done, 1 a fault, 2 wrong usage or configuration, 3 refused by a rule.
    """
    ctx.obj = GlobalOptions(home, member, at)


command = get_command(app)
