"""The entry point of ``gridcase``."""

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run one command and leave with its exit code; Ctrl-C is quiet, however early it comes.

    A terminal that lacks a letter gets its code instead.
    """
    open_what_is_closed()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        from gridcase_cli.app import command

        try:
            command()
        finally:
            sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # of help and the like: commands say themselves what became of them
        print(f"gridcase: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def open_what_is_closed() -> None:
    """Give a closed standard stream its place back, so that no file of ours gets its number: ``>&-``.

    What is written to the output still fails, as it reaches nobody.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
            setattr(sys, name, open(number, "r" if name == "stdin" else "w", closefd=False))  # noqa: SIM115


if __name__ == "__main__":
    main()
