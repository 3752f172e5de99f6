"""``python -m benchmarks [--json] [NAME ...]``: figures and ratios of one run, as things are now."""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import commands, events, following, streams
from benchmarks.measure import Figure, tell

BENCHMARKS: dict[str, Callable[[Path], list[Figure]]] = {
    "commands": commands.figures,
    "events": events.figures,
    "following": following.figures,
    "streams": streams.figures,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure gridcase on this machine.")
    parser.add_argument("which", nargs="*", choices=[[], *BENCHMARKS], help="all of them, if none is named")
    parser.add_argument("--json", action="store_true", help="one document instead of lines")
    parser.add_argument("--folder", type=Path, help="where to write: the disk to measure (default: here)")
    options = parser.parse_args()
    measured = []
    for name in options.which or BENCHMARKS:
        with TemporaryDirectory(dir=options.folder or Path.cwd(), prefix=".bench-") as folder:
            measured += BENCHMARKS[name](Path(folder))
    tell(measured, as_json=options.json)


if __name__ == "__main__":
    main()
