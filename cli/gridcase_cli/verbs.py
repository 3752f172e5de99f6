"""How a command is declared: its docstring and an example make its help."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Any, TypeVar

import typer

F = TypeVar("F", bound=Callable[..., Any])


def noun(about: str) -> typer.Typer:
    """A group of commands, however few."""
    app = typer.Typer(
        help=about,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        epilog="\b\nExample:\n  Each of the commands has one: ask it for --help.",
    )
    app.callback()(lambda: None)
    return app


def verb(app: typer.Typer, name: str, *, example: str) -> Callable[[F], F]:
    """A command of a group. Where ``gridcase`` comes first in a line of ``example``, it is left out."""

    def declare(function: F) -> F:
        lines = "\n".join(f"  {as_typed(line)}" for line in example.splitlines())
        app.command(name, help=f"{cleandoc(function.__doc__ or '')}\n\n\b\nExample:\n{lines}")(function)
        return function

    return declare


def as_typed(line: str) -> str:
    """An example as one types it."""
    return line if "gridcase " in line else f"gridcase {line}"
