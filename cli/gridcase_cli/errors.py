"""How the command says no: one line on stderr, and an exit code. Only a bug keeps its traceback."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import UnsupportedOperation

import typer
from typer import TyperException

from gridcase_cli.output import plain

FAULT, USAGE, REFUSED = 1, 2, 3
"""The exit codes; 0 is done, or so already."""

INTERRUPTED, CUT_OFF = 130, 141
"""What a shell reports of a program that Ctrl-C ended, or whose reader went away."""


@contextmanager
def answering(done: Callable[[], str]) -> Iterator[None]:
    """Write the answer of a command that is done already. Where that fails, stderr says what is ``done``.

    It is no failure of the command: whoever took it for one would give it again.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        typer.echo(f"done, but the answer could not be written ({error.strerror}): {plain(done())}", err=True)
        discard_output()
        raise typer.Exit from error


def discard_output() -> None:
    """Give what Python still writes when it ends somewhere to go."""
    with suppress(UnsupportedOperation):  # a program that embeds the command may have taken the output's place
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what a user must know into one line and an exit code; a refusal is an answer, not a fault."""
    try:
        yield
        sys.stdout.flush()
    except (typer.Exit, typer.Abort, TyperException):
        raise
    except BrokenPipeError:
        discard_output()
        raise typer.Exit(CUT_OFF) from None
    except Exception as error:
        line, code = line_and_code(error)
        if not code:
            raise
        typer.echo(plain(line), err=True)
        if isinstance(error, OSError):
            discard_output()
        raise typer.Exit(code) from error


def line_and_code(error: Exception) -> tuple[str, int]:
    """The line and the exit code of an error that is no bug; no code for one that is."""
    from gridcase.errors import BadConfiguration, GridcaseError, Refused, UnknownMatter
    from gridcase.files import DISK_FULL

    match error:
        case OSError(errno=int(number), filename=str(name)) if number in DISK_FULL:
            return f"gridcase: {name}: the disk is full", FAULT
        case Refused(rule=rule):
            return f"refused ({rule.code}): {error}", REFUSED
        case UnknownMatter():
            return f"refused (unknown-matter): {error}", REFUSED
        case BadConfiguration():
            return f"gridcase: {error}", USAGE
        case GridcaseError():
            return f"gridcase: {error}", FAULT
        case OSError(filename=str(name), strerror=str(reason)):
            return f"gridcase: {name}: {reason}", USAGE
        case OSError(strerror=str(reason)):
            return f"gridcase: {reason}", FAULT
        case UnicodeEncodeError(object=str(text)):
            return f"gridcase: text that is not UTF-8: {text!a}", USAGE
        case _:
            return "", 0


def usage_error(ctx: typer.Context, message: str) -> typer.BadParameter:
    """Wrong usage that the options alone do not show."""
    return typer.BadParameter(message, ctx=ctx)
