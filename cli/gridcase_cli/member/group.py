"""The noun ``member``, to which each module of this package adds its verbs."""

from typing import Annotated

import typer

from gridcase_cli.verbs import noun

app = noun("Tell of a grid member's day on patrol, and look at it.")

Date = Annotated[str, typer.Option("--date", metavar="DAY", help="The day, 2026-03-02; by default, the day of --at.")]
