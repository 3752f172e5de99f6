"""gridcase: the engine of a city's closed loop."""

__version__ = "0.1.0"
