"""English words for numbers of things."""


def plural(number: int, unit: str) -> str:
    """``1 day``, ``2 days``"""
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
