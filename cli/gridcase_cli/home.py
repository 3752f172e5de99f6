"""``gridcase init`` and ``gridcase status``: a city's home."""

from typing import Annotated

import typer

from gridcase.city.home import Home
from gridcase.city.templates import templates
from gridcase.english import plural
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json
from gridcase_cli.read_models import unreadable_document
from gridcase_cli.session import open_session
from gridcase_cli.verbs import noun, verb

app = noun("A city's home.")


@verb(
    app,
    "init",
    example='--home xinxiang init --template china --name "新乡市"\n--home nyc init --time-zone America/New_York',
)
def init(
    ctx: typer.Context,
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help=f"What to begin with: {', '.join(templates())}.")
    ] = "blank",
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The city's name; else the folder's.")] = "",
    time_zone: Annotated[
        str, typer.Option("--time-zone", metavar="ZONE", help="By default, the template's; UTC if it has none.")
    ] = "",
    rehearsal: Annotated[
        bool, typer.Option("--rehearsal", help="To learn and to try: --at may play time, and every event says so.")
    ] = False,
    new_store: Annotated[
        bool,
        typer.Option(
            "--new-store",
            help="Only make the store, in a home that has none: after store.url was changed, for example.",
        ),
    ] = False,
) -> None:
    """Make a folder the home of a city, with an empty store in it. Nothing else ever makes an empty store."""
    if new_store:
        Home.open(ctx.obj.home).make_store()
        say(f"the store of {ctx.obj.home} is made: nothing is in it")
        return
    home = Home.create(ctx.obj.home, template=template, name=name, time_zone=time_zone, rehearsal=rehearsal)
    city = home.city()
    say(f"{home.city_file} describes {city.about.name}, time zone {city.about.time_zone}: read it, change it")
    say(f"next: gridcase --home {home.path} registry import FILE, or gridcase --home {home.path} import FILE")


@verb(app, "status", example="status\n--home nyc status --json")
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say how many matters and events there are, and how far the read models are."""
    with open_session(ctx) as session:
        from gridcase_projections.totals import store_totals

        totals = store_totals(session.store, session.home.read_models)
        name, policy = session.city.about.title, session.city.version[:12]
        if as_json:
            show_json(
                {
                    "city": session.city.about.name,
                    "rehearsal": session.rehearsal,
                    "home": str(session.home.path),
                    "policy": policy,
                    "matters": totals.matters,
                    "events": totals.events,
                    "position": totals.position,
                    "read_models": {"position": totals.read_models, "behind": totals.behind},
                    "unreadable": unreadable_document(totals.unreadable),
                }
            )
            return
        say(f"{name}: {plural(totals.matters, 'matter')}, {plural(totals.events, 'event')}, policy {policy}")
        behind = f"{plural(totals.behind, 'position')} behind" if totals.behind else "up to date"
        none = f"made anew when they are asked ({totals.remark})" if totals.remark else "none yet"
        say(f"read models: {behind if totals.read_models else none}")
        if totals.unreadable:
            say(f"left out: {'; '.join(map(str, totals.unreadable))}")
