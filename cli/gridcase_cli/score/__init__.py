"""``gridcase score``: scorecards, each number with the matters behind it."""

from gridcase_cli.score.command import app
from gridcase_cli.score.period import Period

__all__ = ["Period", "app"]
