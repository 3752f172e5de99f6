"""``gridcase assess``: one module for each part of an assessment."""

from gridcase_cli.assess import charge, judge, look, mark
from gridcase_cli.assess.group import app

__all__ = ["app", "charge", "judge", "look", "mark"]
