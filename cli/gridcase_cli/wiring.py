"""The names that modules on their way to ``gridcase_cli.session`` still use."""

from gridcase_cli.session import Session as Desk
from gridcase_cli.session import open_session as open_desk

__all__ = ["Desk", "open_desk"]
