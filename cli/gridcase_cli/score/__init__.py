"""``gridcase score``: scorecards, each number with the matters behind it."""

from gridcase_cli.score.command import app

__all__ = ["app"]
