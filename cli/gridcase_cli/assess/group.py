"""The noun ``assess``, to which each module of this package adds its verbs, and the options that they share."""

from typing import Annotated

import typer

from gridcase_cli.options import PERIOD
from gridcase_cli.verbs import noun

app = noun("Assess whether villages, enterprises and institutions meet the standard.")

UnitCode = Annotated[str, typer.Argument(metavar="UNIT", help="The code of the unit.")]
SomeUnit = Annotated[str, typer.Argument(metavar="[UNIT]", help="The code of the unit; or say --under.")]
Under = Annotated[str, typer.Option("--under", metavar="UNIT", help="All units at or below this one.")]
Period = Annotated[str, PERIOD]
Pack = Annotated[
    str, typer.Option("--pack", metavar="PACK", help="The name of the pack, where several assess the unit.")
]
Matter = Annotated[str, typer.Option("--matter", metavar="MATTER", help="The matter that it follows from.")]
