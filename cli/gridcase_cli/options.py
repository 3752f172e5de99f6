"""Arguments and options that many commands share."""

from typing import Annotated

import typer

MatterName = Annotated[
    str, typer.Argument(metavar="MATTER", help="The matter's id, or its reference at the platform it came from.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer with one JSON document.")]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")]
PERIOD = typer.Option("--period", metavar="PERIOD", help="2026-10, 2026-Q4, 2026-H2 or 2026.")
Period = Annotated[str, PERIOD]
AsOf = Annotated[str, typer.Option("--as-of", metavar="TIME", help="As it was then; by default, as it is now.")]
AsKnown = Annotated[
    str, typer.Option("--as-known", metavar="TIME", help="By what the store had been told then; by default, all.")
]
CommandId = Annotated[
    str,
    typer.Option(
        "--command-id",
        metavar="ID",
        help="A name for this command: said twice, it is done once.",
    ),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in words.")]
Note = Annotated[str, typer.Option("--note", metavar="TEXT", help="What there is to say about it.")]
OccurredAt = Annotated[
    str, typer.Option("--occurred-at", metavar="TIME", help="When it happened in the field, if that was earlier.")
]
After = Annotated[
    list[str] | None,
    typer.Option("--after", metavar="FILE", help="Evidence of the result: a file, or its SHA-256. Can be repeated."),
]
Before = Annotated[
    list[str] | None,
    typer.Option(
        "--before",
        metavar="FILE",
        help="Evidence of the state found: a file, or its SHA-256. Can be repeated.",
    ),
]
