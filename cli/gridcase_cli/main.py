"""The entry point of ``gridcase``."""

import sys
from io import TextIOWrapper


def main() -> None:
    """Run one command and leave with its exit code; Ctrl-C is quiet, however early it comes.

    A terminal that lacks a letter gets its code instead.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        from gridcase_cli.app import command

        command()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
