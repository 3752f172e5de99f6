"""``gridcase stream contracts``: what an integrator builds against."""

from pathlib import Path
from typing import Annotated

import typer

from gridcase_cli.options import Force
from gridcase_cli.output import say
from gridcase_cli.verbs import verb


def declare(app: typer.Typer) -> None:
    verb(app, "contracts", example="stream contracts --out contracts")(contracts)


def contracts(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where to write them.")], force: Force = False
) -> None:
    """Write the AsyncAPI document, a JSON Schema and an example of each message."""
    from gridcase_streams.contract_files import write_contracts

    say(f"{len(write_contracts(out, force=force))} files in {out}")
