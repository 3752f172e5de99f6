"""``gridcase member``: what grid members tell of their days, and how others look at these."""

from gridcase_cli.member import day, look, spot_check, work
from gridcase_cli.member.group import app

__all__ = ["app", "day", "look", "spot_check", "work"]
