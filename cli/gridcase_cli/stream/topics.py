"""``gridcase stream topics``: what the city needs at the broker, and whether it is there."""

import typer
from msgspec import to_builtins

from gridcase_cli.errors import FAULT
from gridcase_cli.options import AsJson
from gridcase_cli.output import say, show_json, show_table
from gridcase_cli.session import open_session
from gridcase_cli.stream.broker_access import open_broker
from gridcase_cli.verbs import noun, verb

app = noun("Create the city's topics, or compare them with what is configured.")


@verb(app, "create", example="stream topics create")
def create(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Create the topics that are missing; what is there stays as it is."""
    from gridcase_streams.topics import create_topics

    with open_session(ctx) as session, open_broker(session) as broker:
        created = create_topics(broker, broker.settings.streams)
        if as_json:
            show_json({"created": created})
            return
        for name in created:
            say(f"created {name}")
        if not created:
            say("every topic is there already")


@verb(app, "check", example="stream topics check")
def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say where the broker's topics differ from what is configured; exit 1 if any does."""
    from gridcase_streams.topics import differences

    with open_session(ctx) as session, open_broker(session) as broker:
        different = list(differences(broker, broker.settings.streams))
    if as_json:
        show_json({"differences": to_builtins(different)})
    elif different:
        show_table(
            ("topic", "what", "wanted", "found"), ((one.topic, one.what, one.wanted, one.found) for one in different)
        )
    else:
        say("every topic is as configured")
    if different:
        raise typer.Exit(FAULT)
