"""``gridcase projection``: the read models, which are made from events and can be made anew at any time."""

import signal

import typer
from msgspec import to_builtins

from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.read_models import standing
from gridcase_cli.signals import stop_at
from gridcase_cli.verbs import noun, verb
from gridcase_cli.wiring import open_desk

app = noun("Bring the read models up to date, or make them anew.")


@verb(app, "status", example="projection status --json")
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how far the read models are."""
    with open_desk(ctx) as desk:
        found = standing(desk)
        if as_json:
            show_json({"position": found.read_models, "behind": found.behind, "last_position": found.position})
        else:
            say(f"at position {found.read_models} of {found.position}: {found.behind} behind")


@verb(app, "follow", example="projection follow")
def follow(ctx: typer.Context) -> None:
    """Keep the read models up to date, each second, until told to stop (SIGTERM, Ctrl-C)."""
    from gridcase_projections.runner import Progress, Projector

    stop = stop_at(signal.SIGTERM)
    with open_desk(ctx) as desk:
        say(f"the read models of {desk.city.about.name} follow")

        def tell(progress: Progress) -> None:
            remark = f" ({progress.remark})" if progress.remark else ""
            say(f"{progress.events} events, at position {sum(progress.positions.values())}{remark}")

        Projector(desk.home.read_models, desk.store).follow(stop, progress=tell)


@verb(app, "rebuild", example="projection rebuild")
def rebuild(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Make the read models anew beside those in use, compare, and switch; readers are never locked out."""
    from gridcase_projections.runner import Projector

    with open_desk(ctx) as desk:
        comparison = Projector(desk.home.read_models, desk.store).rebuild()
        if as_json:
            show_json({**to_builtins(comparison), "equal": comparison.equal})
            return
        for table, rows in comparison.rows.items():
            say(f"{table}: {rows} rows")
        for difference in comparison.differences:
            say(f"differs from before: {difference}")
        if comparison.compared and comparison.equal:
            say("the same as before")
