"""``gridcase stream``: the city's events to Kafka, other platforms' commands from it."""

from gridcase_cli.stream import consuming, contracts, dead_letters, publishing, scorecards, topics
from gridcase_cli.verbs import noun

app = noun("Carry the city's events to Kafka, and other platforms' commands from it.")
app.add_typer(topics.app, name="topics")
publishing.declare(app)
consuming.declare(app)
app.add_typer(dead_letters.app, name="dead-letters")
scorecards.declare(app)
contracts.declare(app)
