"""``gridcase store``: the store moved to another place."""

from contextlib import closing
from typing import Annotated

import typer

from gridcase.english import plural
from gridcase_cli.output import say
from gridcase_cli.session import open_session
from gridcase_cli.verbs import noun, verb

app = noun("Move the store that holds every event.")


@verb(
    app,
    "move",
    example="store move --to 'postgresql://gridcase@db/cities?schema=xinxiang'\nstore move --to sqlite:events.sqlite",
)
def move(
    ctx: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="As store.url in city.toml: sqlite:PATH, postgresql://…")
    ],
) -> None:
    """Copy every row to another store, at its position, and compare both. What writes must be stopped before.

    Said again, it goes on where it was interrupted. The city works on the old store until city.toml names the new one.
    """
    from gridcase.store.recorded import recorded
    from gridcase.store.transfer import take_over

    with open_session(ctx) as session:
        source = recorded(session.store)
        with closing(recorded(session.home.open_another(session.city, to, source.lineages()))) as target:
            take_over(source, target)
            events, answers = target.counts()
        say(f"{plural(events, 'event')} and {plural(answers, 'answer')} are there, row for row")
        say(f"next: write that address as url under [store] in {session.home.city_file}")
