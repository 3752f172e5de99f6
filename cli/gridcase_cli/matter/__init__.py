"""``gridcase matter``: one module for each part of the loop."""

from gridcase_cli.matter import aftermath, close, divert, explain, handle, levels, listing, look, report, time, whistle
from gridcase_cli.matter.group import app

__all__ = [
    "aftermath",
    "app",
    "close",
    "divert",
    "explain",
    "handle",
    "levels",
    "listing",
    "look",
    "report",
    "time",
    "whistle",
]
