"""The entry point of ``gridcase``."""

import sys


def main() -> None:
    """Run one command and leave with its exit code; Ctrl-C is quiet, however early it comes."""
    try:
        from gridcase_cli.app import command

        command()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
