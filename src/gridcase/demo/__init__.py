"""An invented city to look at: its register, its people, one month of its life, and that month told a million times."""

from gridcase.demo.histories import histories

__all__ = ["histories"]
