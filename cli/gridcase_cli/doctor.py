"""``gridcase doctor``: what is configured, reachable, behind and missing."""

from collections.abc import Iterable
from functools import partial
from typing import Annotated

import typer
from typer import Exit

from gridcase_cli.checks import CHECKS, CHECKS_AT_HOME, Finding, Level, check_home, finding_of
from gridcase_cli.deep_checks import deep_findings
from gridcase_cli.errors import FAULT
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.verbs import verb

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@verb(app, "doctor", example="doctor\n--home nyc doctor --json\n--home nyc doctor --deep")
def doctor(
    ctx: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every event too, and count again what the read models say.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say what is configured, reachable, behind and missing.

    Each is looked at, and found ok, worth a warning, or failing; exit code 2 if anything fails, 1 if something stored
    cannot be read. With --deep, damage is named by its position, and the exit code is 1 if anything fails.
    """
    all_findings = list(findings(ctx, deep))
    worst = max(finding.level for finding in all_findings)
    if as_json:
        show_json({"worst": worst.word, "checks": [finding.as_document() for finding in all_findings]})
    else:
        for finding in all_findings:
            say(f"{finding.level.word:5} {finding.name:12} {finding.words}")
    if worst is Level.FAIL:
        raise Exit(FAULT if deep else min(one.exit_code for one in all_findings if one.level is Level.FAIL))


def findings(ctx: typer.Context, deep: bool) -> Iterable[Finding]:
    """What can be looked at without a home, then the home, then what only a home that opens can tell."""
    for check in CHECKS:
        yield check()
    home, session = check_home(ctx.obj)
    yield from home
    if session:
        try:
            for name, check_at_home in CHECKS_AT_HOME.items():
                yield finding_of(name, partial(check_at_home, session))
            if deep:
                yield from deep_findings(session)
        finally:
            session.store.close()
